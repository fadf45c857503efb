package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Decoder.Outcome;
import org.cairn.collect.decode.Documents.Bytes;
import org.cairn.collect.decode.Documents.Collected;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FileInput.Format;
import org.junit.jupiter.api.Test;

/// JSON that is broken, too large, or not what it says.
final class JsonHostileTest {
    private static Problem problem(Plan plan, Body body) {
        var e = catchThrowableOfType(ProblemException.class, () -> plan.decode(body));
        assertThat(e).as("a problem").isNotNull();
        return e.problem();
    }

    @Test
    void namesThePlaceWhereJsonBreaks() {
        Problem problem = problem(Plan.json("$[*]"), Documents.body("[{\"a\":1},\n {\"a\":}]"));

        assertThat(problem.code()).isEqualTo(DecodeProblems.DOCUMENT_MALFORMED);
        assertThat(problem.headline()).isEqualTo("the document is not valid JSON");
        assertThat(problem.what())
                .startsWith("line 2, column 7, byte 16: unexpected character ('}'");
        assertThat(problem.facts()).containsEntry("offset", 16L).containsEntry("line", 2L);
        assertThat(problem.remedy()).startsWith("Look at the bytes");
    }

    @Test
    void refusesWhatFollowsTheEnd() {
        assertThat(problem(Plan.json("$[*]"), Documents.body("[] []")).what())
                .isEqualTo("line 1, column 4, byte 3: something follows the end of the document");
        assertThat(problem(Plan.json("$"), Documents.body("{}x")).code())
                .isEqualTo(DecodeProblems.DOCUMENT_MALFORMED);
        assertThat(problem(Plan.json("$"), Documents.body("  ")).what()).endsWith("it is empty");
        assertThat(problem(Plan.json("$"), Documents.body("")).what()).endsWith("it is empty");
    }

    @Test
    void neverTakesABrokenDocumentForAWholeOne() {
        String whole =
                " {\"f\":[{\"a\":\"x€y\",\"b\":[1.5,{\"c\":null}]},{\"a\":\"\\u00e9\",\"b\":true}],\"n\":-12e3}";
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        Plan plan = Plan.json("$.f[*]", "$.g[*]").want("a", "b").child("c", List.of("b[*]"), "c");
        var expected = plan.decode(Documents.body(bytes)).records();
        for (int cut = 0; cut < bytes.length; cut++) {
            var sink = new Collected();
            Bytes body = Documents.body(Arrays.copyOf(bytes, cut));
            int at = cut;
            assertThatThrownBy(
                            () -> Decoders.forFormat(Format.JSON).decode(body, plan.build(), sink))
                    .as("cut at %d", at)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("document-malformed");
            assertThat(sink.records.stream().map(RawRecord::span))
                    .as("cut at %d", at)
                    .allMatch(span -> span.end() <= at)
                    .isSubsetOf(expected.stream().map(RawRecord::span).toList());
        }
    }

    @Test
    void refusesBytesThatAreNotUtf8WithTheirPlace() {
        String[] wrong = {
            "\u00ff",
            "\u00c0\u0080",
            "\u00ed\u00a0\u0080",
            "\u00f4\u0090\u0080\u0080",
            "\u00e2\u0082"
        };
        for (String bytes : wrong) {
            String text = "[{\"a\":\"b\"},\n{\"skipped\":\"" + bytes + "\"}]";
            byte[] document = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int step : new int[] {1, 3, 4, 1000}) {
                Problem problem =
                        problem(
                                Plan.json("$[*]").want("a"),
                                Documents.body(document).inSteps(step));
                assertThat(problem.code()).isEqualTo(DecodeProblems.ENCODING_UNREADABLE);
                assertThat(problem.what()).isEqualTo("line 2, column 13, byte 24: not UTF-8");
            }
        }
        assertThat(problem(Plan.json("$"), Documents.body(new byte[] {(byte) 0xff})).what())
                .isEqualTo("line 1, column 1, byte 0: not UTF-8");
    }

    @Test
    void refusesUtf16AndOtherEncodings() {
        for (var charset :
                new Charset[] {
                    StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE
                }) {
            Problem problem = problem(Plan.json("$[*]"), Documents.body("[1]".getBytes(charset)));
            assertThat(problem.code()).isEqualTo(DecodeProblems.ENCODING_UNREADABLE);
            assertThat(problem.headline())
                    .isEqualTo("the document looks like UTF-16 or UTF-32, not UTF-8");
            assertThat(problem.remedy()).contains("convert the file, for example: iconv");
        }
        assertThat(
                        problem(Plan.json("$").encoding("windows-1252"), Documents.body("{}"))
                                .headline())
                .isEqualTo("JSON in windows-1252 cannot be read");
        assertThat(problem(Plan.json("$").encoding("utf-9"), Documents.body("{}")).headline())
                .isEqualTo("the declared encoding 'utf-9' is not known");
        assertThat(problem(Plan.json("$").encoding("no such"), Documents.body("{}")).code())
                .isEqualTo(DecodeProblems.ENCODING_UNREADABLE);
    }

    @Test
    void stopsAtTheDepthLimit() {
        String deep = "[".repeat(21) + "]".repeat(21);
        Plan plan = Plan.json("$.x[*]").limits(1000, 20, 10);

        assertThat(
                        plan.decode(
                                        Documents.body(
                                                "{\"x\":["
                                                        + "[".repeat(18)
                                                        + "]".repeat(18)
                                                        + "]}"))
                                .outcome())
                .isEqualTo(new Outcome.Decoded(0, 1));
        Problem problem = problem(plan, Documents.body("{\"x\":[1],\"y\":" + deep + "}"));
        assertThat(problem.code()).isEqualTo(DecodeProblems.TOO_DEEP);
        assertThat(problem.headline()).isEqualTo("the document nests deeper than 20 levels");
        assertThat(problem.facts()).containsEntry("line", 1L);
    }

    @Test
    void setsALongRecordAsideAndGoesOn() {
        String filler = "\"%s\"".formatted("x".repeat(50));
        String longOne =
                "{\"a\":1,\"skip\":[%s]}"
                        .formatted(String.join(",", Collections.nCopies(400, filler)));
        Plan plan = Plan.json("$[*]").limits(1000, 20, 10).want("a", "wanted");
        Bytes body =
                Documents.body(
                        "[{\"a\":1},"
                                + longOne
                                + ",{\"a\":2},"
                                + longOne.replace("skip", "wanted")
                                + ",{\"a\":3}]");

        Decoded decoded = plan.decode(body);

        assertThat(Documents.show(decoded.records())).containsExactly("#1 | -", "#2 | -", "#3 | -");
        assertThat(decoded.bad())
                .containsExactly(
                        "9+%d record-too-long: the record has %d bytes; 1000 are allowed"
                                .formatted(longOne.length(), longOne.length()),
                        "%d+%d record-too-long: the record has %d bytes; 1000 are allowed"
                                .formatted(
                                        9 + longOne.length() + 9,
                                        longOne.length() + 2,
                                        longOne.length() + 2));
        assertThat(decoded.outcome()).isEqualTo(new Outcome.Decoded(0, 5));
    }

    @Test
    void skipsALongTextNobodyWantsAndRefusesOneThatIsWanted() {
        String text = "[{\"a\":1,\"b\":\"" + "x".repeat(5000) + "\"}]";

        assertThat(
                        Plan.json("$[*]")
                                .limits(1000, 20, 10)
                                .want("a")
                                .decode(Documents.body(text))
                                .bad())
                .containsExactly(
                        "1+5014 record-too-long: the record has 5014 bytes; 1000 are allowed");
        Problem problem =
                problem(Plan.json("$[*]").limits(1000, 20, 10).want("b"), Documents.body(text));
        assertThat(problem.code()).isEqualTo(DecodeProblems.VALUE_TOO_LONG);
        assertThat(problem.headline())
                .isEqualTo("a value of the document is longer than a record may be");
    }

    @Test
    void boundsTheElementsOfARecord() {
        String many = "{\"c\":[" + "0,".repeat(250_000) + "0]}";
        Plan plan = Plan.json("$[*]").child("c", List.of("c[*]"), "$");

        assertThat(plan.decode(Documents.body("[" + many + ",{\"c\":[1]}]")).bad())
                .containsExactly(
                        "1+500009 record-too-long: the record has more values or list elements than are kept");
    }

    @Test
    void boundsWhatIsCarried() {
        Plan plan =
                Plan.json()
                        .strategy("$.r[*].f[*]", null, Map.of("n", "$.r[*].n"))
                        .want("@n")
                        .limits(1000, 20, 3);
        String region = "{\"n\":1,\"f\":[{}]}";

        assertThat(
                        plan.decode(
                                        Documents.body(
                                                "{\"r\":["
                                                        + region
                                                        + ","
                                                        + region
                                                        + ","
                                                        + region
                                                        + "]}"))
                                .records())
                .hasSize(3);
        Problem problem =
                problem(
                        plan,
                        Documents.body(
                                "{\"r\":["
                                        + region
                                        + ","
                                        + region
                                        + ","
                                        + region
                                        + ","
                                        + region
                                        + "]}"));
        assertThat(problem.code()).isEqualTo(DecodeProblems.TOO_MANY_CARRIED);
        assertThat(problem.what()).isEqualTo("3 values and 1000 characters are allowed");
        assertThat(
                        problem(
                                        plan,
                                        Documents.body(
                                                "{\"r\":[{\"n\":[%s]}]}"
                                                        .formatted("7,".repeat(700) + "7")))
                                .code())
                .isEqualTo(DecodeProblems.TOO_MANY_CARRIED);
    }

    @Test
    void boundsTheNamesItOffers() {
        var text = new StringBuilder("[{\"a\":0");
        for (int i = 0; i < 100_000; i++) {
            text.append(",\"n").append(i).append("\":0");
        }
        Bytes body = Documents.body(text.append("}]").toString());

        assertThatThrownBy(() ->
                        Decoders.forFormat(Format.JSON)
                                .offeredFields(body, Plan.json("$[*]").build()))
                .hasMessage(
                        "the document has too many different field names (too-many-fields): more than 100000 names, or 10000000 characters of names");
    }

    @Test
    void saysThatTheStoreFailedAndNotTheDocument() {
        Body failing =
                new Body() {
                    @Override
                    public InputStream open() {
                        return new InputStream() {
                            private boolean begun;

                            @Override
                            public int read() throws IOException {
                                throw new IOException("disk gone");
                            }

                            @Override
                            public int read(byte[] to, int offset, int length) throws IOException {
                                if (begun) {
                                    return read();
                                }
                                begun = true;
                                Arrays.fill(to, offset, offset + Math.min(length, 10), (byte) '[');
                                return Math.min(length, 10);
                            }
                        };
                    }

                    @Override
                    public byte[] read(long offset, int length) {
                        throw new AssertionError("not asked for");
                    }

                    @Override
                    public long lengthBytes() {
                        return 100;
                    }
                };
        for (Plan plan : new Plan[] {Plan.json("$[*]"), Plan.lines(), Plan.csv()}) {
            assertThat(problem(plan, failing).code()).isEqualTo(DecodeProblems.DOCUMENT_UNREADABLE);
        }
    }
}
