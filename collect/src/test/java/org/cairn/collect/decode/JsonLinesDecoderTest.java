package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.cairn.collect.decode.Decoder.Outcome;
import org.cairn.collect.decode.Documents.Bytes;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FileInput.Format;
import org.junit.jupiter.api.Test;

/// Lines, good and bad.
final class JsonLinesDecoderTest {
    @Test
    void readsOneRecordALineWithItsBytes() {
        Bytes body =
                Documents.body(
                        "\uFEFF{\"a\":1}\r\n\n  \t\n {\"a\":\"é\"} \n{\"b\":2}\r\n{\"a\":3}");

        for (int step = 1; step < 8; step++) {
            Decoded decoded = Plan.lines().want("a").decode(body.inSteps(step));

            assertThat(decoded.outcome()).isEqualTo(new Outcome.Decoded(0, 4));
            assertThat(Documents.show(decoded.records())).containsExactly("#1", "é", "-", "#3");
            assertThat(decoded.records())
                    .extracting(record -> body.text(record.span()))
                    .containsExactly("{\"a\":1}", "{\"a\":\"é\"}", "{\"b\":2}", "{\"a\":3}");
        }
    }

    @Test
    void setsBadLinesAsideAndGoesOn() {
        // The first kilobyte is blank, for a zero byte there would mean UTF-16.
        String lines =
                """
                {"a":1}
                {"a":
                <html>
                {"a":2} {}
                {"a":secret}
                {"a":"CONTROL"}
                ZERO{}
                {"a":3}
                {"a":[[[[[[[[[[[1]]]]]]]]]]]}
                """
                        .replace("CONTROL", "\u0001")
                        .replace("ZERO", "\u0000");

        Decoded decoded =
                Plan.lines()
                        .want("a")
                        .limits(1000, 10, 10)
                        .decode(Documents.body("\n".repeat(1100) + lines));

        assertThat(Documents.show(decoded.records())).containsExactly("#1", "#3");
        assertThat(decoded.bad())
                .containsExactly(
                        "1108+5 malformed-json-line: at byte 6 of the line: it ends in the middle of a value",
                        "1114+6 malformed-json-line: at byte 1 of the line: unexpected character ('<' (code 60)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                        "1121+10 malformed-json-line: at byte 9 of the line: something follows the end of the value",
                        "1132+12 malformed-json-line: at byte 6 of the line: a word that is neither text in quotes, number, true, false nor null",
                        "1145+9 malformed-json-line: at byte 7 of the line: illegal unquoted character ((CTRL-CHAR, code 1)): has to be escaped using backslash to be included in string value",
                        "1155+3 malformed-json-line: at byte 1 of the line: not JSON",
                        "1167+29 malformed-json-line: at byte 15 of the line: it nests deeper than 10 levels");
    }

    @Test
    void setsLinesThatAreNotUtf8Aside() {
        byte[] bytes =
                "{\"a\":\"\u00e9\"}\n{\"a\":1}\n\u00ff\n".getBytes(StandardCharsets.ISO_8859_1);

        Decoded decoded = Plan.lines().want("a").decode(Documents.body(bytes));

        assertThat(Documents.show(decoded.records())).containsExactly("#1");
        assertThat(decoded.bad())
                .containsExactly(
                        "0+9 undecodable-bytes: byte 7 of the line is not UTF-8",
                        "18+1 undecodable-bytes: byte 1 of the line is not UTF-8");
    }

    @Test
    void skipsALineThatIsTooLongWithoutKeepingIt() {
        String longLine = "{\"a\":\"" + "x".repeat(200_000) + "\"}";
        Bytes body = Documents.body("{\"a\":1}\n" + longLine + "\n{\"a\":2}\n" + longLine);

        Decoded decoded = Plan.lines().want("a").limits(1000, 10, 10).decode(body);

        assertThat(Documents.show(decoded.records())).containsExactly("#1", "#2");
        assertThat(decoded.bad())
                .containsExactly(
                        "8+200008 record-too-long: the record has 200008 bytes; 1000 are allowed",
                        "200025+200008 record-too-long: the record has 200008 bytes; 1000 are allowed");
    }

    @Test
    void stopsWhenTheCountOfBadLinesIsSpent() {
        Bytes body = Documents.body("{}\n\n{x\n{}\n{y\n{z\n{}\n");

        var e =
                catchThrowableOfType(
                        ProblemException.class, () -> Plan.lines().badLines(100, 2).decode(body));

        assertThat(e.problem().code()).isEqualTo(DecodeProblems.BAD_LINES_BUDGET);
        assertThat(e.problem().headline()).isEqualTo("3 records cannot be decoded");
        assertThat(e.problem().what())
                .startsWith(
                        "2 are allowed; the first is on line 3 at byte 4: at byte 2 of the line: unexpected character");
        assertThat(e.problem().remedy()).startsWith("Look at that line");
        assertThat(e.problem().facts())
                .containsEntry("bad", 3L)
                .containsEntry("line", 3L)
                .containsEntry("offset", 4L);
    }

    @Test
    void judgesThePercentageAtTheEnd() {
        String good = "{}\n".repeat(2079);
        String bad = "x\n".repeat(21);

        assertThat(Plan.lines().badLines(1, 1000).decode(Documents.body(bad + good)).outcome())
                .isEqualTo(new Outcome.Decoded(0, 2100));
        assertThatThrownBy(
                        () -> Plan.lines().badLines(0.9, 1000).decode(Documents.body(good + bad)))
                .hasMessageStartingWith(
                        "21 of 2100 records cannot be decoded (bad-lines-budget): 0.9 percent are allowed; the first is on line 2080 at byte 6237");
    }

    @Test
    void doesNotJudgeThePercentageOfAFewBadLines() {
        Body twenty = Documents.body("{}\n" + "x\n".repeat(20));

        assertThat(Plan.lines().badLines(1, 1000).decode(twenty).outcome())
                .isEqualTo(new Outcome.Decoded(0, 21));
        assertThatThrownBy(() -> Plan.lines().badLines(1, 19).decode(twenty))
                .hasMessageStartingWith("20 records cannot be decoded (bad-lines-budget)");
        assertThatThrownBy(() -> Plan.lines().badLines(0, 1000).decode(twenty))
                .hasMessageStartingWith("20 of 21 records cannot be decoded (bad-lines-budget)");
        assertThatThrownBy(() -> Plan.lines().badLines(1, 1000).decode(Documents.body("x\ny\n")))
                .hasMessageStartingWith("2 of 2 records cannot be decoded (bad-lines-budget)");
    }

    @Test
    void refusesUtf16AndForeignFiles() {
        assertThatThrownBy(() ->
                        Plan.lines()
                                .decode(
                                        Documents.body(
                                                "{\"a\":1}\n".getBytes(StandardCharsets.UTF_16LE))))
                .hasMessage(
                        "the document looks like UTF-16 or UTF-32, not UTF-8 (encoding-unreadable): there is a zero byte at 1");
        assertThat(Plan.lines().decode(Documents.body("")).outcome())
                .isEqualTo(new Outcome.Decoded(0, 0));
        assertThat(
                        Plan.linesOnlyFor("a.jsonl")
                                .file("b.jsonl")
                                .decode(Documents.body("{}"))
                                .outcome())
                .isEqualTo(
                        new Outcome.Unmatched("no record strategy is for a file named 'b.jsonl'"));
    }

    @Test
    void offersTheNamesOfGoodLinesOnly() {
        assertThat(
                        Decoders.forFormat(Format.JSONL)
                                .offeredFields(
                                        Documents.body(
                                                "{\"a\":1}\n{\"x\":1,\n{\"b\":{},\"a\":[]}\n7\n"),
                                        Plan.lines().build()))
                .containsExactly(
                        new Decoder.OfferedField("a", true), new Decoder.OfferedField("b", true));
    }

    @Test
    void letsProblemsOfTheSinkPass() {
        var thrown = new IllegalStateException("sink");
        RecordSink failing =
                new RecordSink() {
                    @Override
                    public void record(RawRecord record) {
                        throw thrown;
                    }

                    @Override
                    public void bad(ByteSpan span, String code, String message) {
                        throw new AssertionError(message);
                    }
                };
        for (Plan plan : new Plan[] {Plan.lines(), Plan.json("$[*]"), Plan.csv()}) {
            Bytes body =
                    Documents.body("[\n{}\n]".substring(plan.format() == Format.JSONL ? 2 : 0));
            assertThatThrownBy(() ->
                            Decoders.forFormat(plan.format()).decode(body, plan.build(), failing))
                    .isSameAs(thrown);
        }
    }
}
