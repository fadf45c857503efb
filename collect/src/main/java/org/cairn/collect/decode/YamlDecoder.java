package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.decode.Projection.ChildProjection;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.collect.decode.YamlTree.Mapping;
import org.cairn.collect.decode.YamlTree.Node;
import org.cairn.collect.decode.YamlTree.Scalar;
import org.cairn.collect.decode.YamlTree.Sequence;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.JsonPath.Step;
import org.cairn.source.spec.RecordStrategy;
import org.jspecify.annotations.Nullable;

/// Decodes YAML files by the paths of JSON: `$` is the document, and every document of a file is
/// looked at. Holds the file as a tree, so a file has a limit of its own.
final class YamlDecoder implements Decoder {
    @Override
    public Outcome decode(Body body, RecordPlan plan, RecordSink sink) {
        List<Node> documents = YamlPlaces.read(body, plan);
        for (int strategy : StrategyChoice.forFile(plan)) {
            RecordStrategy declared = plan.strategies().get(strategy);
            List<YamlPath.Match> records = YamlPath.records(documents, declared);
            if (records.isEmpty()) {
                continue;
            }
            var budget = new Budget(body, plan.input().badLines(), sink);
            for (YamlPath.Match match : records) {
                if (match.node() instanceof Scalar) {
                    budget.bad(match.node().span(), Flaw.shapeless());
                } else {
                    budget.good(record(plan.projection(), match, declared, strategy));
                }
            }
            return new Outcome.Decoded(strategy, budget.recordsAtEnd());
        }
        return new Outcome.Unmatched(
                "looked for records at %s; found none"
                        .formatted(
                                plan.strategies().stream()
                                        .map(RecordStrategy::where)
                                        .reduce((a, b) -> a + ", " + b)
                                        .orElse("")));
    }

    private static RawRecord record(
            Projection projection, YamlPath.Match match, RecordStrategy declared, int strategy) {
        @Nullable Object[] values = new @Nullable Object[projection.origins().size()];
        for (int i = 0; i < values.length; i++) {
            Node found = find(projection.origins().get(i), match, declared);
            values[i] = found == null ? null : value(found);
        }
        List<List<RawRecord>> children = new ArrayList<>(projection.children().size());
        for (ChildProjection child : projection.children()) {
            children.add(children(child, match, declared, strategy));
        }
        return new RawRecord(match.node().span(), strategy, values, children);
    }

    private static List<RawRecord> children(
            ChildProjection child, YamlPath.Match match, RecordStrategy declared, int strategy) {
        for (JsonPath path : child.each()) {
            List<Node> found = YamlPath.find(match.node(), path.steps());
            if (!found.isEmpty()) {
                return found.stream()
                        .map(node ->
                                record(
                                        child.projection(),
                                        new YamlPath.Match(node, List.of()),
                                        declared,
                                        strategy))
                        .toList();
            }
        }
        return List.of();
    }

    private static @Nullable Node find(
            FieldOrigin origin, YamlPath.Match match, RecordStrategy declared) {
        if (origin instanceof FieldOrigin.Carry(String name)) {
            JsonPath path = declared.carry().get(name);
            return path == null ? null : match.around(path, CarryPass.shared(declared, path));
        }
        JsonPath path = Frame.pathOf(origin);
        List<Node> found = path == null ? List.of() : YamlPath.find(match.node(), path.steps());
        return found.isEmpty() ? null : found.getFirst();
    }

    private static @Nullable Object value(Node node) {
        return switch (node) {
            case Scalar(String text, var kind, _) ->
                    switch (kind) {
                        case NOTHING -> null;
                        case TRUE -> true;
                        case FALSE -> false;
                        case NUMBER -> new RawNumber(text);
                        case TEXT -> text;
                    };
            case Sequence _, Mapping _ -> {
                var out = new StringBuilder();
                json(node, out);
                yield new RawJson(out.toString());
            }
        };
    }

    private static void json(Node node, StringBuilder out) {
        switch (node) {
            case Scalar(String text, var kind, _) -> {
                switch (kind) {
                    case NOTHING -> out.append("null");
                    case TRUE -> out.append("true");
                    case FALSE -> out.append("false");
                    case NUMBER -> out.append(text);
                    case TEXT -> MarkupJson.quote(text, out);
                }
            }
            case Sequence(var items, _, _) -> {
                out.append('[');
                for (int i = 0; i < items.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    json(items.get(i), out);
                }
                out.append(']');
            }
            case Mapping(var members, _, _) -> {
                out.append('{');
                members.forEach((name, value) -> {
                    out.append(out.charAt(out.length() - 1) == '{' ? "" : ",");
                    MarkupJson.quote(name, out);
                    out.append(':');
                    json(value, out);
                });
                out.append('}');
            }
        }
    }

    @Override
    public List<OfferedField> offeredFields(Body body, RecordPlan plan) {
        List<Node> documents = YamlPlaces.read(body, plan);
        var names = new FieldNames();
        for (int strategy : StrategyChoice.forFile(plan)) {
            List<YamlPath.Match> records =
                    YamlPath.records(documents, plan.strategies().get(strategy));
            for (YamlPath.Match match : records) {
                if (match.node() instanceof Mapping(var members, _, _)) {
                    members.forEach((name, value) -> names.note(name, !(value instanceof Scalar)));
                }
            }
            if (!records.isEmpty()) {
                break;
            }
        }
        return names.inOrder();
    }

    @Override
    public @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin) {
        List<Node> documents = YamlPlaces.read(body, plan);
        RecordStrategy declared = plan.strategies().get(strategy);
        YamlPath.Match match = YamlPath.at(documents, declared, record);
        Node found = match == null ? null : find(origin, match, declared);
        Object value = found == null ? null : value(found);
        if (found == null || value == null) {
            return null;
        }
        String text =
                switch (value) {
                    case RawNumber(String number) -> number;
                    case RawJson(String json) -> json;
                    default -> value.toString();
                };
        return new Located(found.span(), pointer(origin, declared), text);
    }

    private static String pointer(FieldOrigin origin, RecordStrategy declared) {
        JsonPath path =
                origin instanceof FieldOrigin.Carry(String name)
                        ? declared.carry().get(name)
                        : Frame.pathOf(origin);
        var out = new StringBuilder();
        for (Step step : path == null ? List.<Step>of() : path.steps()) {
            out.append('/')
                    .append(
                            switch (step) {
                                case Step.Member(String name) ->
                                        name.replace("~", "~0").replace("/", "~1");
                                case Step.Index(int index) -> index;
                                case Step.Every() -> "*";
                            });
        }
        return out.toString();
    }
}
