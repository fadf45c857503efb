package org.cairn.collect.decode;

import java.io.PrintStream;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.kernel.ByteSpan;

/// Decodes documents larger than the heap it is given; run by [BigDocumentsTest].
final class BigDocuments {
    private BigDocuments() {}

    public static void main(String[] args) {
        var text = new StringBuilder("{\"id\":12345,\"name\":\"%s\"".formatted("n".repeat(50)));
        for (int i = 0; i < 20; i++) {
            text.append(",\"field_%d\":\"%s\"".formatted(i, "v".repeat(58)));
        }
        text.append(",\"tags\":[\"a\",\"b\"]}");
        String record = text.toString();
        decode(
                "json array of 300 MB",
                Plan.json("$.x[*]", "$[*]").want("id", "name", "tags", "field_3"),
                new MadeBody("[", record, ",\n", 200_000, "]"));
        decode(
                "json object of 300 MB, probed",
                Plan.json("$.x[*]", "$.data[*]").want("id", "name", "tags", "field_3"),
                new MadeBody("{\"data\":[", record, ",\n", 200_000, "]}"));

        var header = new StringBuilder("c0");
        var row = new StringBuilder("0");
        for (int i = 1; i < 10_000; i++) {
            header.append(",c").append(i);
            row.append(",value ").append(i);
        }
        decode(
                "csv of 10000 columns",
                Plan.csv().wantColumns("c0", "c17", "c9999"),
                new MadeBody(header + "\n", row.toString(), "\n", 2_000, "\n"));
    }

    private static void decode(String what, Plan plan, Body body) {
        PrintStream out = System.out;
        long start = System.nanoTime();
        var outcome =
                Decoders.forFormat(plan.format())
                        .decode(
                                body,
                                plan.build(),
                                new RecordSink() {
                                    @Override
                                    public void record(RawRecord record) {
                                        if (record.values()[0] == null) {
                                            throw new AssertionError("a value is missing");
                                        }
                                    }

                                    @Override
                                    public void bad(ByteSpan span, String code, String message) {
                                        throw new AssertionError(code + " " + message);
                                    }
                                });
        out.printf(
                "%s: %s (%d MB in %d ms)%n",
                what,
                outcome,
                body.lengthBytes() / 1_000_000,
                (System.nanoTime() - start) / 1_000_000);
    }
}
