package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cairn.collect.decode.HtmlFinder.Chosen;
import org.cairn.collect.decode.HtmlFinder.Records;
import org.cairn.collect.decode.Picker.Picked;
import org.cairn.collect.decode.Projection.ChildProjection;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.Selector;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Decodes saved pages: the records are elements of the page, or the rows of one of its tables.
///
/// Holds the page as a tree, so a page has a limit of its own; broken HTML is read as browsers read
/// it. Values that are empty are none.
final class HtmlDecoder implements Decoder {
    @Override
    public Outcome decode(Body body, RecordPlan plan, RecordSink sink) {
        HtmlPage page = HtmlPage.parse(body, plan);
        var picker = new Picker(page);
        return switch (new HtmlFinder(page, picker, plan).choose()) {
            case Chosen.None(String reason) -> new Outcome.Unmatched(reason);
            case Chosen.Fitting(int strategy, Records records) -> {
                var budget = new Budget(body, plan.input().badLines(), sink);
                MarkupRecords declared = plan.strategies().get(strategy).markup();
                var carried = new HtmlCarried(page, picker, declared);
                var details = new DetailValues(page, picker, plan);
                var reading = new Reading(page, picker, carried, details, strategy);
                for (int i = 0; i < records.elements().size(); i++) {
                    details.begin(records.elements().get(i));
                    RawRecord record = reading.record(plan.projection(), records, i);
                    Flaw flaw = details.flaw();
                    if (flaw == null) {
                        give(page, record, budget);
                    } else {
                        budget.refused(record.span(), flaw);
                    }
                }
                yield new Outcome.Decoded(strategy, budget.recordsAtEnd());
            }
        };
    }

    /// A record with bytes that are no text in the page's charset is bad; what stands around
    /// records may be anything.
    private static void give(HtmlPage page, RawRecord record, Budget budget) {
        long bad = page.text().malformedIn(record.span());
        if (bad < 0) {
            budget.good(record);
            return;
        }
        budget.bad(
                record.span(),
                new Flaw(
                        Flaw.UNDECODABLE,
                        "byte %d is not text in %s"
                                .formatted(bad, page.charset().charset().name())));
    }

    /// Reads the values of records. Confined to one call.
    private record Reading(
            HtmlPage page, Picker picker, HtmlCarried carried, DetailValues details, int strategy) {
        RawRecord record(Projection projection, Records records, int i) {
            Element element = records.elements().get(i);
            ByteSpan span = page.spanOf(element);
            @Nullable Object[] values = new @Nullable Object[projection.origins().size()];
            for (int k = 0; k < values.length; k++) {
                values[k] =
                        switch (projection.origins().get(k)) {
                            case FieldOrigin.Select select -> picker.value(element, select);
                            case FieldOrigin.From(String name) -> text(cell(records, i, name));
                            case FieldOrigin.Carry(String name) -> {
                                Picked picked = carried.get(name, span.offset());
                                yield picked == null ? null : picked.text();
                            }
                            case FieldOrigin.Followed followed -> details.value(followed);
                            case FieldOrigin.Json _ -> null;
                        };
            }
            List<List<RawRecord>> children = new ArrayList<>(projection.children().size());
            for (ChildProjection child : projection.children()) {
                children.add(children(child, element));
            }
            return new RawRecord(span, strategy, values, children);
        }

        private @Nullable String text(@Nullable Element cell) {
            String text = cell == null ? "" : page.textOf(cell);
            return text.isEmpty() ? null : text;
        }

        private List<RawRecord> children(ChildProjection child, Element element) {
            for (Selector selector : child.select()) {
                List<Element> found = picker.elements(element, selector);
                if (!found.isEmpty()) {
                    var records = new Records(found, null, List.of());
                    return IntStream.range(0, found.size())
                            .mapToObj(i -> record(child.projection(), records, i))
                            .toList();
                }
            }
            return List.of();
        }
    }

    private static @Nullable Element cell(Records records, int i, String column) {
        HtmlTable table = records.table();
        int place = table == null ? -1 : table.columns().indexOf(column);
        return place < 0 ? null : records.rows().get(i).cell(place);
    }

    @Override
    public List<OfferedField> offeredFields(Body body, RecordPlan plan) {
        HtmlPage page = HtmlPage.parse(body, plan);
        if (new HtmlFinder(page, new Picker(page), plan).choose()
                        instanceof Chosen.Fitting(_, Records records)
                && records.table() != null) {
            return records.table().columns().stream()
                    .map(name -> new OfferedField(name, false))
                    .toList();
        }
        return List.of();
    }

    @Override
    public @Nullable Located locate(
            Body body, RecordPlan plan, ByteSpan record, int strategy, FieldOrigin origin) {
        HtmlPage page = HtmlPage.parse(body, plan);
        var picker = new Picker(page);
        if (origin instanceof FieldOrigin.Carry(String name)) {
            RecordStrategy declared = plan.strategies().get(strategy);
            Picked picked =
                    new HtmlCarried(page, picker, declared.markup()).get(name, record.offset());
            return picked == null ? null : located(picked, page.document());
        }
        Records found = new HtmlFinder(page, picker, plan).at(strategy, record);
        if (found.elements().isEmpty()) {
            return null;
        }
        Element element = found.elements().getFirst();
        return switch (origin) {
            case FieldOrigin.Select select -> selected(picker, element, record, select);
            case FieldOrigin.From(String name) -> {
                Element cell = found.rows().isEmpty() ? null : cell(found, 0, name);
                String text = cell == null ? "" : page.textOf(cell);
                yield cell == null || text.isEmpty()
                        ? null
                        : new Located(page.spanOf(cell), name, text);
            }
            // In another document: PageLook finds it there.
            case FieldOrigin.Followed _, FieldOrigin.Json _, FieldOrigin.Carry _ -> null;
        };
    }

    static @Nullable Located selected(
            Picker picker, Element element, ByteSpan record, FieldOrigin.Select select) {
        if (select.take() == FieldOrigin.Take.ALL) {
            List<Picked> all = picker.pick(element, select, Integer.MAX_VALUE);
            return all.isEmpty() ? null : new Located(record, ".", Picker.json(all));
        }
        Picked picked = picker.first(element, select);
        return picked == null ? null : located(picked, element);
    }

    private static Located located(Picked picked, Element from) {
        return new Located(picked.span(), NodePath.of(picked.node(), from), picked.text());
    }
}
