package org.cairn.collect.fetch.rest;

import java.util.List;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.PagePlace;
import org.cairn.source.spec.Selector;

/// Where APIs commonly say that there is more.
final class NextSigns {
    static final List<PagePlace> JSON =
            List.of(
                            "$.next",
                            "$.next_url",
                            "$.nextUrl",
                            "$.next_page",
                            "$.nextPage",
                            "$.next_page_url",
                            "$.next_page_token",
                            "$.nextPageToken",
                            "$.next_cursor",
                            "$.nextCursor",
                            "$['@odata.nextLink']",
                            "$.links.next",
                            "$.links.next.href",
                            "$._links.next",
                            "$._links.next.href",
                            "$.paging.next",
                            "$.pagination.next",
                            "$.pagination.next_url",
                            "$.pagination.next_page",
                            "$.pagination.next_cursor",
                            "$.meta.next",
                            "$.meta.next_page",
                            "$.meta.next_cursor",
                            "$.meta.pagination.next",
                            "$.response_metadata.next_cursor")
                    .stream()
                    .map(JsonPath::parse)
                    .map(PagePlace::json)
                    .toList();
    static final List<PagePlace> XML =
            List.of(
                            "@next",
                            "./next",
                            "./next_url",
                            "./links/next",
                            "./paging/next",
                            "./pagination/next",
                            ".//*[local-name()='link'][@rel='next']/@href")
                    .stream()
                    .map(Selector::xpath)
                    .map(PagePlace::xpath)
                    .toList();

    private NextSigns() {}
}
