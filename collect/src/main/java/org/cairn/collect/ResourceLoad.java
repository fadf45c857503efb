package org.cairn.collect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.cairn.collect.Judged.RefusedElement;
import org.cairn.collect.QuarantineBuffer.Place;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.load.DatasetLoad;
import org.cairn.collect.load.DatasetLoad.RowSource;
import org.cairn.collect.load.RowEncoder;
import org.cairn.collect.load.TargetTable;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.MapProblems;
import org.cairn.collect.map.Mapper;
import org.cairn.collect.map.Row;
import org.cairn.collect.validate.Validator;
import org.cairn.collect.validate.Verdict;
import org.cairn.collect.validate.Violation;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.ledger.quarantine.QuarantineLedger.Where;
import org.cairn.ledger.run.Completeness;
import org.cairn.ledger.run.RunCounts;
import org.cairn.postgres.copy.UnstorableException;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;
import org.jspecify.annotations.Nullable;

/// The way of the records of one resource: decode, map, validate, encode, load. Confined to the
/// run's thread, but for the judging, which is pure and runs on the pool.
final class ResourceLoad {
    private static final int PROGRESS_EVERY = 10_000;
    // Of more files it is not remembered how many records each had.
    private static final int FILES_COUNTED = 10_000;

    private final RunContext run;
    private final Subject subject;
    private final Mapping mapping;
    private final Mapper mapper;
    private final Validator validator;
    private long records;
    private long decoded;
    private long quarantined;
    private final Map<String, Integer> documentsBy = new TreeMap<>();
    private final Map<String, Long> recordsOf = new LinkedHashMap<>();
    private final long[] filled;
    private long fit;

    /// Set by whoever first sees a record with a key; many may look at a time.
    private volatile boolean keySeen;

    /// What is read.
    record Subject(
            SourceSpec source,
            ResourceSpec resource,
            DatasetName dataset,
            List<FetchedDocument> documents) {}

    /// How it is read.
    record Mapping(CompiledMapping compiled, TargetTable table, int mappingNo) {}

    ResourceLoad(RunContext run, Subject subject, Mapping mapping) {
        this.run = run;
        this.subject = subject;
        this.mapping = mapping;
        this.mapper = new Mapper(mapping.compiled());
        this.validator = new Validator(mapping.compiled());
        this.filled = new long[mapping.compiled().columns().size()];
    }

    TargetTable table() {
        return mapping.table();
    }

    /// Where its rows come from. A mapping may be that of several resources, and a document be read
    /// by several; both together are one resource's.
    Set<RowSource> sources() {
        return subject.documents().stream().map(this::source).collect(Collectors.toSet());
    }

    private RowSource source(FetchedDocument document) {
        return new RowSource(run.documentNo(document), mapping.mappingNo());
    }

    /// The columns it gives, to compare with those of other resources of the dataset.
    List<String> shape() {
        List<String> shape = new ArrayList<>();
        mapping.compiled()
                .columns()
                .forEach(column -> shape.add(column.name() + " " + column.type().sqlName()));
        mapping.table().children().forEach(child -> shape.add(child.field() + " […]"));
        shape.add("key " + mapping.table().keyNames());
        return shape;
    }

    /// Forgets what an attempt counted that is repeated another way.
    void forget() {
        records = 0;
        decoded = 0;
        quarantined = 0;
        documentsBy.clear();
        recordsOf.clear();
        Arrays.fill(filled, 0);
        fit = 0;
    }

    void run(DatasetLoad load, QuarantineBuffer quarantine) {
        String stage = "load " + subject.dataset();
        run.events().accept(new RunEvent.StageBegun(stage));
        for (FetchedDocument document : subject.documents()) {
            long before = records;
            decode(document, load, quarantine, stage);
            if (recordsOf.size() <= FILES_COUNTED) {
                recordsOf.merge(document.fileName(), records - before, Long::sum);
            }
        }
        requireAnyKey();
        run.events()
                .accept(
                        new RunEvent.StageEnded(
                                stage,
                                "%d records, %d in quarantine%s"
                                        .formatted(records, quarantined, foundBy())));
    }

    /// Which strategies found the records, where there was a choice.
    private String foundBy() {
        if (subject.resource().records().size() < 2 || documentsBy.isEmpty()) {
            return "";
        }
        return documentsBy.entrySet().stream()
                .map(each -> "%s in %d documents".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(", ", ", found by ", ""));
    }

    /// One record without a key is a matter for quarantine; that none has one is a declaration that
    /// does not fit the documents.
    private void requireAnyKey() {
        List<List<String>> keys = mapping.table().keyNames();
        if (keys.isEmpty() || keySeen || decoded == 0) {
            return;
        }
        String wanted =
                keys.stream().map(key -> String.join(" + ", key)).collect(Collectors.joining(", "));
        String places =
                mapping.compiled().keys().stream()
                        .flatMap(List::stream)
                        .map(mapping.compiled().columns()::get)
                        .flatMap(column -> mapping.compiled().placesOf(column).stream())
                        .distinct()
                        .collect(Collectors.joining(", "));
        throw MapProblems.KEY_MISSING
                .says("no record of '%s' has a primary key", subject.resource().name())
                .what("none of %d records has %s; looked for at: %s", decoded, wanted, places)
                .kept("the documents are stored; nothing was loaded")
                .remedy(
                        "Correct the fields of the key; `cairn source try %s` shows what they find.",
                        subject.source().name())
                .with("resource", subject.resource().name())
                .with("key", wanted)
                .with("records", decoded)
                .asException();
    }

    private void decode(
            FetchedDocument document, DatasetLoad load, QuarantineBuffer quarantine, String stage) {
        RowSource source = source(document);
        var plan =
                new RecordPlan(
                        subject.source().reading(),
                        document.fileName(),
                        document.archived().origin().url(),
                        subject.resource().records(),
                        mapping.compiled().projection(),
                        RecordPlan.Limits.DEFAULT,
                        document.given());
        switch (move(
                document,
                plan,
                judged -> {
                    if (judged instanceof Judged.Noted(String message)) {
                        run.events()
                                .accept(new RunEvent.Noted(document.fileName() + ": " + message));
                        return;
                    }
                    if (judged instanceof Judged.Filled(int count, int[] values)) {
                        fit += count;
                        for (int i = 0; i < values.length; i++) {
                            filled[i] += values[i];
                        }
                        return;
                    }
                    take(judged, source, load, quarantine);
                    progress(stage);
                })) {
            case Decoder.Outcome.Decoded(int strategy, _) ->
                    documentsBy.merge(
                            subject.resource().records().get(strategy).id(), 1, Integer::sum);
            case Decoder.Outcome.Unmatched(String reason) -> {
                records++;
                quarantined++;
                long length = document.archived().lengthBytes();
                var whole = new ByteSpan(0, (int) Math.min(length, Integer.MAX_VALUE));
                quarantine.add(
                        place(source, subject.dataset(), whole),
                        "decode",
                        List.of(new Violation("document-unmatched", "", reason)));
            }
        }
    }

    private Decoder.Outcome move(
            FetchedDocument document, RecordPlan plan, Consumer<Judged> taker) {
        try {
            return new Conveyor(run.pool())
                    .move(
                            Decoders.forFormat(subject.source().input().format()),
                            run.body(document),
                            plan,
                            this::judge,
                            taker);
        } catch (ProblemException e) {
            throw DecodeProblems.of(document.fileName(), e);
        }
    }

    private void progress(String stage) {
        if (records % PROGRESS_EVERY == 0) {
            run.events().accept(new RunEvent.Progressed(stage, records, null, "records"));
        }
    }

    /// Maps, validates and encodes a batch. Pure; runs on the pool.
    private List<Judged> judge(List<Conveyor.Decoded> batch) {
        var encoder = new RowEncoder(mapping.table(), mapping.compiled());
        List<Judged> judged = new ArrayList<>(batch.size() + 1);
        int[] values = new int[mapping.compiled().columns().size()];
        int fitting = 0;
        for (Conveyor.Decoded decoded : batch) {
            judged.add(
                    switch (decoded) {
                        case Conveyor.Decoded.Good(var raw) -> {
                            Row row = mapper.map(raw);
                            if (!keySeen && mapping.compiled().hasKey(row.values())) {
                                keySeen = true;
                            }
                            Verdict verdict = validator.judge(row);
                            Judged one = judge(encoder, verdict);
                            if (one instanceof Judged.Fit
                                    && verdict instanceof Verdict.Accepted(_, var typed, _)) {
                                fitting++;
                                count(typed.values(), values);
                            }
                            yield one;
                        }
                        case Conveyor.Decoded.Bad(ByteSpan span, Violation violation) ->
                                new Judged.Refused(span, "decode", List.of(violation));
                        case Conveyor.Decoded.Noted(String message) -> new Judged.Noted(message);
                    });
        }
        judged.add(new Judged.Filled(fitting, values));
        return judged;
    }

    private static void count(@Nullable Object[] of, int[] values) {
        for (int i = 0; i < values.length; i++) {
            if (of[i] != null) {
                values[i]++;
            }
        }
    }

    /// How complete the records were, for this run and the next to judge by.
    Completeness completeness() {
        Map<String, Long> byColumn = new LinkedHashMap<>();
        for (int i = 0; i < filled.length; i++) {
            byColumn.put(mapping.compiled().columns().get(i).name(), filled[i]);
        }
        boolean byFile =
                subject.source().input() instanceof FileInput && recordsOf.size() <= FILES_COUNTED;
        return new Completeness(fit, byColumn, byFile ? recordsOf : Map.of());
    }

    /// The column that has the values of a field: of its name, or else one that is made of it;
    /// empty where the dataset does not take it.
    Optional<String> columnOf(String field) {
        List<Column> columns = mapping.compiled().columns();
        return columns.stream()
                .filter(column ->
                        column.any().stream().anyMatch(each -> each.field().equals(field)))
                .max(Comparator.comparing((Column column) -> column.name().equals(field)))
                .map(Column::name);
    }

    private static Judged judge(RowEncoder encoder, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Quarantined(var row, var violations) ->
                    new Judged.Refused(row.span(), "validate", violations);
            case Verdict.Accepted(var row, var typed, var refused) -> {
                try {
                    yield new Judged.Fit(
                            encoder.encode(typed),
                            refused.stream()
                                    .map(child ->
                                            new RefusedElement(
                                                    child.field(),
                                                    child.row().span(),
                                                    child.violations()))
                                    .toList());
                } catch (UnstorableException e) {
                    yield new Judged.Refused(
                            row.span(),
                            "validate",
                            List.of(
                                    new Violation(
                                            "unstorable", "", "PostgreSQL cannot hold a value")));
                }
            }
        };
    }

    private void take(
            Judged judged, RowSource source, DatasetLoad load, QuarantineBuffer quarantine) {
        records++;
        switch (judged) {
            case Judged.Noted _, Judged.Filled _ ->
                    throw new IllegalStateException("a note is no record");
            case Judged.Refused(ByteSpan span, String stage, var violations) -> {
                decoded += stage.equals("decode") ? 0 : 1;
                quarantined++;
                quarantine.add(place(source, subject.dataset(), span), stage, violations);
            }
            case Judged.Fit(var row, var refused) -> {
                decoded++;
                load.accept(source, row);
                for (RefusedElement element : refused) {
                    DatasetName child = subject.dataset().child(element.field());
                    quarantine.add(
                            place(source, child, element.span()), "validate", element.violations());
                }
            }
        }
        if (quarantine.isFull()) {
            load.pause();
            quarantine.flush();
        }
    }

    /// Refuses a record whose key another one of the run had before.
    void conflict(QuarantineBuffer quarantine, RowSource source, ByteSpan span) {
        quarantine.add(
                place(source, subject.dataset(), span),
                "resolve",
                List.of(
                        new Violation(
                                "duplicate-key",
                                String.join(",", mapping.table().keyNames().getFirst()),
                                "another record of this run has the same key and other content")));
    }

    private Place place(RowSource source, DatasetName dataset, ByteSpan span) {
        return new Place(
                new Where(subject.source().name(), subject.resource().name(), dataset.toString()),
                source.documentNo(),
                source.mappingNo(),
                span);
    }

    /// What became of the records, from what was compared and not from what was meant.
    RunCounts counts(DatasetLoad load, long withdrawn) {
        DatasetLoad.LoadCounter counter = load.counter(sources());
        long accepted =
                counter.created() + counter.changed() + counter.same() + counter.duplicates();
        return new RunCounts(
                subject.documents().size(),
                records,
                accepted,
                quarantined + counter.conflicts(),
                counter.created(),
                counter.changed(),
                counter.same(),
                withdrawn,
                counter.duplicates(),
                0);
    }
}
