package org.cairn.collect.infer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.JsonOutline;
import org.cairn.collect.decode.RawRecord;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.TableSpec.Ragged;
import org.jspecify.annotations.Nullable;

/// Finds out how a document is to be declared, from all of it. It is read twice, a table with a
/// composite key three times; what is held are names, and a number of 64 bits for each value that
/// may be a key.
public final class Inference {
    private static final int MOST_COLUMNS = 300;
    private static final int MOST_KEY_PARTS = 8;

    private final Body body;
    private final String fileName;

    public Inference(Body body, String fileName) {
        this.body = body;
        this.fileName = fileName;
    }

    /// What came of it.
    public sealed interface Outcome {
        /// It can be declared.
        ///
        /// @param declaration what stands below `location` in the file of a source
        /// @param records how many there are, those that cannot be decoded left out
        /// @param remarks what a person should know
        record Inferred(Format format, Declaration declaration, long records, List<String> remarks)
                implements Outcome {}

        /// It cannot be declared without a person.
        ///
        /// @param reason why
        record Nothing(String reason) implements Outcome {}
    }

    /// Problems: those of decoding, where the document is broken.
    public Outcome infer() {
        Format format = format();
        return switch (format) {
            case CSV -> table(new TableShape(body).find(Trial.of(format, fileName).in(charset())));
            case XLSX -> table(new TableShape(body).find(Trial.of(format, fileName)));
            case JSON -> json();
            case JSONL -> lines();
            case HTML, XML, YAML ->
                    new Outcome.Nothing(
                            "where the records of %s are is declared by hand, see the guide"
                                    .formatted(format.name().toLowerCase(Locale.ROOT)));
        };
    }

    private Format format() {
        if (Decoders.isPacked(body)) {
            return Format.XLSX;
        }
        byte[] head = body.read(0, (int) Math.min(4096, body.lengthBytes()));
        String start =
                new String(head, StandardCharsets.UTF_8)
                        .replace("\ufeff", "")
                        .strip()
                        .toLowerCase(Locale.ROOT);
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.matches(".*\\.(jsonl|ndjson)")) {
            return Format.JSONL;
        }
        if (start.startsWith("<")) {
            return start.contains("<html") || start.startsWith("<!doctype html")
                    ? Format.HTML
                    : Format.XML;
        }
        if (start.startsWith("{") || (start.startsWith("[") && !name.endsWith(".csv"))) {
            return Format.JSON;
        }
        if (name.matches(".*\\.ya?ml")) {
            return Format.YAML;
        }
        return name.matches(".*\\.(xlsx|xlsm|xls)") ? Format.XLSX : Format.CSV;
    }

    private @Nullable String charset() {
        String found = Decoders.encodingOf(body);
        return found.equalsIgnoreCase("UTF-8") ? null : found.toLowerCase(Locale.ROOT);
    }

    private Outcome table(Trial trial) {
        List<String> names =
                trial.offered(body).stream()
                        .map(field -> field.name())
                        .limit(MOST_COLUMNS)
                        .toList();
        List<FieldOrigin> origins = new ArrayList<>();
        names.forEach(name -> origins.add(new FieldOrigin.From(name)));
        Reading reading = read(trial, names, origins);
        Trial best = trial;
        if (trial.format() == Format.CSV && reading.bad > 0) {
            Trial padding = trial.padding(Ragged.PAD);
            Reading padded = read(padding, names, origins);
            if (padded.bad < reading.bad) {
                best = padding;
                reading = padded;
            }
        }
        return inferred(best, names, origins, reading);
    }

    private Outcome json() {
        List<JsonOutline.Found> places;
        try {
            places = JsonOutline.of(body);
        } catch (ProblemException e) {
            // Several values behind each other are JSON Lines, whatever the file is called.
            if (!e.problem().code().equals(DecodeProblems.DOCUMENT_MALFORMED)) {
                throw e;
            }
            Outcome outcome = lines();
            if (outcome instanceof Outcome.Inferred(_, _, long records, _) && records > 1) {
                return outcome;
            }
            throw e;
        }
        if (places.isEmpty()) {
            return new Outcome.Nothing("the document holds no object");
        }
        JsonOutline.Found place = places.getFirst();
        List<String> names = new ArrayList<>();
        List<FieldOrigin> origins = new ArrayList<>();
        place.leaves().keySet().stream()
                .limit(MOST_COLUMNS)
                .forEach(path -> {
                    names.add(path.toString());
                    origins.add(new FieldOrigin.Json(path));
                });
        Trial trial = Trial.of(Format.JSON, fileName).at(place.path());
        return inferred(trial, names, origins, read(trial, names, origins));
    }

    private Outcome lines() {
        Trial trial = Trial.of(Format.JSONL, fileName);
        List<String> names = new ArrayList<>();
        List<FieldOrigin> origins = new ArrayList<>();
        trial.offered(body).stream()
                .limit(MOST_COLUMNS)
                .forEach(field -> {
                    names.add(field.name());
                    origins.add(new FieldOrigin.From(field.name()));
                });
        return inferred(trial, names, origins, read(trial, names, origins));
    }

    /// What all records have in common. Confined to one thread.
    private static final class Reading implements Trial.Taker {
        private final List<ColumnFacts> columns;
        private final KeyFacts keys;
        private long records;
        private long bad;
        private String firstBad = "";
        private long firstBadAt = -1;

        Reading(int columns, KeyFacts keys) {
            this.columns = IntStream.range(0, columns).mapToObj(_ -> new ColumnFacts()).toList();
            this.keys = keys;
        }

        @Override
        public boolean record(RawRecord record) {
            records++;
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).add(record.values()[i], record.span().offset());
            }
            keys.add(record.values());
            return true;
        }

        @Override
        public void bad(ByteSpan span, String code, String message) {
            if (bad++ == 0) {
                firstBad = message;
                firstBadAt = span.offset();
            }
        }
    }

    private Reading read(Trial trial, List<String> names, List<FieldOrigin> origins) {
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, names.size()).forEach(order::add);
        order.sort(Comparator.comparingInt(i -> FieldNames.looksLikeKey(names.get(i)) ? 0 : 1));
        var reading =
                new Reading(
                        names.size(),
                        new KeyFacts(order.stream().map(i -> new int[] {i}).toList()));
        trial.read(body, List.of(), origins, reading);
        return reading;
    }

    private Outcome inferred(
            Trial trial, List<String> names, List<FieldOrigin> origins, Reading reading) {
        if (reading.records == 0) {
            return new Outcome.Nothing(
                    reading.bad == 0
                            ? "it has no record"
                            : "none of its %d records can be decoded: %s"
                                    .formatted(reading.bad, reading.firstBad));
        }
        Set<String> nulls = new LinkedHashSet<>();
        if (trial.format().isTable()) {
            reading.columns.forEach(column -> nulls.addAll(column.nullWords()));
        }
        List<ColumnFacts.Judged> judged =
                reading.columns.stream().map(column -> column.judge(!nulls.isEmpty())).toList();
        List<Integer> key = key(trial, origins, reading, judged);
        List<String> remarks = new ArrayList<>();
        if (reading.bad > 0) {
            remarks.add(
                    "%d records cannot be decoded, first in line %d: %s"
                            .formatted(
                                    reading.bad,
                                    TableShape.line(body, reading.firstBadAt),
                                    reading.firstBad));
        }
        if (key.isEmpty()) {
            remarks.add("no column, and no pair of columns, tells all records apart");
        }
        var declaration =
                new Declaration(
                        trial,
                        fields(names, origins, judged, key),
                        key,
                        nulls,
                        reading.records,
                        reading.bad,
                        remarks);
        return new Outcome.Inferred(trial.format(), declaration, reading.records, remarks);
    }

    private List<Declaration.Field> fields(
            List<String> names,
            List<FieldOrigin> origins,
            List<ColumnFacts.Judged> judged,
            List<Integer> key) {
        List<String> fieldNames = FieldNames.of(names);
        List<Declaration.Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ColumnFacts.Doubt doubt = judged.get(i).doubt();
            String remark =
                    doubt == null
                            ? null
                            : doubt.offset() < 0
                                    ? doubt.says()
                                    : doubt.says() + place(doubt.offset());
            fields.add(
                    new Declaration.Field(
                            fieldNames.get(i),
                            origins.get(i),
                            judged.get(i),
                            key.contains(i),
                            remark));
        }
        return fields;
    }

    private String place(long offset) {
        return Decoders.isPacked(body)
                ? ""
                : " in line %d".formatted(TableShape.line(body, offset));
    }

    /// The columns that tell records apart: one, or two; none when no two do.
    private List<Integer> key(
            Trial trial,
            List<FieldOrigin> origins,
            Reading reading,
            List<ColumnFacts.Judged> judged) {
        for (int[] best = reading.keys.best(); best != null; best = reading.keys.best()) {
            if (mayBeKey(reading, judged, best[0])) {
                return List.of(best[0]);
            }
            reading.keys.forgetBest();
        }
        List<Integer> parts =
                IntStream.range(0, judged.size())
                        .filter(i -> mayBeKey(reading, judged, i))
                        .limit(MOST_KEY_PARTS)
                        .boxed()
                        .toList();
        if (parts.size() < 2) {
            return List.of();
        }
        var pairs = new Reading(0, new KeyFacts(KeyFacts.pairs(parts)));
        trial.read(body, List.of(), origins, pairs);
        int[] best = pairs.keys.best();
        return best == null ? List.of() : List.of(best[0], best[1]);
    }

    /// Numbers with fractions are measures, and times are when and not what.
    private static boolean mayBeKey(Reading reading, List<ColumnFacts.Judged> judged, int column) {
        FieldType type = judged.get(column).type();
        return reading.columns.get(column).isFull()
                && (type == FieldType.TEXT
                        || type == FieldType.INTEGER
                        || type == FieldType.UUID
                        || type == FieldType.DATE);
    }
}
