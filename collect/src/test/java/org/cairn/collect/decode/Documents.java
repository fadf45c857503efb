package org.cairn.collect.decode;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.cairn.collect.decode.Projection.ChildProjection;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.BadLines;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.cairn.source.spec.FileInput.CsvDialect;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.MarkupOptions;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.TableSpec;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// Bodies in memory, plans in few words, and a sink that remembers.
final class Documents {
    private Documents() {}

    static Bytes body(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    static Bytes body(byte[] bytes) {
        return new Bytes(bytes, Integer.MAX_VALUE);
    }

    /// A body whose stream gives at most `step` bytes at a time.
    record Bytes(byte[] bytes, int step) implements Body {
        @Override
        public InputStream open() {
            var all = new ByteArrayInputStream(bytes);
            return new InputStream() {
                @Override
                public int read() {
                    return all.read();
                }

                @Override
                public int read(byte[] to, int offset, int length) {
                    return all.read(to, offset, Math.min(length, step));
                }
            };
        }

        @Override
        public byte[] read(long offset, int length) {
            return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
        }

        @Override
        public long lengthBytes() {
            return bytes.length;
        }

        Bytes inSteps(int bytesAtATime) {
            return new Bytes(bytes, bytesAtATime);
        }

        String text(ByteSpan span) {
            return new String(bytes, (int) span.offset(), span.length(), StandardCharsets.UTF_8);
        }
    }

    /// A plan that is changed word by word. Confined to one test.
    static final class Plan {
        private final Format format;
        private String fileName = "data.json";
        private @Nullable String encoding;
        private CsvDialect dialect = CsvDialect.DEFAULT;
        private BadLines badLines = new BadLines(100, Long.MAX_VALUE);
        private ColumnNames names = ColumnNames.AS_IS;
        private final List<RecordStrategy> strategies = new ArrayList<>();
        private Projection projection = new Projection(List.of(), List.of());
        private Limits limits = Limits.DEFAULT;
        private TableSpec table = TableSpec.DEFAULT;

        private Plan(Format format) {
            this.format = format;
        }

        static Plan of(Format format) {
            return new Plan(format);
        }

        static Plan json(String... paths) {
            var plan = new Plan(Format.JSON);
            for (String path : paths) {
                plan.strategy(path, null, Map.of());
            }
            return plan;
        }

        static Plan lines() {
            return new Plan(Format.JSONL).strategy("$", null, Map.of());
        }

        static Plan linesOnlyFor(String file) {
            return new Plan(Format.JSONL).strategy("$", file, Map.of());
        }

        static Plan csv() {
            return new Plan(Format.CSV).strategy("$", null, Map.of());
        }

        static Plan xlsx() {
            return new Plan(Format.XLSX).strategy("$", null, Map.of());
        }

        Plan strategy(String path, @Nullable String file, Map<String, String> carry) {
            var paths = new LinkedHashMap<String, JsonPath>();
            carry.forEach((name, text) -> paths.put(name, JsonPath.parse(text)));
            strategies.add(
                    new RecordStrategy(
                            "records[%d]".formatted(strategies.size()),
                            file,
                            JsonPath.parse(path),
                            Map.of(),
                            paths));
            return this;
        }

        Plan table(TableSpec wanted) {
            table = wanted;
            return this;
        }

        /// The one strategy of the plan makes a wide table long.
        Plan unpivot(Unpivot unpivot) {
            RecordStrategy old = strategies.removeLast();
            strategies.add(
                    new RecordStrategy(
                            old.id(),
                            old.whenFile(),
                            old.path(),
                            old.set(),
                            old.carry(),
                            unpivot,
                            null));
            return this;
        }

        Plan file(String name) {
            fileName = name;
            return this;
        }

        Plan encoding(String name) {
            encoding = name;
            return this;
        }

        Plan dialect(@Nullable Character delimiter, char quote, int headerRow) {
            dialect = new CsvDialect(delimiter, quote, headerRow, dialect.nullValues());
            return this;
        }

        Plan nullValues(String... values) {
            dialect =
                    new CsvDialect(
                            dialect.delimiter(),
                            dialect.quote(),
                            dialect.headerRow(),
                            List.of(values));
            return this;
        }

        Plan badLines(double percent, long count) {
            badLines = new BadLines(percent, count);
            return this;
        }

        Plan snakeCase() {
            names = ColumnNames.SNAKE_CASE;
            return this;
        }

        /// Wants JSON paths, or with a leading `@` carried names.
        Plan want(String... origins) {
            projection = new Projection(origins(origins), projection.children());
            return this;
        }

        Plan wantColumns(String... columns) {
            List<FieldOrigin> origins = new ArrayList<>();
            for (String column : columns) {
                origins.add(new FieldOrigin.From(column));
            }
            projection = new Projection(origins, List.of());
            return this;
        }

        Plan child(String field, List<String> each, String... origins) {
            List<ChildProjection> children = new ArrayList<>(projection.children());
            children.add(childOf(field, each, origins));
            projection = new Projection(projection.origins(), children);
            return this;
        }

        static ChildProjection childOf(String field, List<String> each, String... origins) {
            return new ChildProjection(
                    field,
                    each.stream().map(JsonPath::parse).toList(),
                    new Projection(origins(origins), List.of()));
        }

        Plan projection(Projection wanted) {
            projection = wanted;
            return this;
        }

        Plan limits(int recordBytes, int depth, int carried) {
            limits = new Limits(recordBytes, depth, carried);
            return this;
        }

        private static List<FieldOrigin> origins(String... texts) {
            List<FieldOrigin> origins = new ArrayList<>();
            for (String text : texts) {
                origins.add(
                        text.startsWith("@")
                                ? new FieldOrigin.Carry(text.substring(1))
                                : new FieldOrigin.Json(JsonPath.parse(text)));
            }
            return origins;
        }

        Format format() {
            return format;
        }

        RecordPlan build() {
            var input =
                    new FileInput(
                            format,
                            "file:x",
                            encoding,
                            dialect,
                            badLines,
                            names,
                            table,
                            null,
                            MarkupOptions.NONE);
            return new RecordPlan(input, fileName, strategies, projection, limits);
        }

        Decoded decode(Body body) {
            var sink = new Collected();
            var outcome = Decoders.forFormat(format).decode(body, build(), sink);
            return new Decoded(outcome, sink);
        }
    }

    record Decoded(Decoder.Outcome outcome, Collected sink) {
        List<RawRecord> records() {
            return sink.records;
        }

        List<String> bad() {
            return sink.bad;
        }
    }

    static final class Collected implements RecordSink {
        final List<RawRecord> records = new ArrayList<>();
        final List<String> bad = new ArrayList<>();
        final List<String> notes = new ArrayList<>();

        @Override
        public void record(RawRecord record) {
            records.add(record);
        }

        @Override
        public void note(Note kind, String message) {
            notes.add(message);
        }

        @Override
        public void bad(ByteSpan span, String code, String message) {
            bad.add("%d+%d %s: %s".formatted(span.offset(), span.length(), code, message));
        }
    }

    /// What was found, where something must be.
    static <T> T found(@Nullable T value, String where) {
        if (value == null) {
            throw new AssertionError("nothing found: " + where);
        }
        return value;
    }

    /// The values of a record as readable text.
    static String show(RawRecord record) {
        var values = new StringJoiner(" | ");
        for (Object value : record.values()) {
            values.add(show(value));
        }
        var out = new StringBuilder(values.toString());
        for (List<RawRecord> list : record.children()) {
            out.append(" {");
            for (RawRecord child : list) {
                out.append('(').append(show(child)).append(')');
            }
            out.append('}');
        }
        return out.toString();
    }

    private static String show(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case RawRecord.RawNumber(String text) -> "#" + text;
            case RawRecord.RawJson(String text) -> "json:" + text;
            case Boolean b -> "?" + b;
            default -> value.toString();
        };
    }

    static List<String> show(List<RawRecord> records) {
        return records.stream().map(Documents::show).toList();
    }
}
