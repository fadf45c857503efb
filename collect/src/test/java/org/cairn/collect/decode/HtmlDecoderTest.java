package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.cairn.collect.decode.Decoder.OfferedField;
import org.cairn.collect.decode.Decoder.Outcome;
import org.cairn.source.spec.Selector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HtmlDecoderTest {
    private static final String CARDS =
            """
            <title>Council</title><h2>Ward members</h2>
            <div class=card><h3 class="name"> Ann <b>Lee</b> </h3><p>Ward 1<br>North
              <a href="mailto:ann@x.ca">mail</a> <a href='/ann?a=1&amp;b=2'>more</a></div>
            <h2>Regional members</h2>
            <div class=card><h3 class="name">Bo</h3><p><a class=m href="/cdn-cgi/l/email-protection#0a68654a72246b69">x</a></div>
            """;

    @Test
    void takesTextAttributesAndWhatIsAround() {
        assertThat(
                        Pages.html()
                                .records(Selector.css("div.card"), 2, Map.of("s", "h2"))
                                .want(
                                        "h3.name::text",
                                        "h3::own-text",
                                        "a[href^=mailto]::attr(href)",
                                        "->a:eq(2)::attr(href)",
                                        "carry s",
                                        "[]xpath .//a/@href",
                                        "xpath string(preceding::h2[1])")
                                .baseUrl("https://x.ca/council/")
                                .show(CARDS))
                .containsExactly(
                        "Ann Lee | Ann | mailto:ann@x.ca | https://x.ca/ann?a=1&b=2 | Ward members"
                                + " | json:[\"mailto:ann@x.ca\",\"/ann?a=1&b=2\"] | Ward members",
                        "Bo | Bo | - | - | Regional members |"
                                + " json:[\"/cdn-cgi/l/email-protection#0a68654a72246b69\"] |"
                                + " Regional members");
    }

    @Test
    void readsAddressesThatCloudflareHides() {
        assertThat(Pages.html().css("div.card").want("mail a.m").show(CARDS))
                .containsExactly("-", "bo@x.ac");
        assertThat(
                        Pages.html()
                                .css("p")
                                .want("mail a")
                                .show(
                                        "<p><a href=#><span class=__cf_email__"
                                                + " data-cfemail=0a68654a72246b69>[…]</span></a>"))
                .containsExactly("bo@x.ac");
        assertThat(HiddenAddress.of("zz")).isNull();
        assertThat(HiddenAddress.of("0a6")).isNull();
    }

    @Test
    void takesTheFirstStrategyWithEnoughRecords() {
        Pages pages =
                Pages.html()
                        .records(Selector.css("div.card"), 3, Map.of())
                        .records(Selector.xpath("//h2"), 2, Map.of())
                        .want("");

        var decoded = pages.decode(Documents.body(CARDS));

        assertThat(decoded.outcome()).isEqualTo(new Outcome.Decoded(1, 2));
        assertThat(Documents.show(decoded.records()))
                .containsExactly("Ward members", "Regional members");
    }

    @Test
    void saysWhatWasLookedForWhereNothingFits() {
        assertThat(
                        Pages.html()
                                .records(Selector.css("div.card"), 5, Map.of())
                                .table("1")
                                .decode(Documents.body(CARDS))
                                .outcome())
                .isEqualTo(
                        new Outcome.Unmatched(
                                "css div.card finds 2, and at least 5 are wanted; table 1 finds 0,"
                                        + " and at least 1 are wanted; the page is 'Council'"));
    }

    @Test
    void laysTablesOut() {
        String table =
                """
                <table><caption>x</caption>
                <thead><tr><th colspan=4>Attendance 2024</th></tr>
                <tr><th rowspan=2>Full Name<th colspan=2>Votes<th rowspan=2>Ward</tr>
                <tr><th>Yes<th>No</tr></thead>
                <tr><td>Ann<td>3<td>1<td rowspan=2>North</tr>
                <tr><td>Bo<td colspan=2>absent</tr>
                <tr><th colspan=4>Former members</th></tr>
                <tr><td>Cy<td>2</tr></table>
                """;
        Pages pages =
                Pages.html()
                        .table("1")
                        .snakeCase()
                        .want(
                                "=full_name",
                                "=votes_yes",
                                "=votes_no",
                                "=ward",
                                "=other",
                                "td::text");

        assertThat(pages.show(table))
                .containsExactly(
                        "Ann | 3 | 1 | North | - | Ann",
                        "Bo | absent | absent | North | - | Bo",
                        "Cy | 2 | - | - | - | Cy");
        assertThat(pages.decoder().offeredFields(Documents.body(table), pages.plan()))
                .extracting(OfferedField::name)
                .containsExactly("full_name", "votes_yes", "votes_no", "ward");
    }

    @Test
    void makesRowsOfChildren() {
        assertThat(
                        Pages.html()
                                .css("div")
                                .want("b")
                                .child("li", "::text", "::attr(id)")
                                .show("<div><b>x</b><ul><li id=1>a<li>b</ul></div><div>y</div>"))
                .containsExactly("x {(a | 1)(b | -)}", "- {}");
    }

    @Test
    void goesByTheCharsetThatIsMarkedDeclaredOrSaid() {
        String page = "<meta charset=\"%s\"><p>é日";
        assertThat(text(page.formatted("Shift_JIS").replace("é", ""), "Shift_JIS", null))
                .isEqualTo("日");
        assertThat(text("<p>é", "windows-1252", null)).isEqualTo("é");
        assertThat(text("<meta charset=iso-8859-1><p>é’", "windows-1252", null)).isEqualTo("é’");
        assertThat(text("<p>é日", "UTF-8", null)).isEqualTo("é日");
        assertThat(text(page.formatted("utf-8"), "UTF-8", null)).isEqualTo("é日");
        assertThat(text("<meta charset=utf-8><p>é", "windows-1252", "windows-1252")).isEqualTo("é");
        assertThat(text("\uFEFF<meta charset=utf-8><p>é日", "UTF-16LE", null)).isEqualTo("é日");
        assertThat(text("\uFEFF<meta charset=shift_jis><p>é日", "UTF-8", null)).isEqualTo("é日");
        assertThat(text("<meta charset=nonsense><p>é日", "UTF-8", null)).isEqualTo("é日");
    }

    private static String text(String page, String charset, @Nullable String declared) {
        Pages pages = Pages.html().css("p").want("");
        if (declared != null) {
            pages.encoding(declared);
        }
        byte[] bytes = page.getBytes(Charset.forName(charset));
        return String.join(",", Documents.show(pages.decode(Documents.body(bytes)).records()));
    }

    @Test
    void refusesRecordsWhoseBytesAreNoText() {
        byte[] lie =
                "<meta charset=utf-8><footer>\u00e9</footer><p>ok</p><p>\u00e9</p>"
                        .getBytes(StandardCharsets.ISO_8859_1);
        Pages pages = Pages.html().css("p").want("");

        var decoded = pages.decode(Documents.body(lie));

        assertThat(Documents.show(decoded.records())).containsExactly("ok");
        assertThat(decoded.bad())
                .containsExactly("47+8 undecodable-bytes: byte 50 is not text in UTF-8");
        assertThatThrownBy(() ->
                        Pages.html()
                                .css("p:eq(2)")
                                .badLines(10, 1000)
                                .want("")
                                .decode(Documents.body(lie)))
                .hasMessageContaining("not text in the declared encoding");
    }

    @Test
    void linksStartFromTheBaseOfThePage() {
        assertThat(
                        Pages.html()
                                .css("p")
                                .want("->a::attr(href)")
                                .baseUrl("https://x.ca/a/")
                                .show(
                                        "<base href='/b/'><p><a href=c>x</a><p><a href='?d'>y</a>"
                                                + "<p><a href='tel:1'>z</a><p><a href='//y.ca'>z</a>"))
                .containsExactly("https://x.ca/b/c", "https://x.ca/b/?d", "tel:1", "https://y.ca");
        assertThat(Pages.html().css("p").want("->a::attr(href)").show("<p><a href=c>x</a>"))
                .containsExactly("c");
    }

    @Test
    void anXPathThatCannotBeFollowedIsAProblem() {
        assertThatThrownBy(() -> Pages.html().css("p").want("xpath nothing()").show("<p>x"))
                .hasMessageContaining("cannot be followed");
        assertThatThrownBy(() -> Pages.html().xpath("//p/text()").want("").show("<p>x"))
                .hasMessageContaining("cannot be followed");
    }

    @Test
    void nothingFollowsFromAnEmptyDocument() {
        assertThat(Pages.html().css("p").want("").decode(Documents.body("")).outcome())
                .isEqualTo(
                        new Outcome.Unmatched(
                                "css p finds 0, and at least 1 are wanted; the page has no title"));
    }
}
