package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.cairn.collect.decode.Decoder.OfferedField;
import org.cairn.collect.decode.Decoder.Outcome;
import org.cairn.source.spec.Selector;
import org.junit.jupiter.api.Test;

final class XmlDecoderTest {
    private static final String VOTES =
            """
            <?xml version="1.0"?>
            <!DOCTYPE Votes SYSTEM "votes.dtd">
            <!-- <Vote/> -->
            <Votes xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" session="44-1">
              <Day date='2024-01-01'><Title>First &amp; last</Title>
                <Vote id="1"><Subject>A &lt;b&gt; <![CDATA[<c>]]></Subject><Bill/><When xsi:nil="true">x</When>
                  <Party name="L"><Yes>3</Yes></Party><Party name="C"/></Vote>
                <Vote id="2"><Subject lang="fr">é𝒞</Subject><Bill>C-2</Bill></Vote>
              </Day>
              <Day date='2024-01-02'><Vote id="3"/></Day>
            </Votes>
            """;

    @Test
    void takesElementsAttributesAndWhatIsAround() {
        assertThat(
                        Pages.xml()
                                .records(
                                        Selector.xpath("/Votes/Day/Vote"),
                                        3,
                                        Map.of(
                                                "day", "xpath //Day/@date",
                                                "title", "xpath /Votes/Day/Title"))
                                .want(
                                        "xpath @id",
                                        "xpath Subject/text()",
                                        "=Bill",
                                        "=When",
                                        "carry day",
                                        "carry title",
                                        "[]xpath Party/@name",
                                        "=Subject/@lang")
                                .child("xpath Party", "=name", "xpath Yes")
                                .show(VOTES))
                .containsExactly(
                        "1 | A <b> <c> | - | - | 2024-01-01 | First & last | json:[\"L\",\"C\"] | -"
                                + " {(L | 3)(C | -)}",
                        "2 | é𝒞 | C-2 | - | 2024-01-01 | First & last | - | fr {}",
                        "3 | - | - | - | 2024-01-02 | - | - | - {}");
    }

    @Test
    void offersChildrenAndAttributes() {
        Pages pages = Pages.xml().xpath("//Vote");

        assertThat(pages.decoder().offeredFields(Documents.body(VOTES), pages.plan()))
                .containsExactly(
                        new OfferedField("id", false),
                        new OfferedField("Subject", false),
                        new OfferedField("Bill", false),
                        new OfferedField("When", false),
                        new OfferedField("Party", true),
                        new OfferedField("Party/@name", false),
                        new OfferedField("Subject/@lang", false));
        assertThat(pages.want("=id", "=Party").show(VOTES))
                .first()
                .isEqualTo("1 | json:[{\"@name\":\"L\",\"Yes\":\"3\"},{\"@name\":\"C\"}]");
    }

    @Test
    void takesTheFirstStrategyWithEnoughRecords() {
        Pages pages =
                Pages.xml()
                        .records(Selector.xpath("//Vote[@id='2']"), 2, Map.of())
                        .records(Selector.xpath("//Day[@date]"), 2, Map.of())
                        .want("=date");
        assertThat(pages.decode(Documents.body(VOTES)).outcome())
                .isEqualTo(new Outcome.Decoded(1, 2));
        assertThat(
                        Pages.xml()
                                .xpath("/Votes/Vote")
                                .xpath("//x")
                                .decode(Documents.body(VOTES))
                                .outcome())
                .isEqualTo(
                        new Outcome.Unmatched(
                                "xpath /Votes/Vote finds 0, and at least 1 are wanted; xpath //x"
                                        + " finds 0, and at least 1 are wanted"));
        assertThat(
                        Pages.xml()
                                .records(Selector.xpath("/Votes/Vote"), 0, Map.of())
                                .decode(Documents.body(VOTES))
                                .outcome())
                .isEqualTo(new Outcome.Decoded(0, 0));
    }

    @Test
    void namesMeanElementsOfNoDeclaredNamespace() {
        String feed =
                "<f:feed xmlns:f='http://f' xmlns='http://d'><f:entry><title>a</title>"
                        + "<f:title>b</f:title></f:entry></f:feed>";
        assertThat(Pages.xml().xpath("/feed/entry").want("xpath title", "[]xpath title").show(feed))
                .containsExactly("a | json:[\"a\",\"b\"]");
        assertThat(
                        Pages.xml()
                                .xpath("/g:feed/g:entry")
                                .want("xpath title", "xpath g:title")
                                .namespaces(Map.of("g", "http://f"))
                                .show(feed))
                .containsExactly("a | b");
    }

    @Test
    void anElementInsideARecordIsNoFurtherRecord() {
        assertThat(
                        Pages.xml()
                                .xpath("//s")
                                .want("xpath @n", "[]xpath .//s/@n")
                                .show("<d><s n='1'><s n='2'/></s><s n='3'/></d>"))
                .containsExactly("1 | json:[\"2\"]", "3 | -");
    }

    @Test
    void aRecordThatIsTooLongIsQuarantinedAlone() {
        var decoded =
                Pages.xml()
                        .xpath("/d/r")
                        .want("xpath @n")
                        .limits(100, 50)
                        .decode(
                                Documents.body(
                                        "<d><r n='1'/><r n='2'>"
                                                + "<x/>".repeat(100)
                                                + "</r><r n='3'/></d>"));

        assertThat(Documents.show(decoded.records())).containsExactly("1", "3");
        assertThat(decoded.bad())
                .containsExactly(
                        "13+413 record-too-long: the record has 413 bytes; 100 are allowed");
    }
}
