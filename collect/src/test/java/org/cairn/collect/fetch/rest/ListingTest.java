package org.cairn.collect.fetch.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.PagePlace;
import org.cairn.source.spec.PaginatorSpec;
import org.cairn.source.spec.PaginatorSpec.Kind;
import org.cairn.source.spec.PaginatorSpec.Stop;
import org.cairn.testkit.SeededRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ListingTest {
    private static final URI BASE = URI.create("https://api.example.org/v1/");
    private static final URI FIRST = URI.create("https://api.example.org/v1/items?a=b");
    private static final PagePlace PATH = PagePlace.json(JsonPath.parse("$.x"));

    /// What came of a listing.
    private record Read(List<String> asked, List<String> doubts) {}

    private static PaginatorSpec spec(Kind kind, @Nullable Long size, @Nullable PagePlace total) {
        return new PaginatorSpec(kind, size, total, Stop.DEFAULT);
    }

    private static PageFacts page(
            URI uri, long records, @Nullable String token, @Nullable Long total) {
        return new PageFacts(
                Sha256.of(uri.toString().getBytes(StandardCharsets.UTF_8)),
                records,
                null,
                token,
                total,
                null);
    }

    private static Read read(PaginatorSpec spec, Function<URI, PageFacts> server) {
        var listing = new Listing(spec, BASE, FIRST);
        List<String> asked = new ArrayList<>();
        PageStep step = listing.begin();
        while (step instanceof PageStep.Ask ask) {
            asked.add(ask.uri().toString().replace(FIRST + "&", "").replace(BASE + "", ""));
            assertThat(asked).as("an end").hasSizeLessThan(20_000);
            step = listing.after(ask.uri(), server.apply(ask.uri()));
        }
        return new Read(asked, ((PageStep.End) step).doubts());
    }

    @Test
    void aLinkMayBeRelativeOrABareQueryAndStaysOnItsServer() {
        var kind = new Kind.JsonLink(PATH, List.of("other.example.org"));
        List<String> links =
                List.of(
                        "?a=b&p=2",
                        "/v1/items?p=3",
                        "http://api.example.org/v1/items?p=4",
                        "https://other.example.org/items?p=5",
                        "https://api.example.org.evil.example/items?p=6");
        var next = links.iterator();

        Read read =
                read(
                        spec(kind, null, null),
                        uri -> page(uri, 5, next.hasNext() ? next.next() : null, null));

        assertThat(read.asked())
                .containsExactly(
                        "items?a=b",
                        "p=2",
                        "items?p=3",
                        "items?p=4",
                        "https://other.example.org/items?p=5");
        assertThat(read.doubts())
                .containsExactly(
                        "page 5 names a next page on another server, api.example.org.evil.example");
    }

    @Test
    void whatIsNoAddressIsDoubted() {
        for (String link :
                List.of("javascript:alert(1)", "http://", "file:/etc/passwd", "//", "a b\u0000")) {
            Read read =
                    read(
                            spec(new Kind.JsonLink(PATH, List.of()), null, null),
                            uri -> page(uri, 5, link, null));

            assertThat(read.doubts()).as(link).singleElement().asString().contains("page 1 names");
        }
    }

    @Test
    void neverEndingPagesEndAtTheCap() {
        long[] token = {0};

        Read read =
                read(
                        spec(new Kind.Cursor("after", PATH, null), null, null),
                        uri -> page(uri, 5, "t" + token[0]++, null));

        assertThat(read.asked()).hasSize(10_000);
        assertThat(read.doubts()).singleElement().asString().contains("stop.max_pages");
    }

    @Test
    void pagesOfAnySizeAreAllAskedForOrDoubted() {
        var random = SeededRandom.fresh();
        for (int round = 0; round < 500; round++) {
            int all = random.between(0, 60);
            int size = random.between(1, 12);
            int cut = random.between(1, 15);
            boolean shortPage = random.between(0, 1) == 1;
            boolean states = random.between(0, 1) == 1;
            var spec =
                    new PaginatorSpec(
                            new Kind.Offset("offset", "limit"),
                            (long) size,
                            states ? PATH : null,
                            new Stop(
                                    shortPage,
                                    Stop.DEFAULT.maxPages(),
                                    Stop.DEFAULT.maxRecords(),
                                    Stop.DEFAULT.repeats()));
            long[] came = {0};

            Read read =
                    read(
                            spec,
                            uri -> {
                                int offset =
                                        Integer.parseInt(
                                                uri.toString().replaceAll(".*offset=", ""));
                                int records =
                                        Math.max(0, Math.min(Math.min(size, cut), all - offset));
                                came[0] += records;
                                return page(uri, records, null, states ? (long) all : null);
                            });

            String what = "%d of %d, cut to %d, %s".formatted(size, all, cut, random);
            assertThat(came[0]).as(what).isEqualTo(all);
            boolean isCut = cut < size && all > cut;
            assertThat(read.doubts().isEmpty()).as(what).isEqualTo(!isCut);
        }
    }

    @Test
    void parametersAreReplacedAndEncoded() {
        assertThat(
                        Urls.with(
                                URI.create("https://h/p?page=1&q=a%20b#x"),
                                java.util.Map.of("page", "2/&")))
                .hasToString("https://h/p?q=a%20b&page=2%2F%26");
    }

    @Test
    void linkHeadersAreReadWithTheirQuotesAndCommas() {
        List<String> headers =
                List.of(
                        "<https://h/a,b;c?p=1>; title=\"one, two; rel=next\"; rel=prev, </p2>; rel=\"last next\"",
                        "<x>;rel=NEXT;rel=prev, <broken",
                        "nothing");

        assertThat(LinkHeader.parse(headers, "next")).containsExactly("/p2", "x");
        assertThat(LinkHeader.parse(headers, "prev")).containsExactly("https://h/a,b;c?p=1");
    }
}
