package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.JsonPath.Step;
import org.jspecify.annotations.Nullable;

/// A set of JSON paths compiled to a tree that is walked along with the tokens: at any value one
/// node says all that is wanted there and below.
///
/// Where `[*]` and `[2]` stand side by side, the node of element 2 holds both, so a value never has
/// two nodes. Immutable.
///
/// @param <T> what is wanted at the end of a path
final class PathNode<T> {
    private final int id;
    private final List<T> ends;
    private final List<T> subtree;
    private final Map<String, PathNode<T>> members;
    private final Map<Integer, PathNode<T>> indexes;
    private final @Nullable PathNode<T> every;

    /// What is left of a path below a node.
    record Route<T>(List<Step> steps, T end) {
        Route(JsonPath path, T end) {
            this(path.steps(), end);
        }

        private Route<T> below() {
            return new Route<>(steps.subList(1, steps.size()), end);
        }
    }

    static <T> PathNode<T> compile(List<Route<T>> routes) {
        return new PathNode<>(routes, new int[1]);
    }

    private PathNode(List<Route<T>> routes, int[] nextId) {
        id = nextId[0]++;
        ends = new ArrayList<>();
        subtree = routes.stream().map(Route::end).toList();
        Map<String, List<Route<T>>> byName = new LinkedHashMap<>();
        Map<Integer, List<Route<T>>> byIndex = new TreeMap<>();
        List<Route<T>> ofAll = new ArrayList<>();
        for (Route<T> route : routes) {
            if (route.steps().isEmpty()) {
                ends.add(route.end());
                continue;
            }
            switch (route.steps().getFirst()) {
                case Step.Member(String name) ->
                        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(route.below());
                case Step.Index(int index) ->
                        byIndex.computeIfAbsent(index, _ -> new ArrayList<>()).add(route.below());
                case Step.Every() -> ofAll.add(route.below());
            }
        }
        members = HashMap.newHashMap(byName.size());
        byName.forEach((name, below) -> members.put(name, new PathNode<>(below, nextId)));
        indexes = HashMap.newHashMap(byIndex.size());
        byIndex.forEach((index, below) -> {
            below.addAll(ofAll);
            indexes.put(index, new PathNode<>(below, nextId));
        });
        every = ofAll.isEmpty() ? null : new PathNode<>(ofAll, nextId);
    }

    /// A number that is this node's own in its tree; they count from 0 at the root.
    int id() {
        return id;
    }

    /// What is wanted of the value itself.
    List<T> ends() {
        return ends;
    }

    /// What is wanted of the value and of everything in it.
    List<T> subtree() {
        return subtree;
    }

    @Nullable PathNode<T> member(String name) {
        return members.get(name);
    }

    @Nullable PathNode<T> element(int index) {
        if (indexes.isEmpty()) {
            return every;
        }
        PathNode<T> own = indexes.get(index);
        return own == null ? every : own;
    }

    /// What is wanted of every element alike.
    @Nullable PathNode<T> every() {
        return every;
    }

    boolean isLeaf() {
        return members.isEmpty() && indexes.isEmpty() && every == null;
    }

    int nodeCount() {
        int count = 1 + (every == null ? 0 : every.nodeCount());
        for (PathNode<T> node : members.values()) {
            count += node.nodeCount();
        }
        for (PathNode<T> node : indexes.values()) {
            count += node.nodeCount();
        }
        return count;
    }
}
