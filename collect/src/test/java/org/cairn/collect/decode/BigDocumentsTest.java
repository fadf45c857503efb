package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.kernel.ByteSpan;
import org.junit.jupiter.api.Test;

/// Documents larger than memory are decoded in little of it.
final class BigDocumentsTest {
    private static final int HEAP_MIB = 128;

    /// Runs [BigDocuments] in a Java machine of its own, whose heap is the assertion.
    @Test
    void decodesWhatIsLargerThanTheHeap() throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + HEAP_MIB + "m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BigDocuments.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(output)
                .contains("json array of 300 MB: Decoded[strategy=1, records=200000]")
                .contains("csv of 10000 columns: Decoded[strategy=0, records=2000]")
                .contains("json object of 300 MB, probed: Decoded[strategy=1, records=200000]");
        assertThat(process.exitValue()).as(output).isZero();
    }

    @Test
    void keepsCountingBeyondTwoGiB() {
        // 2200 texts of 1 MiB that nobody wants, each in a record of its own.
        String filler = "x".repeat(1 << 20);
        var made = new MadeBody("[", "{\"id\":7,\"skip\":\"" + filler + "\"}", ",", 2200, "]");
        long[] last = new long[2];
        RecordSink sink =
                new RecordSink() {
                    @Override
                    public void record(RawRecord record) {
                        last[0] = record.span().offset();
                        last[1] = record.span().length();
                    }

                    @Override
                    public void bad(ByteSpan span, String code, String message) {
                        throw new AssertionError(code + message);
                    }
                };
        Plan plan = Plan.json("$[*]").want("id");

        var outcome = Decoders.forFormat(plan.format()).decode(made, plan.build(), sink);

        assertThat(outcome).isEqualTo(new Decoder.Outcome.Decoded(0, 2200));
        assertThat(last[0]).isEqualTo(made.offsetOf(2199)).isGreaterThan(Integer.MAX_VALUE);
        assertThat(last[1]).isEqualTo(made.recordLength());
    }
}
