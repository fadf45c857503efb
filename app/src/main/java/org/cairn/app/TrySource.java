package org.cairn.app;

import java.io.IOException;
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
import org.cairn.collect.decode.Details;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.decode.RecordSink;
import org.cairn.collect.fetch.Containers;
import org.cairn.collect.fetch.FileFetcher;
import org.cairn.collect.fetch.http.PoliteWeb;
import org.cairn.collect.fetch.rest.FirstPages;
import org.cairn.collect.fetch.site.StartPages;
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
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.TableSpec.Columns.Missing;
import org.jspecify.annotations.Nullable;

/// Maps the first records of a source and shows them; writes nothing anywhere.
public final class TrySource {
    private final ProjectLayout layout;
    private final Declarations declarations;
    private final PoliteWeb web;

    TrySource(ProjectLayout layout, Declarations declarations, PoliteWeb web) {
        this.layout = layout;
        this.declarations = declarations;
        this.web = web;
    }

    /// What one file, or the first page of a web API, gave.
    ///
    /// @param file its name, or the address of the page
    /// @param strategy the record strategy that fits, or why none does
    /// @param notes how the file was understood where that is not declared, and what it lacks
    public record TriedFile(
            String resource,
            String file,
            String strategy,
            List<String> notes,
            List<TriedRecord> records) {}

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
        if (source.input() instanceof RestInput input) {
            return tryPages(source, input, limit);
        }
        if (source.input() instanceof PagesInput input) {
            return tryStarts(source, input, limit);
        }
        if (!source.input().isOnTheWeb()) {
            return tryFiles(source, FileFetcher.files(layout.root(), source), limit);
        }
        try (var brought = new BroughtFile(layout.scratch(), web, source)) {
            return tryFiles(source, List.of(brought.file()), limit);
        } catch (ProblemException e) {
            throw nothingStored(e);
        }
    }

    private List<TriedFile> tryFiles(SourceSpec source, List<Path> files, int limit) {
        List<TriedFile> tried = new ArrayList<>();
        for (ResourceSpec resource : source.resources()) {
            for (Path file : files) {
                tried.addAll(tryAll(source, resource, file, limit));
            }
        }
        return tried;
    }

    private List<TriedFile> tryPages(SourceSpec source, RestInput input, int limit) {
        List<TriedFile> tried = new ArrayList<>();
        try (var pages = new FirstPages(web, source, input)) {
            for (ResourceSpec resource : source.resources()) {
                tried.add(tryPage(source, resource, pages, limit));
            }
        }
        return tried;
    }

    private List<TriedFile> tryStarts(SourceSpec source, PagesInput input, int limit) {
        List<TriedFile> tried = new ArrayList<>();
        try (var pages = new StartPages(web, source, input)) {
            for (ResourceSpec resource : source.resources()) {
                StartPages.Page page = pages.of(resource.name());
                var document =
                        new Document(
                                page.body(),
                                page.url(),
                                page.url(),
                                page.given(),
                                pages.details(page, resource.name()));
                tried.add(tryDocument(source, resource, document, limit));
            }
            return tried;
        } catch (ProblemException e) {
            throw nothingStored(e);
        }
    }

    private TriedFile tryPage(
            SourceSpec source, ResourceSpec resource, FirstPages pages, int limit) {
        try {
            return pages.of(resource.name())
                    .map(page -> new Document(page.body(), page.url(), page.given()))
                    .map(document -> tryDocument(source, resource, document, limit))
                    .orElseGet(() ->
                            new TriedFile(
                                    resource.name(),
                                    source.input().location(),
                                    "not asked for: the first page of its parent has no record with"
                                            + " all values of the partition",
                                    List.of(),
                                    List.of()));
        } catch (ProblemException e) {
            throw nothingStored(e);
        }
    }

    /// What is tried.
    ///
    /// @param url where it was fetched from, where that matters
    private record Document(
            Body body,
            String name,
            @Nullable String url,
            Map<String, String> given,
            Details details) {
        Document(Body body, String name, Map<String, String> given) {
            this(body, name, null, given, Details.NONE);
        }
    }

    private TriedFile tryDocument(
            SourceSpec source, ResourceSpec resource, Document document, int limit) {
        try {
            return read(source, resource, document, limit);
        } catch (ProblemException e) {
            throw nothingStored(DecodeProblems.of(document.name(), e));
        }
    }

    private List<TriedFile> tryAll(SourceSpec source, ResourceSpec resource, Path file, int limit) {
        String name = file.getFileName().toString();
        try {
            if (!Containers.isContainer(file)) {
                var document = new Document(new FileBody(file), name, Map.of());
                return List.of(read(source, resource, document, limit));
            }
            return new Containers(Containers.Limits.DEFAULT)
                    .each(
                            file,
                            source.reading().member(),
                            member ->
                                    read(
                                            source,
                                            resource,
                                            new Document(
                                                    new MemberBody(file, member),
                                                    member.fileName(),
                                                    Map.of()),
                                            limit));
        } catch (ProblemException e) {
            throw nothingStored(DecodeProblems.of(name, e));
        } catch (IOException e) {
            throw nothingStored(MemberBody.unreadable(file, e));
        }
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

    private TriedFile read(SourceSpec source, ResourceSpec declared, Document document, int limit) {
        Decoder decoder = Decoders.forFormat(source.input().format());
        Body body = document.body();
        String fileName = document.name();
        PipelineSpec pipeline = pipeline(source, declared);
        ResourceSpec resource = withFields(source, declared, decoder, document);
        CompiledMapping mapping = MappingCompiler.compile(resource, pipeline);
        var sink = new Collector(mapping, limit);
        List<OfferedField> offered =
                OfferedColumns.areKnown(source.reading(), declared)
                        ? offered(source, declared, decoder, document)
                        : List.of();
        if (!offered.isEmpty()) {
            var columns = OfferedColumns.of(fileName, offered);
            if (source.reading().table().columns().missing() == Missing.REFUSE) {
                columns.requireFor(mapping);
            }
            columns.missing(mapping)
                    .forEach(column ->
                            sink.notes.add("no column for field '%s'".formatted(column.name())));
        }
        var plan = plan(source, resource, document, mapping.projection());
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
        return new TriedFile(resource.name(), fileName, strategy, sink.notes, sink.records);
    }

    private PipelineSpec pipeline(SourceSpec source, ResourceSpec resource) {
        var ref = new PipelineSpec.ResourceRef(source.name(), resource.name());
        return declarations.pipelines().stream()
                .filter(each -> each.from().contains(ref))
                .findFirst()
                .orElseThrow();
    }

    private static RecordPlan plan(
            SourceSpec source, ResourceSpec resource, Document document, Projection projection) {
        String url = source.input().isOnTheWeb() ? source.input().location() : null;
        return new RecordPlan(
                source.reading(),
                document.name(),
                document.url() == null ? url : document.url(),
                resource.records(),
                projection,
                RecordPlan.Limits.DEFAULT,
                document.given(),
                document.details());
    }

    private static ResourceSpec withFields(
            SourceSpec source, ResourceSpec resource, Decoder decoder, Document document) {
        if (!resource.fields().isEmpty()) {
            return resource;
        }
        List<FieldSpec> fields = new ArrayList<>();
        offered(source, resource, decoder, document)
                .forEach(field ->
                        fields.add(
                                FieldSpec.offered(
                                        field.name(),
                                        field.structured() ? Form.STRUCTURED : Form.PLAIN)));
        return resource.withFields(fields);
    }

    private static List<OfferedField> offered(
            SourceSpec source, ResourceSpec resource, Decoder decoder, Document document) {
        var nothing = new Projection(List.of(), List.of());
        return decoder.offeredFields(document.body(), plan(source, resource, document, nothing));
    }

    /// Maps and judges records until it has enough.
    private static final class Collector implements RecordSink {
        private final CompiledMapping mapping;
        private final int limit;
        private final List<TriedRecord> records = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
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
        public void note(Note kind, String message) {
            notes.add(message);
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
