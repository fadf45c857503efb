package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Decoder.Located;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.Selector;
import org.cairn.testkit.SeededRandom;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

/// Ten thousand values of random documents are found again in their bytes, in every charset.
final class MarkupPlacesTest {
    private static final int CELLS = 10_000;
    private static final List<String> XML_CHARSETS =
            List.of("UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "Shift_JIS", "EUC-JP");
    private static final List<String> PAGE_CHARSETS =
            List.of("UTF-8", "UTF-16LE", "windows-1252", "Shift_JIS", "EUC-JP", "Big5");

    @Test
    void valuesOfXmlAreFoundAgain() {
        int[] cells = {0};
        SeededRandom.forAll(
                110,
                random -> {
                    String charset = random.pick(XML_CHARSETS);
                    var text = new StringBuilder();
                    text.append(charset.startsWith("UTF-16") ? "\uFEFF" : "");
                    text.append("<?xml version='1.0' encoding='%s'?>".formatted(charset))
                            .append("<!-- ")
                            .append(word(random, charset))
                            .append(" -->\r\n<all>");
                    for (int i = 0; i < 12; i++) {
                        text.append("<part name='%s'>".formatted(word(random, charset)))
                                .append(
                                        random.oneIn(2)
                                                ? "<head>" + word(random, charset) + "</head>"
                                                : "");
                        text.append(
                                "<r id=\"%s\">%s<a>%s</a>\n<b c='%s'/><a>%s</a></r></part>"
                                        .formatted(
                                                word(random, charset),
                                                word(random, charset),
                                                word(random, charset),
                                                word(random, charset),
                                                word(random, charset)));
                    }
                    Pages pages =
                            Pages.xml()
                                    .records(
                                            Selector.xpath("/all/part/r"),
                                            1,
                                            Map.of(
                                                    "name", "xpath /all/part/@name",
                                                    "head", "xpath //head"))
                                    .want("xpath @id", "xpath text()", "=a", "xpath a[2]")
                                    .want("=b/@c", "xpath b/@c", "carry name", "carry head");
                    cells[0] += check(pages, text.append("</all>").toString(), charset);
                });
        assertThat(cells[0]).isGreaterThan(CELLS);
    }

    @Test
    void valuesOfPagesAreFoundAgain() {
        int[] cells = {0};
        SeededRandom.forAll(
                150,
                random -> {
                    String charset = random.pick(PAGE_CHARSETS);
                    var text = new StringBuilder();
                    text.append(charset.startsWith("UTF-16") ? "\uFEFF" : "");
                    text.append("<!doctype html>\r\n<meta charset=%s>".formatted(charset))
                            .append(word(random, charset));
                    for (int i = 0; i < 10; i++) {
                        text.append(
                                random.oneIn(2)
                                        ? "<h2>%s</h2>".formatted(word(random, charset))
                                        : "");
                        text.append(
                                "<div class=r data-x=\"%s\"><p>%s<p>%s<br><b>%s</div>"
                                        .formatted(
                                                word(random, charset),
                                                word(random, charset),
                                                word(random, charset),
                                                word(random, charset)));
                    }
                    Pages pages =
                            Pages.html()
                                    .records(Selector.css("div.r"), 1, Map.of("h", "h2"))
                                    .want("::attr(data-x)", "p", "p:eq(1)", "b::text")
                                    .want("xpath p[2]/text()", "xpath p[2]/b", "carry h");
                    cells[0] += check(pages, text.toString(), charset);
                });
        assertThat(cells[0]).isGreaterThan(CELLS);
    }

    /// Letters that the charset has, and references.
    private static String word(SeededRandom random, String charset) {
        var encoder = Charset.forName(charset).newEncoder();
        var word = new StringBuilder("v");
        for (int i = random.between(0, 6); i > 0; i--) {
            String letter =
                    random.pick(
                            List.of(
                                    "a",
                                    "é",
                                    "日",
                                    "本",
                                    "ｱ",
                                    "𝒞",
                                    "ß",
                                    "&amp;",
                                    "&#x65e5;",
                                    "&lt;",
                                    " ",
                                    "¥",
                                    "z"));
            word.append(encoder.canEncode(letter) ? letter : "x");
        }
        return word.append("w").toString();
    }

    private static int check(Pages pages, String text, String charset) {
        byte[] bytes = text.getBytes(Charset.forName(charset));
        var body = Documents.body(bytes).inSteps(7);
        List<RawRecord> records = pages.decode(body).records();
        assertThat(records).isNotEmpty();
        int cells = 0;
        for (RawRecord record : records) {
            for (int i = 0; i < pages.origins().size(); i++) {
                FieldOrigin origin = pages.origins().get(i);
                Object value = record.values()[i];
                Located located =
                        pages.decoder()
                                .locate(
                                        body,
                                        pages.plan(),
                                        record.span(),
                                        record.strategy(),
                                        origin);
                cells++;
                if (value == null) {
                    assertThat(located).as("%s of %s", origin, text).isNull();
                    continue;
                }
                String said =
                        value instanceof RawRecord.RawJson(String json) ? json : value.toString();
                Located place = Documents.found(located, origin + " in " + charset);
                assertThat(place.text()).isEqualTo(said);
                assertThat(says(bytes, place.span(), charset, said))
                        .as("%s in %s", origin, charset)
                        .isTrue();
            }
        }
        return cells;
    }

    /// Whether bytes, read by themselves, hold a value: tags taken off, references resolved.
    private static boolean says(byte[] bytes, ByteSpan span, String charset, String value) {
        String read =
                new String(bytes, (int) span.offset(), span.length(), Charset.forName(charset));
        if (value.startsWith("[")) {
            return read.startsWith("<");
        }
        String plain =
                Parser.unescapeEntities(read.replace("<br>", " ").replaceAll("<[^>]*>", ""), false)
                        .replaceAll("\\s+", " ")
                        .strip();
        return plain.equals(value.replaceAll("\\s+", " "));
    }
}
