package org.cairn.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.decode.Decoder.OfferedField;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.decode.RecordSink;
import org.cairn.collect.fetch.FileFetcher;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.Mapper;
import org.cairn.collect.map.MappingCompiler;
import org.cairn.collect.map.OfferedColumns;
import org.cairn.collect.map.Row;
import org.cairn.collect.validate.Validator;
import org.cairn.collect.validate.Verdict;
import org.cairn.collect.validate.Violation;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.Form;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;

/// Maps the first records of a source and shows them; writes nothing anywhere.
public final class TrySource {
    private final ProjectLayout layout;
    private final Declarations declarations;

    TrySource(ProjectLayout layout, Declarations declarations) {
        this.layout = layout;
        this.declarations = declarations;
    }

    /// What one file gave.
    ///
    /// @param strategy the record strategy that fits, or why none does
    public record TriedFile(
            String resource, String file, String strategy, List<TriedRecord> records) {}

    /// One record: its columns as text, and what is wrong with it.
    ///
    /// @param children column values of each element, by child field
    public record TriedRecord(
            ByteSpan span,
            Map<String, String> columns,
            Map<String, List<Map<String, String>>> children,
            List<Violation> violations) {}

    /// Ends the decoding when enough was seen. Carries no stack trace: it is no mistake.
    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughException() {
            super("enough", null, false, false);
        }
    }

    /// Problems: `unknown-name`, and those of fetching, decoding and mapping.
    ///
    /// @param limit records shown of each file
    public List<TriedFile> run(String sourceName, int limit) {
        SourceSpec source = declarations.loadSource(sourceName);
        List<TriedFile> tried = new ArrayList<>();
        for (ResourceSpec resource : source.resources()) {
            for (Path file : FileFetcher.files(layout.root(), source)) {
                try {
                    tried.add(tryFile(source, resource, file, limit));
                } catch (ProblemException e) {
                    throw nothingStored(DecodeProblems.of(file.getFileName().toString(), e));
                }
            }
        }
        return tried;
    }

    /// The same problem, true of a command that writes nothing.
    private static ProblemException nothingStored(ProblemException e) {
        Problem problem = e.problem();
        return new ProblemException(
                new Problem(
                        problem.code(),
                        problem.headline(),
                        problem.what(),
                        "nothing was stored or changed",
                        problem.remedy(),
                        problem.facts()),
                e);
    }

    private TriedFile tryFile(SourceSpec source, ResourceSpec declared, Path file, int limit) {
        Decoder decoder = Decoders.forFormat(source.input().format());
        Body body = new FileBody(file);
        String fileName = file.getFileName().toString();
        PipelineSpec pipeline = pipeline(source, declared);
        ResourceSpec resource = withFields(source, declared, decoder, body, fileName);
        CompiledMapping mapping = MappingCompiler.compile(resource, pipeline);
        if (OfferedColumns.areKnown(source.input(), declared)) {
            List<OfferedField> offered = offered(source, declared, decoder, body, fileName);
            if (!offered.isEmpty()) {
                OfferedColumns.of(fileName, offered).requireFor(mapping);
            }
        }
        var sink = new Collector(mapping, limit);
        var plan = plan(source, resource, fileName, mapping.projection());
        String strategy;
        try {
            strategy =
                    switch (decoder.decode(body, plan, sink)) {
                        case Decoder.Outcome.Decoded(int index, long _) ->
                                resource.records().get(index).id();
                        case Decoder.Outcome.Unmatched(String reason) -> reason;
                    };
        } catch (EnoughException _) {
            // Thrown by the sink below: the limit is reached.
            strategy = resource.records().get(sink.strategy).id();
        }
        return new TriedFile(resource.name(), fileName, strategy, sink.records);
    }

    private PipelineSpec pipeline(SourceSpec source, ResourceSpec resource) {
        var ref = new PipelineSpec.ResourceRef(source.name(), resource.name());
        return declarations.pipelines().stream()
                .filter(each -> each.from().contains(ref))
                .findFirst()
                .orElseThrow();
    }

    private static RecordPlan plan(
            SourceSpec source, ResourceSpec resource, String fileName, Projection projection) {
        return new RecordPlan(
                source.input(),
                fileName,
                resource.records(),
                projection,
                RecordPlan.Limits.DEFAULT);
    }

    private static ResourceSpec withFields(
            SourceSpec source, ResourceSpec resource, Decoder decoder, Body body, String fileName) {
        if (!resource.fields().isEmpty()) {
            return resource;
        }
        List<FieldSpec> fields = new ArrayList<>();
        offered(source, resource, decoder, body, fileName)
                .forEach(field ->
                        fields.add(
                                FieldSpec.offered(
                                        field.name(),
                                        field.structured() ? Form.STRUCTURED : Form.PLAIN)));
        return resource.withFields(fields);
    }

    private static List<OfferedField> offered(
            SourceSpec source, ResourceSpec resource, Decoder decoder, Body body, String fileName) {
        var nothing = new Projection(List.of(), List.of());
        return decoder.offeredFields(body, plan(source, resource, fileName, nothing));
    }

    /// Maps and judges records until it has enough.
    private static final class Collector implements RecordSink {
        private final CompiledMapping mapping;
        private final int limit;
        private final List<TriedRecord> records = new ArrayList<>();
        private int strategy;

        Collector(CompiledMapping mapping, int limit) {
            this.mapping = mapping;
            this.limit = limit;
        }

        @Override
        public void record(RawRecord raw) {
            strategy = raw.strategy();
            Row row = new Mapper(mapping).map(raw);
            List<Violation> violations =
                    switch (new Validator(mapping).judge(row)) {
                        case Verdict.Quarantined(var _, var found) -> found;
                        case Verdict.Accepted(var _, var _, var refused) ->
                                refused.stream()
                                        .flatMap(child -> child.violations().stream())
                                        .toList();
                    };
            Map<String, List<Map<String, String>>> children = new LinkedHashMap<>();
            for (int i = 0; i < mapping.children().size(); i++) {
                var child = mapping.children().get(i);
                children.put(
                        child.field(),
                        row.children().get(i).stream()
                                .map(element -> columns(child.columns(), element))
                                .toList());
            }
            add(new TriedRecord(raw.span(), columns(mapping.columns(), row), children, violations));
        }

        @Override
        public void bad(ByteSpan span, String code, String message) {
            add(
                    new TriedRecord(
                            span, Map.of(), Map.of(), List.of(new Violation(code, "", message))));
        }

        private void add(TriedRecord record) {
            records.add(record);
            if (records.size() >= limit) {
                throw new EnoughException();
            }
        }

        private static Map<String, String> columns(List<Column> columns, Row row) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                Object value = row.values()[i];
                if (value != null) {
                    texts.put(columns.get(i).name(), Mapper.text(value));
                }
            }
            return texts;
        }
    }
}
