package org.cairn.collect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.decode.RecordSink;
import org.cairn.collect.load.RowEncoder;
import org.cairn.collect.load.TargetTable;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.Mapper;
import org.cairn.collect.map.MappingCompiler;
import org.cairn.collect.validate.Validator;
import org.cairn.collect.validate.Verdict;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.JsonText;
import org.cairn.source.read.Declarations;
import org.cairn.source.read.ProjectReader;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;

/// Measures on one core what a record costs: decode, map, validate, encode. A person runs it, no
/// test does: `bench/load/rate`.
///
/// Takes the declarations of a project and a CSV file for them, and makes the JSON Lines of it.
/// Counts the CPU time of its one thread, so other programs on the machine disturb it little.
final class RecordRate {
    private static final int ROUNDS = 12;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final PipelineSpec pipeline;
    private final ResourceSpec resource;
    private final FileInput csv;
    private final CompiledMapping mapping;
    private final PrintStream out;

    private RecordRate(Declarations declared, PrintStream out) {
        this.pipeline = declared.pipelines().getFirst();
        this.resource = declared.loadResource(pipeline.from().getFirst());
        this.csv = declared.loadSource(pipeline.from().getFirst().source()).reading();
        this.mapping = MappingCompiler.compile(resource, pipeline);
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        var rate = new RecordRate(ProjectReader.read(Path.of(args[0])), System.out);
        byte[] csv = Files.readAllBytes(Path.of(args[1]));
        byte[] lines = rate.jsonLines(csv);
        for (Format format : List.of(Format.CSV, Format.JSONL)) {
            byte[] bytes = format == Format.CSV ? csv : lines;
            rate.measure(format, bytes, "decode", _ -> {});
            rate.measure(format, bytes, "decode, map", rate.mapping());
            rate.measure(format, bytes, "decode, map, validate", rate.validating());
            rate.measure(format, bytes, "decode, map, validate, encode", rate.encoding());
        }
    }

    private Consumer<RawRecord> mapping() {
        var mapper = new Mapper(mapping);
        return mapper::map;
    }

    private Consumer<RawRecord> validating() {
        var mapper = new Mapper(mapping);
        var validator = new Validator(mapping);
        return raw -> require(validator.judge(mapper.map(raw)));
    }

    private Consumer<RawRecord> encoding() {
        var mapper = new Mapper(mapping);
        var validator = new Validator(mapping);
        TargetTable table = TargetTable.of(pipeline.dataset(), mapping, pipeline.indexes());
        var encoder = new RowEncoder(table, mapping);
        return raw -> encoder.encode(require(validator.judge(mapper.map(raw))).typed());
    }

    private static Verdict.Accepted require(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> accepted;
            case Verdict.Quarantined(var _, var violations) ->
                    throw new IllegalStateException(violations.toString());
        };
    }

    private void measure(Format format, byte[] bytes, String what, Consumer<RawRecord> work) {
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            var sink = new Working(work);
            long begun = THREADS.getCurrentThreadCpuTime();
            decode(format, bytes, sink);
            rates[round] = sink.records * 1e6 / (THREADS.getCurrentThreadCpuTime() - begun);
        }
        // The later half: the first rounds are those in which the JVM still compiles.
        double[] warm = Arrays.copyOfRange(rates, ROUNDS / 2, ROUNDS);
        Arrays.sort(warm);
        out.printf(
                "%-6s %-30s %4.0f k records/s of CPU%n",
                format.name().toLowerCase(java.util.Locale.ROOT), what, warm[warm.length / 2]);
    }

    private void decode(Format format, byte[] bytes, RecordSink sink) {
        var input =
                new FileInput(
                        format,
                        csv.location(),
                        csv.encoding(),
                        csv.dialect(),
                        csv.badLines(),
                        csv.columnNames());
        var plan =
                new RecordPlan(
                        input,
                        "register",
                        resource.records(),
                        mapping.projection(),
                        RecordPlan.Limits.DEFAULT);
        Decoders.forFormat(format).decode(new Bytes(bytes), plan, sink);
    }

    /// The same records as JSON Lines: numbers and truths bare, the rest quoted, nulls left out.
    private byte[] jsonLines(byte[] bytes) {
        var lines = new ByteArrayOutputStream(bytes.length * 2);
        decode(
                Format.CSV,
                bytes,
                new Working(raw ->
                        lines.writeBytes((json(raw) + "\n").getBytes(StandardCharsets.UTF_8))));
        return lines.toByteArray();
    }

    private String json(RawRecord raw) {
        var members = new StringJoiner(",", "{", "}");
        for (int i = 0; i < mapping.columns().size(); i++) {
            Column column = mapping.columns().get(i);
            Object value = raw.values()[i];
            if (value != null) {
                boolean quoted =
                        Stream.of("text", "date", "timestamptz")
                                .anyMatch(column.type().sqlName()::equals);
                String text = value.toString();
                members.add(
                        JsonText.quote(column.name())
                                + ":"
                                + (quoted ? JsonText.quote(text) : text));
            }
        }
        return members.toString();
    }

    private static final class Working implements RecordSink {
        private final Consumer<RawRecord> work;
        private long records;

        Working(Consumer<RawRecord> work) {
            this.work = work;
        }

        @Override
        public void record(RawRecord record) {
            records++;
            work.accept(record);
        }

        @Override
        public void bad(ByteSpan span, String code, String message) {
            throw new IllegalStateException(span + ": " + message);
        }
    }

    private record Bytes(byte[] bytes) implements Body {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] read(long offset, int length) {
            return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
        }

        @Override
        public long lengthBytes() {
            return bytes.length;
        }
    }
}
