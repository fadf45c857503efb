package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PageAddressTest {
    private static final String BASE = "https://town.example/council/members?page=1";

    @Test
    void resolvesLinksAsBrowsersDo() {
        assertThat(PageAddress.of(BASE, "?page=2"))
                .isEqualTo("https://town.example/council/members?page=2");
        assertThat(PageAddress.of(BASE, " people/7#top "))
                .isEqualTo("https://town.example/council/people/7");
        assertThat(PageAddress.of(BASE, "//other.example")).isEqualTo("https://other.example/");
        assertThat(PageAddress.of(BASE, "#")).isEqualTo(BASE);
    }

    @Test
    void whatItGivesCanBeAskedForWhateverThePageWrote() {
        for (String link :
                List.of(
                        "/a b|c{d}",
                        "/Zoë?q=[1]&r=\"x\"",
                        "/50%",
                        "/%zz",
                        "/\ud800",
                        "?a=\u0000")) {
            String address = PageAddress.of(BASE, link);
            assertThat(address).isNotNull();
            assertThat(URI.create(String.valueOf(address)).getHost()).isEqualTo("town.example");
        }
        assertThat(PageAddress.of(BASE, "/Zo\u00eb%20x")).endsWith("/Zo%C3%AB%20x");
    }

    @Test
    void whatLeadsToNoPageIsNone() {
        for (String link :
                List.of(
                        "javascript:go()",
                        "mailto:a@b.example",
                        "tel:1",
                        "ftp://town.example/x",
                        "https://",
                        "/" + "x".repeat(9_000))) {
            assertThat(PageAddress.of(BASE, link)).as(link).isNull();
        }
    }
}
