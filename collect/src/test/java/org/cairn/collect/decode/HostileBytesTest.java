package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cairn.collect.decode.Documents.Bytes;
import org.cairn.collect.decode.Documents.Collected;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput.Format;
import org.junit.jupiter.api.Test;

/// Whatever the bytes are, a decoder ends with an outcome or a problem, the same at any speed.
final class HostileBytesTest {
    private static final int ROUNDS = 4_000;
    private static final byte[] LIKELY =
            "\"\\{}[],:\n\r\0\uFEFFé0-;\t".getBytes(StandardCharsets.UTF_8);

    @Test
    void endsJsonWithAnOutcomeOrAProblem() {
        Plan plan =
                Plan.json()
                        .strategy(
                                "$.list[*].in[*]",
                                null,
                                Map.of("m", "$.list[*].m", "all", "$.list[*]"))
                        .strategy("$.list[*]", null, Map.of())
                        .strategy("$[*]", null, Map.of())
                        .want("f0", "n", "n.b[*]", "n.a", "@m")
                        .child("n", List.of("n.b[*]", "n"), "$", "f1")
                        .limits(300, 6, 20);
        fuzz(plan, new FieldOrigin.Carry("m"), 31);
    }

    @Test
    void endsJsonLinesWithAnOutcomeOrAProblem() {
        fuzz(
                Plan.lines().want("f0", "n", "n.b[*]", "$").badLines(90, 1).limits(300, 6, 20),
                new FieldOrigin.From("f0"),
                32);
    }

    @Test
    void endsCsvWithAnOutcomeOrAProblem() {
        fuzz(
                Plan.csv().wantColumns("a", "b", "c").badLines(90, 50).limits(300, 6, 20),
                new FieldOrigin.From("b"),
                33);
    }

    private static void fuzz(Plan plan, FieldOrigin origin, long seed) {
        var random = new Random(seed);
        int outcomes = 0;
        int problems = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damage(random, document(plan, random));
            String at = "seed %d, round %d".formatted(seed, round);
            var whole = new Collected();
            String ended = end(plan, Documents.body(bytes), whole, at);
            var slow = new Collected();
            assertThat(end(plan, new Bytes(bytes, 1 + round % 7), slow, at))
                    .as(at)
                    .isEqualTo(ended);
            assertThat(Documents.show(slow.records))
                    .as(at)
                    .isEqualTo(Documents.show(whole.records));
            assertThat(slow.bad).as(at).isEqualTo(whole.bad);
            checkRecords(plan, origin, Documents.body(bytes), whole, at);
            if (ended.startsWith("Decoded")) {
                outcomes++;
            } else {
                problems++;
            }
        }
        assertThat(outcomes).as("outcomes").isGreaterThan(ROUNDS / 50);
        assertThat(problems).as("problems").isGreaterThan(ROUNDS / 50);
    }

    private static void checkRecords(
            Plan plan, FieldOrigin origin, Bytes body, Collected seen, String at) {
        long before = 0;
        for (RawRecord record : seen.records) {
            assertThat(record.span().offset()).as(at).isGreaterThanOrEqualTo(before);
            before = record.span().end();
            try {
                Decoders.forFormat(plan.format())
                        .locate(body, plan.build(), record.span(), record.strategy(), origin);
            } catch (ProblemException e) {
                // A carried value is looked for in a document that may be broken further on.
                assertThat(origin).as(at).isInstanceOf(FieldOrigin.Carry.class);
                assertThat(DecodeProblems.all()).as(at).contains(e.problem().code());
            }
        }
        assertThat(before).as(at).isLessThanOrEqualTo(body.lengthBytes());
    }

    private static String end(Plan plan, Body body, RecordSink sink, String at) {
        try {
            return Decoders.forFormat(plan.format()).decode(body, plan.build(), sink).toString();
        } catch (ProblemException e) {
            assertThat(DecodeProblems.all()).as(at).contains(e.problem().code());
            return String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            throw new AssertionError(at, e);
        }
    }

    private static byte[] document(Plan plan, Random random) {
        return switch (plan.format()) {
            case CSV -> csv(random).getBytes(StandardCharsets.UTF_8);
            case HTML, XML, YAML, XLSX ->
                    throw new IllegalArgumentException(
                            "those are in MarkupHostileTest and XlsxHostileTest");
            case JSON, JSONL -> {
                boolean lines = plan.format() == Format.JSONL;
                var maker = new JsonMaker(random, lines);
                maker.raw(
                        lines
                                ? ""
                                : random.nextBoolean()
                                        ? "{\"list\":["
                                        : "{\"list\":[{\"m\":\"x\",\"in\":[");
                for (int i = random.nextInt(6); i >= 0; i--) {
                    maker.record();
                    maker.raw(lines ? "\n" : i > 0 ? "," : "");
                }
                maker.raw(lines ? "" : "]}");
                yield maker.bytes();
            }
        };
    }

    private static String csv(Random random) {
        var out = new StringBuilder("a,b,\"c\"\n");
        for (int i = random.nextInt(8); i >= 0; i--) {
            out.append("x,\"y \"\"é\"\" , z\n\",")
                    .append("w".repeat(random.nextInt(200)))
                    .append("\r\n");
        }
        return out.toString();
    }

    private static byte[] damage(Random random, byte[] document) {
        byte[] bytes = document;
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            byte b =
                    random.nextInt(4) == 0
                            ? (byte) random.nextInt()
                            : LIKELY[random.nextInt(LIKELY.length)];
            switch (random.nextInt(4)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> bytes[at] = b;
                case 2 -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    longer[at] = b;
                    bytes = longer;
                }
                default -> {
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
                    System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
                    bytes = shorter;
                }
            }
        }
        return bytes;
    }
}
