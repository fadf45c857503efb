package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.cairn.collect.decode.YamlTree.Mapping;
import org.cairn.collect.decode.YamlTree.Node;
import org.cairn.collect.decode.YamlTree.Scalar;
import org.cairn.collect.decode.YamlTree.Sequence;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.JsonPath.Step;
import org.cairn.source.spec.RecordStrategy;
import org.jspecify.annotations.Nullable;

/// Follows JSON paths in YAML. Pure.
final class YamlPath {
    private YamlPath() {}

    /// A record.
    ///
    /// @param above the nodes on the way to it, the document first, itself last
    record Match(Node node, List<Node> above) {
        /// What stands around it, below the node at which a path leaves that of the record.
        @Nullable Node around(JsonPath path, int shared) {
            if (shared >= above.size()) {
                return null;
            }
            List<Step> rest = path.steps().subList(shared, path.steps().size());
            List<Node> found = find(above.get(shared), rest);
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    static List<Match> records(List<Node> documents, RecordStrategy strategy) {
        List<Match> found = new ArrayList<>();
        for (Node document : documents) {
            follow(
                    document,
                    strategy.path().steps(),
                    List.of(),
                    above -> found.add(new Match(above.getLast(), above)));
        }
        return found;
    }

    static List<Node> find(Node node, List<Step> steps) {
        List<Node> found = new ArrayList<>();
        follow(node, steps, List.of(), above -> found.add(above.getLast()));
        return found;
    }

    private static void follow(
            Node node, List<Step> steps, List<Node> before, Consumer<List<Node>> end) {
        List<Node> above = new ArrayList<>(before);
        above.add(node);
        if (steps.isEmpty()) {
            end.accept(above);
            return;
        }
        List<Step> rest = steps.subList(1, steps.size());
        switch (steps.getFirst()) {
            case Step.Member(String name) -> {
                if (node instanceof Mapping(var members, _, _) && members.containsKey(name)) {
                    follow(members.get(name), rest, above, end);
                }
            }
            case Step.Index(int index) -> {
                if (node instanceof Sequence(var items, _, _) && index < items.size()) {
                    follow(items.get(index), rest, above, end);
                }
            }
            case Step.Every() -> {
                if (node instanceof Sequence(var items, _, _)) {
                    items.forEach(item -> follow(item, rest, above, end));
                }
            }
        }
    }

    /// The record at a place, or an element of a list in a record.
    static @Nullable Match at(List<Node> documents, RecordStrategy strategy, ByteSpan span) {
        for (Match match : records(documents, strategy)) {
            if (match.node().span().equals(span)) {
                return match;
            }
        }
        for (Node document : documents) {
            Node found = below(document, span);
            if (found != null) {
                return new Match(found, List.of());
            }
        }
        return null;
    }

    private static @Nullable Node below(Node node, ByteSpan span) {
        if (node.span().equals(span)) {
            return node;
        }
        List<Node> inside =
                switch (node) {
                    case Scalar _ -> List.of();
                    case Sequence(var items, _, _) -> items;
                    case Mapping(var members, _, _) -> List.copyOf(members.values());
                };
        for (Node each : inside) {
            Node found = below(each, span);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
