package org.cairn.collect.trace;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.decode.Decoder.Located;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.Details;
import org.cairn.collect.decode.PageLook;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.fetch.ArchivedBody;
import org.cairn.collect.fetch.GivenValues;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.Mapper;
import org.cairn.collect.map.MappingCompiler;
import org.cairn.kernel.ByteSpan;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.lineage.DocumentRecord;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.ledger.lineage.Origin;
import org.cairn.source.mapping.Mapping;
import org.cairn.source.mapping.MappingText;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.vault.document.DocumentArchive;
import org.jspecify.annotations.Nullable;

/// Goes back from one value to the bytes that say it.
///
/// Nothing of this is stored per value: the row id leads to a lineage block, the block to the
/// document, the record's span and the mapping version; the mapping is then evaluated again on the
/// record's bytes, and the alternative that wins is the origin.
public final class ValueTracer {
    private final DocumentArchive archive;
    private final RecordReader records = new RecordReader();
    private final LineageLedger lineage = new LineageLedger();
    private final DatasetLedger datasets = new DatasetLedger();

    public ValueTracer(DocumentArchive archive) {
        this.archive = archive;
    }

    /// Problems: `dataset-unknown`, `record-unknown`, `column-unknown`, `lineage-missing`,
    /// `lineage-damaged`, and those of the vault when the document is damaged or gone.
    public Trace trace(Connection connection, String dataset, RecordKey key, String column) {
        StoredRecord record = records.load(connection, dataset, key);
        String value = record.columns().get(column);
        if (value == null) {
            throw columnUnknown(record, column);
        }
        Integer parent = record.dataset().parentId();
        if (parent != null && isKeyOfParent(record, column)) {
            // A child repeats its parent's key: where that comes from, the parent knows.
            String parentName = datasets.load(connection, parent).name();
            List<String> parts = key.values();
            var parentKey = new RecordKey(parts.subList(0, parts.size() - 1));
            return trace(connection, parentName, parentKey, column).in(dataset, key.toString());
        }
        Origin origin = lineage.origin(connection, record.dataset().datasetId(), record.rid());
        Body body = ArchivedBody.of(archive, origin.document().sha256());
        var pages = new RecordPages(connection, lineage, archive);
        var search = new Search(record, origin, body, pages);
        Found found = search.find(column);
        RecordPages.RecordPage page = found.page();
        DocumentRecord document = page == null ? origin.document() : page.record();
        Body bytes = page == null ? search.unpacked() : page.body();
        Body.Place place = bytes.place(found.span().offset());
        return new Trace(
                record.dataset().name(),
                key.toString(),
                column,
                value,
                origin.run(),
                origin.document().source(),
                found.rule(),
                new Trace.Origin(
                        document.id(),
                        document.url(),
                        document.sha256(),
                        document.fetchedAt(),
                        member(document.url(), place)),
                place == null ? found.span() : new ByteSpan(place.offset(), found.span().length()),
                found.pointer(),
                found.text(),
                bytes.read(found.span().offset(), found.span().length()));
    }

    /// The part of an address behind the archive's own, and the part of a packed document.
    private static @Nullable String member(String url, Body.@Nullable Place place) {
        int at = url.indexOf("!/");
        String member = at < 0 ? null : url.substring(at + 2);
        if (place == null) {
            return member;
        }
        return member == null ? place.part() : member + "!/" + place.part();
    }

    private static boolean isKeyOfParent(StoredRecord record, String column) {
        return record.dataset().keys().stream().anyMatch(key -> key.contains(column));
    }

    /// What was found: where a value stands and by which rule.
    ///
    /// @param page where it stands when that is not the record's own document
    private record Found(
            ByteSpan span,
            String pointer,
            String text,
            String rule,
            RecordPages.@Nullable RecordPage page) {}

    /// One search in one record. Confined to one call.
    private static final class Search {
        private final StoredRecord record;
        private final Origin origin;
        private final Body body;
        private final RecordPages pages;
        private final Mapping mapping;
        private final CompiledMapping compiled;
        private final Decoder decoder;

        Search(StoredRecord record, Origin origin, Body body, RecordPages pages) {
            this.record = record;
            this.origin = origin;
            this.body = body;
            this.pages = pages;
            this.mapping = MappingText.read(origin.mappingText());
            this.compiled = MappingCompiler.compile(mapping.resource(), mapping.pipeline());
            this.decoder = Decoders.forFormat(mapping.input().format());
        }

        Found find(String columnName) {
            String field = record.dataset().field();
            if (field == null) {
                return find(
                        column(compiled.columns(), columnName), compiled.projection().origins());
            }
            if (columnName.equals("ordinal")) {
                return whole("the place of the element in its list");
            }
            for (int i = 0; i < compiled.children().size(); i++) {
                CompiledMapping.Child child = compiled.children().get(i);
                if (child.field().equals(field)) {
                    Column column = column(child.columns(), columnName);
                    return find(
                            column, compiled.projection().children().get(i).projection().origins());
                }
            }
            return whole("the mapping of its run has no such field");
        }

        private static @Nullable Column column(List<Column> columns, String name) {
            return columns.stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        private Found find(@Nullable Column column, List<FieldOrigin> origins) {
            if (column == null) {
                return whole("the mapping of its run did not fill this column");
            }
            Map<Integer, Placed> located = new HashMap<>();
            Mapper.Choice choice =
                    Mapper.choose(
                            column,
                            origin.strategy(),
                            index -> {
                                Placed place = locate(origins.get(index));
                                if (place == null) {
                                    return null;
                                }
                                located.put(index, place);
                                return place.at().text();
                            });
            if (choice == null) {
                return whole("no alternative of the field has a value in this record");
            }
            Placed place = located.get(choice.origin());
            if (place == null) {
                String constant = choice.chain().constants().get(origin.strategy());
                return whole("set to '%s' by strategy %s".formatted(constant, strategy()));
            }
            FieldOrigin from = origins.get(choice.origin());
            return new Found(
                    place.at().span(),
                    place.at().pointer(),
                    place.at().text(),
                    rule(column, choice.chain(), from),
                    place.page());
        }

        /// A place in the record's own document, or in the page that it links to.
        private record Placed(Located at, RecordPages.@Nullable RecordPage page) {}

        private @Nullable Placed locate(FieldOrigin from) {
            if (from instanceof FieldOrigin.Followed followed) {
                return behind(followed);
            }
            Located own = decoder.locate(body, plan(), origin.span(), origin.strategy(), from);
            return own == null ? null : new Placed(own, null);
        }

        private @Nullable Placed behind(FieldOrigin.Followed followed) {
            String address =
                    PageLook.address(
                            body, plan(), origin.span(), origin.strategy(), followed.link());
            RecordPages.RecordPage page =
                    address == null
                            ? null
                            : pages.find(origin.document(), mapping.resource().name(), address);
            if (page == null) {
                return null;
            }
            Located at = PageLook.locate(page.detail(), plan(), followed.value());
            return at == null ? null : new Placed(at, page);
        }

        /// The bytes that spans count.
        Body unpacked() {
            return decoder.unpacked(body);
        }

        private Found whole(String rule) {
            return new Found(
                    origin.span(),
                    "",
                    new String(
                            unpacked()
                                    .read(
                                            origin.span().offset(),
                                            Math.min(origin.span().length(), 200)),
                            StandardCharsets.UTF_8),
                    rule,
                    null);
        }

        private String strategy() {
            return mapping.resource().records().get(origin.strategy()).id();
        }

        private String rule(Column column, Column.Chain chain, FieldOrigin from) {
            RecordStrategy found = mapping.resource().records().get(origin.strategy());
            var rule = new StringBuilder(found.id()).append(": ").append(RuleText.of(from, found));
            FieldSpec.Value field = RuleText.find(mapping, record.dataset().field(), chain.field());
            if (field != null) {
                field.transforms().forEach(each -> rule.append(" | ").append(RuleText.of(each)));
            }
            if (!chain.field().equals(column.name())) {
                rule.append(" -> ").append(column.name());
            }
            return rule.toString();
        }

        private RecordPlan plan() {
            return new RecordPlan(
                    mapping.input(),
                    origin.document().fileName(),
                    origin.document().url(),
                    mapping.resource().records(),
                    new Projection(compiled.projection().origins(), List.of()),
                    RecordPlan.Limits.DEFAULT,
                    GivenValues.of(origin.document().url()),
                    Details.NONE);
        }
    }

    private static org.cairn.kernel.ProblemException columnUnknown(
            StoredRecord record, String column) {
        return TraceProblems.COLUMN_UNKNOWN
                .says("dataset '%s' has no column '%s'", record.dataset().name(), column)
                .what("its columns are %s", String.join(", ", record.columns().keySet()))
                .kept("nothing was changed")
                .remedy("Name one of them.")
                .with("column", column)
                .asException();
    }
}
