package org.cairn.collect.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.decode.Decoder.OfferedField;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.Details;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.decode.RecordSink;
import org.cairn.collect.fetch.ArchivedBody;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.Mapper;
import org.cairn.collect.map.MappingCompiler;
import org.cairn.collect.map.OfferedColumns;
import org.cairn.collect.map.Row;
import org.cairn.collect.validate.SchemaCheck;
import org.cairn.collect.validate.Validator;
import org.cairn.collect.validate.Verdict;
import org.cairn.collect.validate.Violation;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.Form;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.TableSpec.Columns.Missing;
import org.cairn.vault.document.DocumentArchive;
import org.jspecify.annotations.Nullable;

/// The rows of one resource, made of stored documents as a run makes them. Confined to one thread.
final class ResourceReplay {
    static final int MOST_LINES = 100_000;

    private final SourceSpec source;
    private final ResourceSpec resource;
    private final CompiledMapping mapping;
    private final DocumentArchive archive;
    private final List<FetchedDocument> documents;
    private final Details details;
    private final Decoder decoder;
    private final SchemaCheck schema;

    /// What was fetched for it.
    ///
    /// @param details what its records link to
    record Came(List<FetchedDocument> documents, Details details) {}

    /// Problems: those of decoding and mapping.
    ResourceReplay(
            SourceSpec source,
            ResourceSpec declared,
            PipelineSpec pipeline,
            DocumentArchive archive,
            Came came) {
        this.source = source;
        this.archive = archive;
        this.documents = came.documents;
        this.details = came.details;
        this.decoder = Decoders.forFormat(source.input().format());
        this.resource = declared.fields().isEmpty() ? withFields(declared) : declared;
        this.schema = SchemaCheck.of(declared);
        this.mapping = MappingCompiler.compile(resource, pipeline);
        if (OfferedColumns.areKnown(source.reading(), declared)
                && source.reading().table().columns().missing() == Missing.REFUSE) {
            requireColumns(declared);
        }
    }

    private ResourceSpec withFields(ResourceSpec declared) {
        Map<String, Boolean> structured = new LinkedHashMap<>();
        for (FetchedDocument document : documents) {
            offered(declared, document)
                    .forEach(field ->
                            structured.merge(field.name(), field.structured(), Boolean::logicalOr));
        }
        List<FieldSpec> fields = new ArrayList<>();
        structured.forEach((name, isJson) ->
                fields.add(FieldSpec.offered(name, isJson ? Form.STRUCTURED : Form.PLAIN)));
        return declared.withFields(fields);
    }

    private void requireColumns(ResourceSpec declared) {
        for (FetchedDocument document : documents) {
            List<OfferedField> offered = offered(declared, document);
            if (!offered.isEmpty()) {
                OfferedColumns.of(document.fileName(), offered).requireFor(mapping);
            }
        }
    }

    private List<OfferedField> offered(ResourceSpec declared, FetchedDocument document) {
        var nothing = new Projection(List.of(), List.of());
        try {
            return decoder.offeredFields(body(document), plan(declared, document, nothing));
        } catch (ProblemException e) {
            throw DecodeProblems.of(document.fileName(), e);
        }
    }

    private ArchivedBody body(FetchedDocument document) {
        return ArchivedBody.of(archive, document.archived().sha256());
    }

    private RecordPlan plan(ResourceSpec of, FetchedDocument document, Projection projection) {
        return new RecordPlan(
                source.reading(),
                document.fileName(),
                document.archived().origin().url(),
                of.records(),
                projection,
                RecordPlan.Limits.DEFAULT,
                document.given(),
                details);
    }

    String name() {
        return resource.name();
    }

    /// The names of key columns, in alternatives.
    List<List<String>> keys() {
        return mapping.keys().stream()
                .map(key -> key.stream().map(i -> mapping.columns().get(i).name()).toList())
                .toList();
    }

    /// Decodes, maps and judges all documents. Problems: those of decoding, `recording-too-large`.
    List<Line> lines() {
        var taker = new Taker();
        for (FetchedDocument document : documents) {
            taker.document = document;
            try {
                var plan = plan(resource, document, schema.projection(mapping.projection()));
                if (decoder.decode(body(document), plan, taker)
                        instanceof Decoder.Outcome.Unmatched(String reason)) {
                    taker.add(Line.unmatched(document, reason));
                }
            } catch (ProblemException e) {
                throw DecodeProblems.of(document.fileName(), e);
            }
        }
        return taker.lines;
    }

    private final class Taker implements RecordSink {
        private final List<Line> lines = new ArrayList<>();
        private final Mapper mapper = new Mapper(mapping);
        private final Validator validator = new Validator(mapping);
        private FetchedDocument document = documents.getFirst();

        @Override
        public void record(RawRecord raw) {
            Row row = mapper.map(raw);
            List<Violation> wrong = schema.violations(raw);
            add(
                    Line.of(
                            new Line.Origin(document, raw.span(), raw.strategy()),
                            mapping,
                            wrong.isEmpty()
                                    ? validator.judge(row)
                                    : new Verdict.Quarantined(row, wrong)));
        }

        @Override
        public void bad(ByteSpan span, String code, String message) {
            add(Line.bad(new Line.Origin(document, span, 0), new Violation(code, "", message)));
        }

        private void add(Line line) {
            if (lines.size() >= MOST_LINES) {
                throw RecordingProblems.tooLarge(
                        "'%s' gives more than %d rows".formatted(resource.name(), MOST_LINES));
            }
            lines.add(line);
        }
    }

    /// The bytes that say a column of a line; the whole record where none say it.
    Decoder.@Nullable Located locate(Line.Origin origin, String column) {
        Column wanted =
                mapping.columns().stream()
                        .filter(each -> each.name().equals(column))
                        .findFirst()
                        .orElse(null);
        if (wanted == null) {
            return null;
        }
        Map<Integer, Decoder.Located> located = new HashMap<>();
        var plan =
                plan(
                        resource,
                        origin.document(),
                        new Projection(mapping.projection().origins(), List.of()));
        Mapper.Choice choice =
                Mapper.choose(
                        wanted,
                        origin.strategy(),
                        index -> {
                            Decoder.Located place =
                                    decoder.locate(
                                            body(origin.document()),
                                            plan,
                                            origin.span(),
                                            origin.strategy(),
                                            mapping.projection().origins().get(index));
                            if (place == null) {
                                return null;
                            }
                            located.put(index, place);
                            return place.text();
                        });
        return choice == null ? null : located.get(choice.origin());
    }

    /// The beginning of a record's bytes.
    byte[] begin(Line.Origin origin, int most) {
        return body(origin.document())
                .read(origin.span().offset(), Math.min(most, origin.span().length()));
    }
}
