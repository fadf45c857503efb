package org.cairn.collect.decode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.collect.decode.Projection.ChildProjection;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.Selector;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Decodes XML as a stream: the records are elements at a path, each held as a tree of its own. An
/// element inside a record is no further record.
///
/// Reads the document once, and once before when there is more than one strategy or a `min`. Values
/// that are empty, or marked with `xsi:nil`, are none.
final class XmlDecoder implements Decoder {
    @Override
    public Outcome decode(Body body, RecordPlan plan, RecordSink sink) {
        MarkupCharset charset = MarkupCharset.ofXml(body, plan.input().encoding());
        List<Integer> candidates = StrategyChoice.forFile(plan);
        if (candidates.isEmpty()) {
            return new Outcome.Unmatched(DocumentShape.noneForFile(plan));
        }
        int chosen = candidates.getFirst();
        if (candidates.size() > 1 || markup(plan, chosen).min() > 1) {
            XmlCount count = new XmlCount(plan, candidates);
            open(body, charset, plan, count::look);
            chosen = count.chosen();
            if (chosen < 0) {
                return new Outcome.Unmatched(count.reason());
            }
        }
        MarkupRecords declared = markup(plan, chosen);
        int strategy = chosen;
        var budget = new Budget(body, plan.input().badLines(), sink);
        walk(
                body,
                charset,
                plan,
                declared,
                (walk, read) -> {
                    if (read.element() == null) {
                        budget.bad(read.span(), Flaw.tooMuch(read.span().length(), plan.limits()));
                    } else {
                        var reading = new Reading(walk, strategy);
                        budget.good(reading.record(plan.projection(), read.element()));
                    }
                    return true;
                });
        long records = budget.recordsAtEnd();
        return records < declared.min()
                ? new Outcome.Unmatched(
                        "%s finds %d, and at least %d are wanted"
                                .formatted(declared.select(), records, declared.min()))
                : new Outcome.Decoded(strategy, records);
    }

    static MarkupRecords markup(RecordPlan plan, int strategy) {
        MarkupRecords markup = plan.strategies().get(strategy).markup();
        if (markup == null) {
            throw new IllegalStateException("a strategy for XML has a path");
        }
        return markup;
    }

    /// What is done with a document that is open.
    @FunctionalInterface
    interface Use {
        void use(XmlTokens tokens, XmlScope scope);
    }

    private static void open(Body body, MarkupCharset charset, RecordPlan plan, Use use) {
        try (InputStream in = MarkupCharset.open(body, charset.start())) {
            use.use(
                    new XmlTokens(charset.feed(in), body, plan.limits()),
                    new XmlScope(plan.input().markup().namespaces(), Map.of()));
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    /// What is done with a record; false ends the walk.
    @FunctionalInterface
    interface AtRecord {
        boolean take(XmlWalk walk, XmlTree.Read read);
    }

    private static void walk(
            Body body,
            MarkupCharset charset,
            RecordPlan plan,
            MarkupRecords declared,
            AtRecord atRecord) {
        open(
                body,
                charset,
                plan,
                (tokens, scope) ->
                        new XmlWalk(tokens, scope, declared)
                                .follow(plan.limits().recordBytes(), atRecord));
    }

    /// Reads the values of records. Confined to one record.
    private record Reading(XmlWalk walk, int strategy) {
        RawRecord record(Projection projection, Element element) {
            MarkupTree tree = walk.tree();
            Picker picker = walk.picker();
            @Nullable Object[] values = new @Nullable Object[projection.origins().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        switch (projection.origins().get(i)) {
                            case FieldOrigin.Select select -> picker.value(element, select);
                            case FieldOrigin.From(String name) -> {
                                XmlFields.Found found = XmlFields.find(tree, element, name);
                                yield found == null ? null : found.value();
                            }
                            case FieldOrigin.Carry(String name) -> {
                                XmlWalk.Around around = walk.carried(name);
                                yield around == null ? null : around.text();
                            }
                            case FieldOrigin.Json _, FieldOrigin.Followed _ -> null;
                        };
            }
            List<List<RawRecord>> children = new ArrayList<>(projection.children().size());
            for (ChildProjection child : projection.children()) {
                children.add(children(child, element));
            }
            return new RawRecord(tree.spanOf(element), strategy, values, children);
        }

        private List<RawRecord> children(ChildProjection child, Element element) {
            for (Selector selector : child.select()) {
                List<Element> found = walk.picker().elements(element, selector);
                if (!found.isEmpty()) {
                    return found.stream().map(each -> record(child.projection(), each)).toList();
                }
            }
            return List.of();
        }
    }

    @Override
    public List<OfferedField> offeredFields(Body body, RecordPlan plan) {
        MarkupCharset charset = MarkupCharset.ofXml(body, plan.input().encoding());
        List<Integer> candidates = StrategyChoice.forFile(plan);
        if (candidates.isEmpty()) {
            return List.of();
        }
        XmlCount count = new XmlCount(plan, candidates);
        open(body, charset, plan, count::look);
        if (count.chosen() < 0) {
            return List.of();
        }
        var names = new FieldNames();
        walk(
                body,
                charset,
                plan,
                markup(plan, count.chosen()),
                (_, read) -> {
                    if (read.element() != null) {
                        XmlFields.note(read.element(), names);
                    }
                    return true;
                });
        return plain(names.inOrder());
    }

    /// Attributes by their name alone, where no child has it.
    private static List<OfferedField> plain(List<OfferedField> fields) {
        Set<String> taken = new HashSet<>();
        fields.forEach(field -> taken.add(field.name()));
        return fields.stream()
                .map(field ->
                        field.name().startsWith("@") && !taken.contains(field.name().substring(1))
                                ? new OfferedField(field.name().substring(1), field.structured())
                                : field)
                .toList();
    }

    @Override
    public @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin) {
        MarkupCharset charset = MarkupCharset.ofXml(body, plan.input().encoding());
        if (origin instanceof FieldOrigin.Carry(String name)) {
            XmlWalk.Around around = before(body, charset, plan, strategy, record).carried(name);
            return around == null ? null : new Located(around.span(), around.path(), around.text());
        }
        Map<String, String> namespaces = plan.input().markup().namespaces();
        Map<String, String> scopeAround =
                namespaces.isEmpty()
                        ? Map.of()
                        : before(body, charset, plan, strategy, record).scope();
        byte[] bytes = body.read(record.offset(), record.length());
        var feed =
                new CharFeed(new ByteArrayInputStream(bytes), charset.charset(), record.offset());
        var tokens = new XmlTokens(feed, body, plan.limits());
        var scope = new XmlScope(namespaces, scopeAround);
        if (tokens.next() != Token.START) {
            return null;
        }
        scope.push(tokens);
        var tree = new XmlTree(tokens, scope, plan.limits().recordBytes());
        XmlElement element = tree.read().element();
        return element == null ? null : located(tree, element, record, origin);
    }

    private static XmlWalk before(
            Body body, MarkupCharset charset, RecordPlan plan, int strategy, ByteSpan record) {
        List<XmlWalk> walks = new ArrayList<>();
        open(
                body,
                charset,
                plan,
                (tokens, scope) -> {
                    var walk = new XmlWalk(tokens, scope, markup(plan, strategy));
                    walk.until(record.offset());
                    walks.add(walk);
                });
        return walks.getFirst();
    }

    private static @Nullable Located located(
            XmlTree tree, XmlElement element, ByteSpan record, FieldOrigin origin) {
        if (origin instanceof FieldOrigin.Select select) {
            return HtmlDecoder.selected(new Picker(tree), element, record, select);
        }
        XmlFields.Found found =
                origin instanceof FieldOrigin.From(String name)
                        ? XmlFields.find(tree, element, name)
                        : null;
        if (found == null) {
            return null;
        }
        String text =
                found.value() instanceof RawJson(String json) ? json : found.value().toString();
        return new Located(found.span(), NodePath.of(found.node(), element), text);
    }
}
