package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.decode.PathNode.Route;
import org.cairn.source.spec.JsonPath.Step;
import org.cairn.source.spec.RecordStrategy;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Finds the record strategy for one document: the first, in declared order, whose file name and
/// path fit. The rule of fitting is that of [RecordWalk#follow].
///
/// Reads no more than needed: only the first token when that decides or leaves one candidate, else
/// up to the place where the first candidate fits. Confined to one thread.
final class StrategyChoice {
    static final int NONE = -1;

    private final RecordPlan plan;
    private int first = NONE;
    private int best = NONE;

    private StrategyChoice(RecordPlan plan) {
        this.plan = plan;
    }

    /// The strategies for a document of this name, as indexes into the plan.
    static List<Integer> forFile(RecordPlan plan) {
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < plan.strategies().size(); i++) {
            String file = plan.strategies().get(i).whenFile();
            if (file == null || file.equals(plan.fileName())) {
                fitting.add(i);
            }
        }
        return fitting;
    }

    /// The index of the strategy to follow, or [#NONE]. When a single candidate is left it is named
    /// untried: only following it tells whether it fits.
    static int find(Body body, RecordPlan plan) {
        List<Integer> candidates = forFile(plan);
        if (candidates.isEmpty()) {
            return NONE;
        }
        return JsonCursor.read(
                body,
                plan.limits(),
                cursor -> {
                    JsonToken root = cursor.first(body);
                    return new StrategyChoice(plan).choose(cursor.parser(), root, candidates);
                });
    }

    private int choose(JsonParser parser, JsonToken root, List<Integer> candidates) {
        List<Integer> possible = candidates.stream().filter(i -> mayFit(stepsOf(i), root)).toList();
        if (possible.isEmpty()) {
            return NONE;
        }
        if (possible.size() == 1 || isDecided(stepsOf(possible.getFirst()))) {
            return possible.getFirst();
        }
        first = possible.getFirst();
        List<Route<Integer>> routes = new ArrayList<>();
        for (int i : possible) {
            routes.add(new Route<>(stepsOf(i), i));
        }
        probe(parser, PathNode.compile(routes));
        return best;
    }

    private List<Step> stepsOf(int strategy) {
        RecordStrategy declared = plan.strategies().get(strategy);
        return declared.path().steps();
    }

    private static boolean mayFit(List<Step> steps, JsonToken root) {
        if (steps.isEmpty() || steps.getFirst() instanceof Step.Member) {
            return root == JsonToken.START_OBJECT;
        }
        return root == JsonToken.START_ARRAY;
    }

    private static boolean isDecided(List<Step> steps) {
        return steps.isEmpty() || (steps.size() == 1 && steps.getFirst() instanceof Step.Every);
    }

    /// Looks through a value for the places of paths; gives up early when nothing better can come.
    private void probe(JsonParser parser, @Nullable PathNode<Integer> node) {
        if (node == null || node.subtree().stream().noneMatch(this::isBetter)) {
            parser.skipChildren();
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            node.ends().forEach(this::fits);
            while (!isSettled() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
                PathNode<Integer> child = node.member(parser.currentName());
                parser.nextToken();
                probe(parser, child);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            array(parser, node);
        }
    }

    private void array(JsonParser parser, PathNode<Integer> node) {
        PathNode<Integer> every = node.every();
        if (every != null) {
            every.ends().forEach(this::fits);
        }
        boolean empty = true;
        for (int i = 0; !isSettled() && parser.nextToken() != JsonToken.END_ARRAY; i++) {
            empty = false;
            probe(parser, node.element(i));
        }
        if (empty && every != null) {
            every.subtree().forEach(this::fits);
        }
    }

    private boolean isSettled() {
        return best == first;
    }

    private boolean isBetter(int strategy) {
        return best == NONE || strategy < best;
    }

    private void fits(int strategy) {
        if (isBetter(strategy)) {
            best = strategy;
        }
    }
}
