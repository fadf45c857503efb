package org.cairn.collect.fetch.site;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.fetch.FetchedDocument;

/// What came of one resource of a web site.
///
/// @param pages on which its records are, in the order in which they were asked for, all durable
/// @param details pages that records link to, by address, all durable
/// @param missing why there is none, by address; the empty address for records without a link
/// @param doubts why they may not be all there is
public record SiteFetched(
        List<FetchedDocument> pages,
        Map<String, FetchedDocument> details,
        Map<String, String> missing,
        List<String> doubts,
        Refusal refusal) {
    /// Whether records are refused because their own pages are missing.
    public enum Refusal {
        NONE,
        SOME
    }

    public SiteFetched {
        pages = List.copyOf(pages);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
        doubts = List.copyOf(doubts);
    }

    /// Why a page is not there.
    public String reason(String address) {
        return missing.getOrDefault(address, "its own page was not asked for");
    }
}
