package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Decoder.Located;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.cairn.source.spec.TableSpec;
import org.cairn.source.spec.TableSpec.Columns;
import org.cairn.source.spec.TableSpec.Header;
import org.cairn.source.spec.TableSpec.LeftOut;
import org.cairn.source.spec.TableSpec.Ragged;
import org.cairn.source.spec.Unpivot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables as public bodies publish them: several header rows, wide, in other encodings, with rows
/// that are none.
final class TablesTest {
    private static final Charset JAPANESE = Charset.forName("windows-31j");
    private static final String VOTES =
            """
            本会議 投票結果,,,,
            ,,令和5年,,令和6年
            ,,予算,条約,予算
            議員,会派,第1号,第2号,第1号
            髙橋①,自民,賛成,,反対
            "山田, 太郎",立憲,反対,欠席,賛成
            議員,会派,第1号,第2号,第1号
            鈴木,公明,賛成,賛成,𠮷
            合計,,2,1,1
            """;

    private static TableSpec table(Header header, LeftOut leftOut, String... encodings) {
        return new TableSpec(
                List.of(encodings), header, leftOut, Ragged.QUARANTINE, Columns.AS_FOUND);
    }

    private static Plan votes(String... encodings) {
        return Plan.csv()
                .dialect(null, '"', 2)
                .table(
                        table(
                                new Header(true, List.of(3, 4)),
                                new LeftOut(null, List.of(), 1),
                                encodings))
                .unpivot(
                        new Unpivot(
                                new Unpivot.Choice(
                                        List.of(), null, null, null, List.of("議員", "会派")),
                                List.of("年", "種類", "番号"),
                                "票",
                                Unpivot.Empty.SKIP))
                .wantColumns("議員", "年", "種類", "番号", "票");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void everyValueOfAWideTableIsFoundAgain(String name) {
        Charset charset = Charset.forName(name);
        byte[] bytes = VOTES.getBytes(charset);
        Plan plan = votes("utf-8", "utf-16");

        Decoded decoded = plan.decode(Documents.body(bytes).inSteps(7));

        assertThat(decoded.bad()).isEmpty();
        assertThat(Documents.show(decoded.records()))
                .containsExactly(
                        "髙橋① | 令和5年 | 予算 | 第1号 | 賛成",
                        "髙橋① | 令和6年 | 予算 | 第1号 | 反対",
                        "山田, 太郎 | 令和5年 | 予算 | 第1号 | 反対",
                        "山田, 太郎 | 令和5年 | 条約 | 第2号 | 欠席",
                        "山田, 太郎 | 令和6年 | 予算 | 第1号 | 賛成",
                        "鈴木 | 令和5年 | 予算 | 第1号 | 賛成",
                        "鈴木 | 令和5年 | 条約 | 第2号 | 賛成",
                        "鈴木 | 令和6年 | 予算 | 第1号 | 𠮷");
        assertThat(decoded.sink().notes)
                .contains("left out: 1 repeated header rows, 1 footer rows");
        requirePlaces(plan, bytes, decoded, charset);
    }

    @Test
    void aTableInShiftJisIsFoundToBeSo() {
        byte[] bytes = VOTES.replace("𠮷", "～").getBytes(JAPANESE);
        Plan plan = votes("bom", "utf-8", "windows-31j", "windows-1252");

        Decoded decoded = plan.decode(Documents.body(bytes));

        assertThat(decoded.bad()).isEmpty();
        assertThat(decoded.records()).hasSize(8);
        requirePlaces(plan, bytes, decoded, JAPANESE);
    }

    /// Each value is found from the record's span alone, and the bytes there say it.
    private static void requirePlaces(Plan plan, byte[] bytes, Decoded decoded, Charset charset) {
        var body = Documents.body(bytes);
        List<FieldOrigin> origins = plan.build().projection().origins();
        assertThat(decoded.records().stream().map(RawRecord::span)).doesNotHaveDuplicates();
        for (RawRecord record : decoded.records()) {
            for (int i = 0; i < origins.size(); i++) {
                Located place =
                        Documents.found(
                                Decoders.forFormat(plan.format())
                                        .locate(
                                                body,
                                                plan.build(),
                                                record.span(),
                                                record.strategy(),
                                                origins.get(i)),
                                origins.get(i).toString());
                assertThat(place.text()).isEqualTo(record.values()[i]);
                byte[] found = body.read(place.span().offset(), place.span().length());
                String said = new String(found, charset);
                assertThat(said.startsWith("\"") ? said.substring(1, said.length() - 1) : said)
                        .isEqualTo(place.text());
            }
        }
    }

    @Test
    void columnsBehindTheCellAreFoundToo() {
        Plan plan =
                Plan.csv()
                        .unpivot(
                                new Unpivot(
                                        new Unpivot.Choice(List.of(), "q.", null, null, List.of()),
                                        List.of("quarter"),
                                        "votes",
                                        Unpivot.Empty.KEEP))
                        .wantColumns("quarter", "votes", "place");
        byte[] bytes = "q1,q2,place\n1,,A\n".getBytes(StandardCharsets.UTF_8);

        Decoded decoded = plan.decode(Documents.body(bytes));

        assertThat(Documents.show(decoded.records())).containsExactly("q1 | 1 | A", "q2 | - | A");
        RawRecord first = decoded.records().getFirst();
        assertThat(
                        Documents.found(
                                        Decoders.forFormat(plan.format())
                                                .locate(
                                                        Documents.body(bytes),
                                                        plan.build(),
                                                        first.span(),
                                                        0,
                                                        new FieldOrigin.From("place")),
                                        "place")
                                .span()
                                .offset())
                .isEqualTo(15);
    }

    @Test
    void aWideTableWithoutSuchColumnsIsQuarantinedWhole() {
        Plan plan =
                Plan.csv()
                        .unpivot(
                                new Unpivot(
                                        new Unpivot.Choice(
                                                List.of("x"), null, null, null, List.of()),
                                        List.of("k"),
                                        "v",
                                        Unpivot.Empty.SKIP));

        assertThat(plan.decode(Documents.body("a,b\n1,2\n")).outcome())
                .isInstanceOf(Decoder.Outcome.Unmatched.class);
    }

    @Test
    void undecodableBytesLoseTheirLineOnly() {
        var bytes = new java.io.ByteArrayOutputStream();
        bytes.writeBytes("名,値\n".getBytes(JAPANESE));
        for (int i = 0; i < 40; i++) {
            bytes.writeBytes("高橋太郎と山田花子,一\n".getBytes(JAPANESE));
        }
        bytes.writeBytes(new byte[] {'x', (byte) 0xfd, ',', '1', '\n'});

        Decoded decoded =
                Plan.csv()
                        .table(
                                table(
                                        Header.ONE_ROW,
                                        LeftOut.NOTHING,
                                        "utf-8",
                                        "windows-31j",
                                        "windows-1252"))
                        .wantColumns("名", "値")
                        .decode(Documents.body(bytes.toByteArray()));

        assertThat(decoded.records()).hasSize(40);
        assertThat(decoded.bad())
                .containsExactly(
                        "886+4 undecodable-bytes: cell 1, at byte 886 of the document, is not text in the encoding that was found");
    }

    @Test
    void halvesOfCharactersInUtf16AreBad() {
        byte[] bytes = "a,b\nx\ud800,1\ny,2\n".getBytes(StandardCharsets.UTF_8);
        var wide = new java.io.ByteArrayOutputStream();
        for (char c : "a,b\nx\ud800,1\ny,2\n".toCharArray()) {
            wide.write(c >> 8);
            wide.write(c);
        }
        assertThat(bytes).isNotEmpty();

        Decoded decoded =
                Plan.csv()
                        .encoding("UTF-16BE")
                        .wantColumns("a", "b")
                        .decode(Documents.body(wide.toByteArray()));

        assertThat(Documents.show(decoded.records())).containsExactly("y | 2");
        assertThat(decoded.bad().getFirst()).startsWith("8+8 undecodable-bytes: cell 1, at byte 8");
    }

    @Test
    void latinTextIsNotTakenForJapanese() {
        for (String text :
                List.of("Prénom;Ville\nJosé;Montréal\n", "Name;Ort\nJürgen;Düsseldorf\n")) {
            Decoded decoded =
                    Plan.csv()
                            .table(
                                    table(
                                            Header.ONE_ROW,
                                            LeftOut.NOTHING,
                                            "utf-8",
                                            "windows-31j",
                                            "euc-jp",
                                            "windows-1252"))
                            .decode(Documents.body(text.getBytes(Charset.forName("windows-1252"))));

            assertThat(decoded.sink().notes.getFirst()).startsWith("encoding windows-1252: ");
        }
    }

    @Test
    void otherCharsetsAreFoundByDecodingThem() {
        String text = "姓名,城市\n" + "张伟,北京\n王芳,上海\n".repeat(9_000);

        Decoded decoded =
                Plan.csv()
                        .table(
                                table(
                                        Header.ONE_ROW,
                                        LeftOut.NOTHING,
                                        "utf-8",
                                        "gbk",
                                        "windows-1252"))
                        .wantColumns("姓名", "城市")
                        .decode(Documents.body(text.getBytes(Charset.forName("GBK"))));

        assertThat(decoded.sink().notes.getFirst()).startsWith("encoding GBK: ");
        assertThat(decoded.records()).hasSize(18_000);
        assertThat(Documents.show(decoded.records().getLast())).isEqualTo("王芳 | 上海");
    }

    @Test
    void commentsAndPatternsAreLeftOutAndCounted() {
        Decoded decoded =
                Plan.csv()
                        .table(table(Header.ONE_ROW, new LeftOut("#", List.of("Total,.*"), 0)))
                        .wantColumns("a", "b")
                        .decode(Documents.body("a,b\n# note\n1,2\nTotal,2\na,b\n"));

        assertThat(Documents.show(decoded.records())).containsExactly("1 | 2");
        assertThat(decoded.sink().notes)
                .contains("left out: 1 repeated header rows, 1 comments, 1 rows by 'skip_rows'");
    }

    @Test
    void aTableWithoutHeaderHasTheNamesGiven() {
        var columns =
                new Columns(List.of("id", "name"), Map.of("3", "rest"), Columns.Missing.REFUSE);
        Plan plan =
                Plan.csv()
                        .table(
                                new TableSpec(
                                        List.of(),
                                        Header.NONE,
                                        LeftOut.NOTHING,
                                        Ragged.PAD,
                                        columns))
                        .wantColumns("id", "name", "rest");

        Decoded decoded =
                plan.decode(Documents.body("1,Nairobi,x\n2,Mombasa\n3,Kisumu,y,,\n4,a,b,c\n"));

        assertThat(Documents.show(decoded.records()))
                .containsExactly("1 | Nairobi | x", "2 | Mombasa | -", "3 | Kisumu | y");
        assertThat(decoded.bad()).hasSize(1);
    }

    @Test
    void namesOfSeveralHeaderRowsAreJoined() {
        var columns = new Columns(List.of(), Map.of("1", "district"), Columns.Missing.REFUSE);
        var table =
                new TableSpec(
                        List.of(),
                        new Header(true, List.of(2)),
                        LeftOut.NOTHING,
                        Ragged.QUARANTINE,
                        columns);
        Plan plan = Plan.csv().snakeCase().table(table);
        List<String> names = new ArrayList<>();
        Decoders.forFormat(plan.format())
                .offeredFields(Documents.body("Ward,2024,,2025,\n,Q1,Q2,Q1,Q2\n"), plan.build())
                .forEach(field -> names.add(field.name()));

        assertThat(names).containsExactly("district", "2024_q1", "2024_q2", "2025_q1", "2025_q2");
        assertThat(ColumnNaming.of(List.of("会派", "A b"), ColumnNames.SNAKE_CASE))
                .containsExactly("会派", "a_b");
    }

    @Test
    void theDelimiterIsJudgedByManyLines() {
        Decoded decoded =
                Plan.csv()
                        .wantColumns("name, first", "x")
                        .decode(Documents.body("name, first;x\na;1\nb;2\nc,d,e;3\nf\n"));

        assertThat(decoded.records()).hasSize(3);
        assertThat(decoded.sink().notes)
                .containsExactly("delimiter ';': 4 of the first 5 records have 2 cells");
    }
}
