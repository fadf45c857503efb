package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.Selector.Kind;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Finds the records of one page. Confined to one call.
final class HtmlFinder {
    private final HtmlPage page;
    private final Picker picker;
    private final RecordPlan plan;

    HtmlFinder(HtmlPage page, Picker picker, RecordPlan plan) {
        this.page = page;
        this.picker = picker;
        this.plan = plan;
    }

    /// The records that one strategy finds.
    ///
    /// @param table the table they are rows of, or null where they are other elements
    /// @param rows with the cells of each record; empty without a table
    record Records(List<Element> elements, @Nullable HtmlTable table, List<HtmlTable.Row> rows) {
        static final Records NONE = new Records(List.of(), null, List.of());
    }

    /// What came of looking for records.
    sealed interface Chosen {
        record Fitting(int strategy, Records records) implements Chosen {}

        record None(String reason) implements Chosen {}
    }

    /// The first strategy with enough records.
    Chosen choose() {
        List<Integer> candidates = StrategyChoice.forFile(plan);
        if (candidates.isEmpty()) {
            return new Chosen.None(DocumentShape.noneForFile(plan));
        }
        List<String> tried = new ArrayList<>();
        for (int i : candidates) {
            MarkupRecords declared = declared(i);
            Records records = find(declared.select());
            if (records.elements().size() >= declared.min()) {
                return new Chosen.Fitting(i, records);
            }
            tried.add(
                    "%s finds %d, and at least %d are wanted"
                            .formatted(
                                    declared.select(), records.elements().size(), declared.min()));
        }
        String title = page.title();
        return new Chosen.None(
                "%s; the page %s"
                        .formatted(
                                String.join("; ", tried),
                                title == null ? "has no title" : "is '" + title + "'"));
    }

    private MarkupRecords declared(int strategy) {
        RecordStrategy declared = plan.strategies().get(strategy);
        MarkupRecords markup = declared.markup();
        if (markup == null) {
            throw new IllegalStateException("a strategy for pages has a selector");
        }
        return markup;
    }

    private Records find(Selector selector) {
        if (selector.kind() != Kind.TABLE) {
            return new Records(picker.elements(page.document(), selector), null, List.of());
        }
        Element found = table(selector.text().strip());
        if (found == null) {
            return Records.NONE;
        }
        HtmlTable table = HtmlTable.of(found, plan.input().columnNames());
        return new Records(
                table.rows().stream().map(HtmlTable.Row::element).toList(), table, table.rows());
    }

    private @Nullable Element table(String text) {
        if (text.matches("[0-9]+")) {
            List<Element> all = page.document().select("table");
            int number = Integer.parseInt(text);
            return number <= all.size() ? all.get(number - 1) : null;
        }
        Element first = page.document().selectFirst(text);
        return first == null || first.nameIs("table") ? first : first.selectFirst("table");
    }

    /// The element at a place, with the table it is a row of: a record, or an element of a child
    /// list.
    Records at(int strategy, ByteSpan span) {
        Records records = find(declared(strategy).select());
        for (int i = 0; i < records.elements().size(); i++) {
            Element element = records.elements().get(i);
            if (page.spanOf(element).equals(span)) {
                return new Records(
                        List.of(element),
                        records.table(),
                        records.rows().isEmpty() ? List.of() : List.of(records.rows().get(i)));
            }
        }
        for (Element element : page.document().getAllElements()) {
            if (element.sourceRange().isTracked()
                    && !element.sourceRange().isImplicit()
                    && page.spanOf(element).equals(span)) {
                return new Records(List.of(element), null, List.of());
            }
        }
        return Records.NONE;
    }
}
