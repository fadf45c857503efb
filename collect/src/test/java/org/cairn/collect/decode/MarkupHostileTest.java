package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.Selector;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/// What nobody should send ends in a problem or in quarantine, and in little memory.
final class MarkupHostileTest {
    private static final List<String> BAD_XML =
            List.of(
                    "",
                    " ",
                    "x",
                    "<a>",
                    "<a></b>",
                    "</a>",
                    "<a/><b/>",
                    "<a/>x",
                    "<a b=1/>",
                    "<a b='1' b='2'/>",
                    "<a b='1'c='2'/>",
                    "<a b='<'/>",
                    "<a>&nbsp;</a>",
                    "<a>&#0;</a>",
                    "<a>&#xd800;</a>",
                    "<a>&#x110000;</a>",
                    "<a>\u0000</a>",
                    "<a>\u0001</a>",
                    "<a>\uffff</a>",
                    "<1a/>",
                    "<a><!-- </a>",
                    "<a><![CDATA[ </a>",
                    "<a><?x </a>",
                    "<!x><a/>",
                    "<a",
                    "<a b='",
                    "{\"a\": 1}");

    @Test
    void whatIsNoXmlIsMalformed() {
        for (String text : BAD_XML) {
            assertThatThrownBy(() -> Pages.xml().xpath("/a").want("xpath .").show(text))
                    .as(text)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("not valid XML");
        }
    }

    @Test
    void entitiesAreRefusedAndNothingIsFetched() {
        for (String dtd :
                List.of(
                        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
                        "<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'><!ENTITY y '&x;&x;'>]><a>&y;</a>",
                        "<!DOCTYPE a PUBLIC 'x' 'y' [ ]><a/>")) {
            assertThatThrownBy(() -> Pages.xml().xpath("/a").want("xpath .").show(dtd))
                    .hasMessageContaining("declares entities");
        }
        assertThat(
                        Pages.xml()
                                .xpath("/a")
                                .want("xpath .")
                                .show("<!DOCTYPE a SYSTEM 'http://127.0.0.1/>x'><a>1</a>"))
                .containsExactly("1");
    }

    @Test
    void nestingIsLimited() {
        String deep = "<a>".repeat(100_000);
        assertThatThrownBy(() -> Pages.xml().xpath("/a").want("xpath .").show(deep))
                .hasMessageContaining("nests deeper than 500");
        assertThatThrownBy(() -> Pages.html().css("p").want("").show("<div>".repeat(100_000)))
                .hasMessageContaining("nests deeper than 500");
        assertThat(Pages.html().css("p").want("").show("<div>".repeat(400) + "<p>x"))
                .containsExactly("x");
    }

    @Test
    void tagsAndTextsAreLimited() {
        String huge = "x".repeat(2 << 20);
        assertThatThrownBy(() -> Pages.xml().xpath("/a").want("").show("<a b='" + huge + "'/>"))
                .hasMessageContaining("longer than a record may be");
        assertThatThrownBy(() -> Pages.xml().xpath("/a").want("").show("<" + huge + "/>"))
                .hasMessageContaining("longer than a record may be");
        assertThat(Pages.html().css("p").want("::attr(b)").show("<p b='" + huge + "'>"))
                .containsExactly(huge);
        assertThatThrownBy(() -> Pages.html().css("p").want("").show("<br>".repeat(1_000_000)))
                .hasMessageContaining("too large to be held as a tree");
        assertThatThrownBy(() ->
                        Pages.html()
                                .table("1")
                                .want("=a")
                                .show("<table>" + "<tr><td colspan=1000>x".repeat(3_000)))
                .hasMessageContaining("too large to be laid out");
    }

    @Test
    void aCarriedValueIsNeverCut() {
        String document = "<d><t>" + "x".repeat(2 << 20) + "</t><r/></d>";
        assertThatThrownBy(() ->
                        Pages.xml()
                                .records(Selector.xpath("/d/r"), 1, Map.of("t", "xpath /d/t"))
                                .want("carry t")
                                .show(document))
                .hasMessageContaining("longer than is kept");
    }

    @Test
    void halfAMegabyteOfZeroBytesIsNoTrouble() {
        byte[] zeros = new byte[1 << 19];
        assertThat(Pages.html().css("p").want("").decode(Documents.body(zeros)).records())
                .isEmpty();
        assertThatThrownBy(
                        () -> Pages.xml().xpath("/a").want("xpath .").decode(Documents.body(zeros)))
                .hasMessageContaining("not valid XML");
    }

    @Test
    void anyBytesEndInRecordsOrAProblem() {
        SeededRandom.forAll(
                60,
                random -> {
                    byte[] bytes =
                            "<a x='1'>é<b>2</b><!--c--><![CDATA[d]]>&amp;</a><p>日</p>"
                                    .getBytes(StandardCharsets.UTF_8);
                    for (int i = random.between(0, 6); i > 0; i--) {
                        bytes[random.between(0, bytes.length - 1)] =
                                (byte) random.between(-128, 127);
                    }
                    byte[] cut = Arrays.copyOf(bytes, random.between(0, bytes.length));
                    for (Pages pages :
                            List.of(
                                    Pages.xml().xpath("/a").want("xpath b", "=x"),
                                    Pages.html().css("a").want("b", "::attr(x)", "::html"))) {
                        try {
                            pages.decode(Documents.body(cut));
                        } catch (ProblemException e) {
                            assertThat(DecodeProblems.all()).contains(e.problem().code());
                        }
                    }
                });
    }
}
