package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.cairn.collect.decode.Decoder.Outcome;
import org.cairn.collect.decode.Documents.Bytes;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.junit.jupiter.api.Test;

/// Records and cells of CSV.
final class CsvDecoderTest {
    private static List<String> values(Plan plan, String text, String... columns) {
        return Documents.show(plan.wantColumns(columns).decode(Documents.body(text)).records());
    }

    private static Problem problem(Plan plan, byte[] bytes) {
        var e =
                catchThrowableOfType(
                        ProblemException.class, () -> plan.decode(Documents.body(bytes)));
        assertThat(e).as("a problem").isNotNull();
        return e.problem();
    }

    @Test
    void readsQuotesLineBreaksAndEveryLineEnd() {
        String text =
                "\uFEFFa,b,c\r\n1,\"x \"\"y\"\", z\",\r\n\"l1\r\nl2\",é,3\n4,5\" pipe,\"\"\r7,8,9";
        Bytes body = Documents.body(text);
        for (int step = 1; step < 8; step++) {
            Decoded decoded = Plan.csv().wantColumns("a", "b", "c", "d").decode(body.inSteps(step));

            assertThat(Documents.show(decoded.records()))
                    .containsExactly(
                            "1 | x \"y\", z | - | -",
                            "l1\r\nl2 | é | 3 | -",
                            "4 | 5\" pipe | - | -",
                            "7 | 8 | 9 | -");
            assertThat(decoded.records())
                    .extracting(record -> body.text(record.span()))
                    .containsExactly(
                            "1,\"x \"\"y\"\", z\",",
                            "\"l1\r\nl2\",é,3",
                            "4,5\" pipe,\"\"",
                            "7,8,9");
            assertThat(decoded.outcome()).isEqualTo(new Outcome.Decoded(0, 4));
        }
    }

    @Test
    void findsTheDelimiter() {
        assertThat(values(Plan.csv(), "a;b,c;d\n1;2,3;4\n", "a", "b,c", "d"))
                .containsExactly("1 | 2,3 | 4");
        assertThat(values(Plan.csv(), "a\tb\n1\t2", "b")).containsExactly("2");
        assertThat(values(Plan.csv(), "a|\"b,c,d\"|e\n1|2|3", "b,c,d")).containsExactly("2");
        assertThat(values(Plan.csv(), "only\n1\n2", "only")).containsExactly("1", "2");
        assertThat(values(Plan.csv().dialect(':', '\'', 1), "a:b\n'1:2':'it''s'", "a", "b"))
                .containsExactly("1:2 | it's");
    }

    @Test
    void treatsTextBehindAClosingQuoteAsPartOfTheCell() {
        assertThat(values(Plan.csv(), "a,b\n\"x\"y\"z,2\n\"x\" ,3\n", "a", "b"))
                .containsExactly("xy\"z | 2", "x  | 3");
    }

    @Test
    void comparesNullValuesWithTheTextInTheQuotes() {
        assertThat(values(Plan.csv(), "a,b\n,\"\"\nNA,\"NA\"\n", "a", "b"))
                .containsExactly("- | -", "NA | NA");
        assertThat(values(Plan.csv().nullValues("NA"), "a,b\n,\"\"\nNA,\"NA\"\n", "a", "b"))
                .containsExactly(" | ", "- | -");
    }

    @Test
    void skipsBlankLinesAndLinesBeforeTheHeader() {
        assertThat(
                        values(
                                Plan.csv().dialect(null, '"', 4),
                                "Report \"of\r\n\r\nmay\ra,b\n\n1,2\n\r\n3,4\n\n",
                                "a",
                                "b"))
                .containsExactly("1 | 2", "3 | 4");
    }

    @Test
    void setsRaggedRecordsAside() {
        Decoded decoded =
                Plan.csv().wantColumns("a").decode(Documents.body("a,b\n1,2\n3\n4,5,6\n7,8\n"));

        assertThat(Documents.show(decoded.records())).containsExactly("1", "7");
        assertThat(decoded.bad())
                .containsExactly(
                        "8+1 ragged-record: 1 cells, but the header has 2",
                        "10+5 ragged-record: 3 cells, but the header has 2");
        assertThat(decoded.outcome()).isEqualTo(new Outcome.Decoded(0, 4));
    }

    @Test
    void reportsAQuoteThatIsNeverClosed() {
        Decoded decoded =
                Plan.csv().wantColumns("a").decode(Documents.body("a,b\n1,2\n3,\"x\n4,5\n"));
        assertThat(Documents.show(decoded.records())).containsExactly("1");
        assertThat(decoded.bad())
                .containsExactly(
                        "8+9 unclosed-quote: a quote is never closed: the last 9 bytes of the document are lost");

        String lost = "3,\"" + "x\n".repeat(5000);
        assertThat(
                        Plan.csv()
                                .limits(100, 9, 9)
                                .wantColumns("a")
                                .decode(Documents.body("a,b\n" + lost))
                                .bad())
                .containsExactly(
                        "4+10003 unclosed-quote: a quote is never closed: the last 10003 bytes of the document are lost");
    }

    @Test
    void skipsARecordThatIsTooLongWithoutKeepingIt() {
        String quoted = "1,\"" + "x\"\"\n,".repeat(3000) + "\"";
        String plain = "y".repeat(100_000) + "," + "z".repeat(100_000);
        String text = "a,b\r\n" + quoted + "\r\n2,3\r\n" + plain + "\r\n4,5\r\n" + quoted;
        for (int step : new int[] {7, 1000, 1_000_000}) {
            Decoded decoded =
                    Plan.csv()
                            .limits(1000, 9, 9)
                            .wantColumns("a", "b")
                            .decode(Documents.body(text).inSteps(step));

            assertThat(Documents.show(decoded.records())).containsExactly("2 | 3", "4 | 5");
            assertThat(decoded.bad())
                    .containsExactly(
                            "5+15004 record-too-long: the record has 15004 bytes; 1000 are allowed",
                            "15016+200001 record-too-long: the record has 200001 bytes; 1000 are allowed",
                            "215024+15004 record-too-long: the record has 15004 bytes; 1000 are allowed");
        }
    }

    @Test
    void readsTheDeclaredEncodings() {
        record Case(String charset, String text) {}
        for (var one :
                List.of(
                        new Case("windows-1252", "naïve €"),
                        new Case("iso-8859-15", "œuvre €"),
                        new Case("Shift_JIS", "表示ソ能"),
                        new Case("windows-31j", "①髙ソ"),
                        new Case("EUC-JP", "足立　康史"),
                        new Case("utf8", "😀é"))) {
            byte[] bytes =
                    "n,b\n\"%s\",\"%s\"\n"
                            .formatted(one.text(), one.text())
                            .getBytes(Charset.forName(one.charset()));
            assertThat(
                            Documents.show(
                                    Plan.csv()
                                            .encoding(one.charset())
                                            .wantColumns("n", "b")
                                            .decode(Documents.body(bytes))
                                            .records()))
                    .as(one.charset())
                    .containsExactly(one.text() + " | " + one.text());
        }
    }

    @Test
    void letsAByteOrderMarkOutweighTheDeclaration() {
        Bytes body = Documents.body("\uFEFFa\né\n");

        assertThat(
                        Documents.show(
                                Plan.csv()
                                        .encoding("windows-1252")
                                        .wantColumns("a")
                                        .decode(body)
                                        .records()))
                .containsExactly("é");
    }

    @Test
    void setsRecordsWithUndecodableBytesAside() {
        byte[] bytes =
                "a,b\n1,x\n2,\u00e9\n3,\uFFFD\n"
                        .replace("\uFFFD", "?")
                        .getBytes(StandardCharsets.ISO_8859_1);

        Decoded decoded = Plan.csv().wantColumns("a", "b").decode(Documents.body(bytes));

        assertThat(Documents.show(decoded.records())).containsExactly("1 | x", "3 | ?");
        assertThat(decoded.bad())
                .containsExactly(
                        "8+3 undecodable-bytes: cell 2, at byte 10 of the document, is not text in the declared encoding");
        assertThat(values(Plan.csv(), "a\n\uFFFD\n", "a")).containsExactly("\uFFFD");
        assertThat(
                        Plan.csv()
                                .encoding("windows-1252")
                                .wantColumns("a")
                                .decode(Documents.body(new byte[] {'a', '\n', (byte) 0x81, '\n'}))
                                .bad())
                .containsExactly(
                        "2+1 undecodable-bytes: cell 1, at byte 2 of the document, is not text in the declared encoding");
    }

    @Test
    void saysThatTheEncodingIsWrongWhenAllBadRecordsAreUndecodable() {
        byte[] bytes = "a,b\n1,\u00e9\n2,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

        Problem problem = problem(Plan.csv().badLines(50, 10).wantColumns("b"), bytes);

        assertThat(problem.code()).isEqualTo(DecodeProblems.ENCODING_UNREADABLE);
        assertThat(problem.headline())
                .isEqualTo("2 of 2 records are not text in the declared encoding");
        assertThat(problem.what())
                .startsWith("50 percent are allowed; the first is on line 2 at byte 4: cell 2");
        assertThat(problem.remedy()).startsWith("Declare the encoding");
        assertThat(
                        problem(
                                        Plan.csv().badLines(100, 0).wantColumns("b"),
                                        "a,b\n1\n".getBytes(StandardCharsets.UTF_8))
                                .headline())
                .isEqualTo("1 records cannot be decoded");
    }

    @Test
    void refusesEncodingsItCannotCut() {
        assertThat(problem(Plan.csv(), "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE)).headline())
                .isEqualTo("the document looks like UTF-16 or UTF-32, not UTF-8");
        assertThat(
                        problem(
                                        Plan.csv().encoding("IBM037"),
                                        "a".getBytes(StandardCharsets.US_ASCII))
                                .code())
                .isEqualTo(DecodeProblems.ENCODING_UNREADABLE);
        assertThat(
                        problem(
                                        Plan.csv().encoding("Shift_JIS").dialect('|', '"', 1),
                                        "a".getBytes(StandardCharsets.US_ASCII))
                                .what())
                .isEqualTo("the byte of '|' is also part of other characters");
        assertThat(problem(Plan.csv().encoding("klingon"), new byte[0]).headline())
                .isEqualTo("the declared encoding 'klingon' is not known");
        assertThat(
                        problem(Plan.csv(), "a,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1))
                                .headline())
                .isEqualTo("the header of the document is not text in UTF-8");
        // In Shift_JIS the byte of the pipe is also a second byte, so it is not looked for.
        byte[] bytes = "a;b\nｼ;|\n".getBytes(Charset.forName("Shift_JIS"));
        assertThat(
                        Documents.show(
                                Plan.csv()
                                        .encoding("Shift_JIS")
                                        .wantColumns("b")
                                        .decode(Documents.body(bytes))
                                        .records()))
                .containsExactly("|");
    }

    @Test
    void wantsAHeader() {
        for (String text : new String[] {"", "\uFEFF", "\n", "\r\na,b\n", "\"a\nb"}) {
            assertThat(problem(Plan.csv(), text.getBytes(StandardCharsets.UTF_8)).code())
                    .isEqualTo(DecodeProblems.CSV_HEADER_MISSING);
        }
        Problem problem =
                problem(
                        Plan.csv().dialect(null, '"', 3),
                        "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
        assertThat(problem.headline()).isEqualTo("line 3 of the document has no column names");
        assertThat(problem.what()).isEqualTo("the document ends before it");
        assertThat(problem.remedy()).contains("dialect.header_rows");
        assertThat(
                        problem(
                                        Plan.csv().limits(100, 9, 9),
                                        "x".repeat(1000).getBytes(StandardCharsets.UTF_8))
                                .what())
                .isEqualTo("it is longer than a record may be");
        assertThat(Plan.csv().decode(Documents.body("a,b")).outcome())
                .isEqualTo(new Outcome.Decoded(0, 0));
        assertThat(Plan.csv().decode(Documents.body("a,b\r\n")).outcome())
                .isEqualTo(new Outcome.Decoded(0, 0));
    }

    @Test
    void offersTheColumns() {
        assertThat(
                        Decoders.forFormat(Plan.csv().format())
                                .offeredFields(
                                        Documents.body("District Name,,a,a\n"),
                                        Plan.csv().snakeCase().build()))
                .extracting(Decoder.OfferedField::name)
                .containsExactly("district_name", "column_2", "a", "a_2");
        assertThatThrownBy(() ->
                        Decoders.forFormat(Plan.csv().format())
                                .offeredFields(
                                        Documents.body(",".repeat(100_000)), Plan.csv().build()))
                .hasMessageContaining("too-many-fields");
    }

    @Test
    void givesNoChildrenAndNothingForPaths() {
        Plan plan = Plan.csv().want("a", "@x").child("c", List.of("$.a[*]"), "b");

        assertThat(Documents.show(plan.decode(Documents.body("a\n1\n")).records()))
                .containsExactly("- | - {}");
    }

    @Test
    void namesColumns() {
        assertThat(
                        List.of(
                                ColumnNaming.snakeCase(" District Name "),
                                ColumnNaming.snakeCase("districtName"),
                                ColumnNaming.snakeCase("MFLCode-ID"),
                                ColumnNaming.snakeCase("役職等の時点"),
                                ColumnNaming.snakeCase("Élu(e) n° 2"),
                                ColumnNaming.snakeCase("हिन्दी नाम"),
                                ColumnNaming.snakeCase("2016 Total%"),
                                ColumnNaming.snakeCase("__")))
                .containsExactly(
                        "district_name",
                        "district_name",
                        "mfl_code_id",
                        "役職等の時点",
                        "élu_e_n_2",
                        "हिन्दी_नाम",
                        "2016_total",
                        "");
        assertThat(
                        ColumnNaming.of(
                                List.of("a", "a_2", "a", "", "a", "column_4"), ColumnNames.AS_IS))
                .containsExactly("a", "a_2", "a_3", "column_4", "a_4", "column_4_2");
    }
}
