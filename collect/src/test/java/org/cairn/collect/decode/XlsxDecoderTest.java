package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.collect.decode.NumberFormats.Shown;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.SheetChoice;
import org.cairn.source.spec.TableSpec;
import org.cairn.source.spec.TableSpec.Columns;
import org.cairn.source.spec.TableSpec.Header;
import org.cairn.source.spec.TableSpec.LeftOut;
import org.cairn.source.spec.TableSpec.Ragged;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Workbooks, written by hand as programs of all kinds write them.
final class XlsxDecoderTest {
    private static final String HEADER =
            """
            <row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>\
            <c r="B1" t="inlineStr"><is><t>value</t></is></c></row>\
            """;

    private static String row(int number, String cell) {
        return "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c>%s</row>"
                .formatted(number, number, number, cell);
    }

    private static Decoded decode(Books book) {
        return Plan.xlsx().wantColumns("id", "value").decode(Documents.body(book.bytes()));
    }

    private static TableSpec table(Header header, LeftOut leftOut, @Nullable SheetChoice sheet) {
        return new TableSpec(
                List.of(), header, leftOut, Ragged.QUARANTINE, Columns.AS_FOUND, sheet);
    }

    @Test
    void eachKindOfCellSaysWhatItShows() {
        Books book =
                Books.ofRows(
                                HEADER
                                        + row(2, "<c r='B2' t='s'><v>1</v></c>")
                                        + row(3, "<c r='B3' t='str'><f>A1</f><v>a &amp; b</v></c>")
                                        + row(4, "<c r='B4' t='b'><v>1</v></c>")
                                        + row(5, "<c r='B5' t='e'><v>#N/A</v></c>")
                                        + row(6, "<c r='B6'><v>1.1000000000000001</v></c>")
                                        + row(7, "<c r='B7'><v>1E-3</v></c>")
                                        + row(8, "<c r='B8'><v>12345678901234567</v></c>")
                                        + row(9, "<c r='B9' s='1'><v>45013</v></c>")
                                        + row(10, "<c r='B10' s='2'><v>45013.4375</v></c>")
                                        + row(11, "<c r='B11' s='3'><v>1.1041666667</v></c>")
                                        + row(12, "<c r='B12' t='d'><v>2023-03-28T00:00:00</v></c>")
                                        + row(13, "<c r='B13' s='1'/>"))
                        .strings(
                                "<si><t>never</t></si><si><r><t>Ger</t></r><r><t xml:space='preserve'>da </t></r>"
                                        + "<rPh sb='0' eb='1'><t>ゲルダ</t></rPh></si>")
                        .styles("0", "14", "yyyy-mm-dd hh:mm", "[h]:mm");

        Decoded decoded = decode(book);

        assertThat(decoded.bad()).isEmpty();
        assertThat(Documents.show(decoded.records()))
                .containsExactly(
                        "2 | Gerda ",
                        "3 | a & b",
                        "4 | true",
                        "5 | #N/A",
                        "6 | 1.1",
                        "7 | 0.001",
                        "8 | 12345678901234567",
                        "9 | 2023-03-28",
                        "10 | 2023-03-28T10:30:00",
                        "11 | 26:30:00",
                        "12 | 2023-03-28",
                        "13 | -");
    }

    @Test
    void whatCannotBeSaidIsRefusedWithItsPlace() {
        Books book =
                Books.ofRows(
                        HEADER
                                + row(2, "<c r='B2'><f>SUM(A1:A9)</f></c>")
                                + row(3, "<c r='B3' t='s'><v>7</v></c>")
                                + row(4, "<c r='B4'><v>12,5</v></c>")
                                + row(5, "<c r='C5'><v>1</v></c>")
                                + row(6, "<c r='B6'><v>1</v></c><c r='D6' t='str'><v> </v></c>"));

        Decoded decoded = decode(book);

        assertThat(decoded.bad().stream().map(bad -> bad.replaceAll("^[0-9+]+ ", "")))
                .containsExactly(
                        "formula-not-calculated: cell B2 of sheet 'Data' has a formula whose value was"
                                + " never calculated: open the workbook in a spreadsheet program and save"
                                + " it",
                        "broken-cell: cell B3 of sheet 'Data' refers to a text that the workbook has"
                                + " not",
                        "broken-cell: cell B4 of sheet 'Data' is no number",
                        "ragged-record: cell C5 of sheet 'Data' has a value, but the header has 2"
                                + " columns");
        assertThat(Documents.show(decoded.records())).containsExactly("6 | 1");
    }

    @Test
    void rowsWithoutPlacesPrefixesAndBlankRowsAreRead() {
        Books book =
                Books.ofRows(
                        "<x:row><x:c t='str'><x:v>id</x:v></x:c><x:c t='str'><x:v>value</x:v></x:c></x:row>"
                                + "<x:row/><x:row hidden='1'><x:c><x:v>2</x:v></x:c></x:row>"
                                + "<x:row><x:c t='str'><x:v> </x:v></x:c></x:row>");

        Decoded decoded = decode(book);

        assertThat(Documents.show(decoded.records())).containsExactly("2 | -");
        assertThat(decoded.sink().notes)
                .contains("sheet 'Data': 1 rows are hidden and read like the others");
    }

    @Test
    void aWideSheetWithSeveralHeaderRowsBecomesLong() {
        String rows =
                "<row r='2'><c r='A2' t='str'><v>Votes</v></c></row>"
                        + "<row r='3'><c r='B3' t='s'><v>0</v></c><c r='D3' t='str'><v>2024</v></c></row>"
                        + "<row r='4'><c r='A4' t='str'><v>member</v></c><c r='B4' t='str'><v>a</v></c>"
                        + "<c r='C4' t='str'><v>b</v></c><c r='D4' t='str'><v>a</v></c></row>"
                        + "<row r='5'><c r='A5' t='str'><v>Ada</v></c><c r='B5' t='s'><v>1</v></c>"
                        + "<c r='D5' t='s'><v>1</v></c></row>"
                        + "<row r='6'><c r='A6' t='str'><v>Total</v></c><c r='B6'><v>1</v></c></row>";
        byte[] bytes =
                Books.ofRows(rows).strings("<si><t>2023</t></si><si><t>yes</t></si>").bytes();
        Plan plan =
                Plan.xlsx()
                        .dialect(null, '"', 3)
                        .table(
                                table(
                                        new Header(true, List.of(4)),
                                        new LeftOut(null, List.of("Total\t.*"), 0),
                                        null))
                        .unpivot(
                                new Unpivot(
                                        new Unpivot.Choice(
                                                List.of(), null, null, null, List.of("member")),
                                        List.of("year", "vote"),
                                        "ballot",
                                        Unpivot.Empty.SKIP))
                        .wantColumns("member", "year", "vote", "ballot", "_sheet");

        Decoded decoded = plan.decode(Documents.body(bytes));

        assertThat(Documents.show(decoded.records()))
                .containsExactly("Ada | 2023 | a | yes | Data", "Ada | 2024 | a | yes | Data");
        assertThat(decoded.sink().notes).contains("sheet 'Data': left out: 1 rows by 'skip_rows'");
        assertThat(place(plan, bytes, decoded.records().getLast(), "ballot"))
                .isEqualTo("yes in xl/sharedStrings.xml");
        assertThat(place(plan, bytes, decoded.records().getFirst(), "year"))
                .isEqualTo("2023 in xl/sharedStrings.xml");
        assertThat(place(plan, bytes, decoded.records().getFirst(), "vote"))
                .isEqualTo("a in xl/worksheets/one.xml");
    }

    private static String place(Plan plan, byte[] bytes, RawRecord record, String column) {
        Decoder decoder = Decoders.forFormat(plan.format());
        Body body = Documents.body(bytes);
        var found =
                Documents.found(
                        decoder.locate(
                                body, plan.build(), record.span(), 0, new FieldOrigin.From(column)),
                        column);
        Body unpacked = decoder.unpacked(body);
        Body.Place place = Documents.found(unpacked.place(found.span().offset()), column);
        byte[] there = unpacked.read(found.span().offset(), found.span().length());
        return new String(there, StandardCharsets.UTF_8) + " in " + place.part();
    }

    @Test
    void aSheetIsChosenByNameNumberOrPattern() {
        Books book =
                Books.ofRows(HEADER)
                        .with(
                                "xl/workbook.xml",
                                """
                                <workbook><sheets><sheet name="Notes" state="hidden" r:id="s1"/>\
                                <sheet name="2024" r:id="s5"/><sheet name="2025" r:id="s6"/>\
                                </sheets></workbook>\
                                """)
                        .with(
                                "xl/_rels/workbook.xml.rels",
                                """
                                <Relationships>\
                                <Relationship Id="s1" Type="x/worksheet" Target="worksheets/one.xml"/>\
                                <Relationship Id="s5" Type="x/worksheet" Target="./worksheets/two.xml"/>\
                                <Relationship Id="s6" Type="x/worksheet" \
                                Target="../../../xl/worksheets/three.xml"/></Relationships>\
                                """)
                        .with(
                                "xl/worksheets/two.xml",
                                "<worksheet><sheetData>%s</sheetData></worksheet>"
                                        .formatted(HEADER + row(2, "")))
                        .with(
                                "xl/worksheets/three.xml",
                                "<worksheet><sheetData>%s</sheetData></worksheet>"
                                        .formatted(HEADER + row(3, "")));

        assertThat(sheets(book, null)).containsExactly("2 | 2024");
        assertThat(sheets(book, SheetChoice.named("2024"))).containsExactly("2 | 2024");
        assertThat(sheets(book, SheetChoice.named("3"))).containsExactly("3 | 2025");
        assertThat(sheets(book, SheetChoice.named("Notes"))).isEmpty();
        assertThat(sheets(book, SheetChoice.matching("20.*")))
                .containsExactly("2 | 2024", "3 | 2025");
        assertThatThrownBy(() -> sheets(book, SheetChoice.named("2023")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code().name()).isEqualTo("sheet-missing");
                            assertThat(e.problem().what())
                                    .isEqualTo("its sheets are, from 1: 'Notes', '2024', '2025'");
                        });
    }

    private static List<String> sheets(Books book, @Nullable SheetChoice choice) {
        Decoded decoded =
                Plan.xlsx()
                        .table(table(Header.ONE_ROW, LeftOut.NOTHING, choice))
                        .wantColumns("id", "_sheet")
                        .decode(Documents.body(book.bytes()));
        return Documents.show(decoded.records());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1900-01-00",
        "1, 1900-01-01",
        "59, 1900-02-28",
        "60, 1900-02-29",
        "61, 1900-03-01",
        "45013, 2023-03-28",
        "2958465, 9999-12-31",
        "45013.5, 2023-03-28T12:00:00",
        "45012.999999999, 2023-03-28",
        "0.1, 1900-01-00T02:24:00"
    })
    void daysCountFrom1900WithADayThatNeverWas(double days, String date) {
        assertThat(SheetTime.text(days, Shown.DATE, false)).isEqualTo(date);
    }

    @Test
    void daysMayCountFrom1904AndOthersAreNumbers() {
        assertThat(SheetTime.text(0, Shown.DATE, true)).isEqualTo("1904-01-01");
        assertThat(SheetTime.text(43551, Shown.DATE, true)).isEqualTo("2023-03-28");
        assertThat(SheetTime.text(-1, Shown.DATE, false)).isNull();
        assertThat(SheetTime.text(3e6, Shown.DATE, false)).isNull();
        assertThat(SheetTime.text(Double.NaN, Shown.DATE, false)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    General | NUMBER
                    0.00E+00 | NUMBER
                    #,##0.00_);[Red](#,##0.00) | NUMBER
                    0" days" | NUMBER
                    @ | NUMBER
                    yyyy/m/d | DATE
                    [$-411]ggge"年"m"月"d"日";@ | DATE
                    [$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy | DATE
                    mmm-yy | DATE
                    d/m/yyyy h:mm | DATE_TIME
                    h:mm AM/PM | TIME
                    mm:ss.0 | TIME
                    [h]:mm:ss | TIME
                    """)
    void aFormatTellsDatesFromNumbers(String code, Shown shown) {
        assertThat(NumberFormats.ofCode(code)).isEqualTo(shown);
    }
}
