package org.cairn.collect.decode;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.kernel.ByteSpan;

/// Measures the decoders on one core; a person runs it, no test does.
///
/// `java -cp … org.cairn.collect.decode.Throughput`, the rates go to standard output.
final class Throughput {
    private static final int ROUNDS = 7;
    private static final int BYTES = 200_000_000;

    private Throughput() {}

    public static void main(String[] args) {
        PrintStream out = System.out;
        var random = new Random(7);
        StringBuilder json = new StringBuilder();
        StringBuilder row = new StringBuilder();
        StringBuilder header = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            json.append(i == 0 ? "" : ",").append('"').append("field_").append(i).append("\":");
            json.append(i % 5 == 4 ? "12345.%d".formatted(i) : '"' + word(random, 45) + '"');
            row.append(i == 0 ? "" : ",").append(word(random, 45));
            header.append(i == 0 ? "" : ",").append("field_").append(i);
        }
        json.append(",\"nested\":{\"a\":[1,2,3],\"b\":\"").append(word(random, 150)).append("\"}");
        String line = "{" + json + "}\n";
        String[] twelve = new String[12];
        String[] columns = new String[25];
        for (int i = 0; i < 25; i++) {
            columns[i] = "field_" + i;
        }
        System.arraycopy(columns, 0, twelve, 0, 12);

        measure(out, "json lines, 12 of 26", Plan.lines().want(twelve), "", line);
        measure(
                out,
                "json array, 12 of 26",
                Plan.json("$[*]").want(twelve),
                "[" + line,
                "," + line);
        measure(out, "csv, 25 of 25", Plan.csv().wantColumns(columns), header + "\n", row + "\n");
        measure(out, "csv, 12 of 25", Plan.csv().wantColumns(twelve), header + "\n", row + "\n");
        String quoted = "\"" + row.toString().replace(",", "\",\"") + "\"\n";
        measure(out, "csv quoted, 25", Plan.csv().wantColumns(columns), header + "\n", quoted);
    }

    private static void measure(PrintStream out, String what, Plan plan, String head, String each) {
        byte[] record = each.getBytes(StandardCharsets.UTF_8);
        byte[] first = head.getBytes(StandardCharsets.UTF_8);
        byte[] last = head.startsWith("[") ? "]".getBytes(StandardCharsets.UTF_8) : new byte[0];
        int count = BYTES / record.length;
        byte[] all = new byte[first.length + count * record.length + last.length];
        System.arraycopy(first, 0, all, 0, first.length);
        for (int i = 0; i < count; i++) {
            System.arraycopy(record, 0, all, first.length + i * record.length, record.length);
        }
        System.arraycopy(last, 0, all, all.length - last.length, last.length);
        var body = Documents.body(all);
        for (int round = 0; round < ROUNDS; round++) {
            var counting = new Counting();
            long start = System.nanoTime();
            Decoders.forFormat(plan.format()).decode(body, plan.build(), counting);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (round > 1) {
                out.printf(
                        "%-22s %,d B/record %,.0f k records/s %.0f MB/s%n",
                        what,
                        record.length,
                        counting.records / seconds / 1e3,
                        all.length / seconds / 1e6);
            }
        }
    }

    private static String word(Random random, int length) {
        var out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append((char) ('a' + random.nextInt(26)));
        }
        return out.toString();
    }

    /// Looks at each record so that nothing can be left out.
    private static final class Counting implements RecordSink {
        private long records;
        private long touched;

        @Override
        public void record(RawRecord record) {
            records++;
            touched += record.span().length() + record.values().length;
        }

        @Override
        public void bad(ByteSpan span, String code, String message) {
            throw new IllegalStateException(List.of(span, code, message) + " after " + touched);
        }
    }
}
