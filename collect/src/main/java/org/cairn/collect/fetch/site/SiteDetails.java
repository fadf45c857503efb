package org.cairn.collect.fetch.site;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.fetch.http.WebProblems;
import org.cairn.collect.fetch.rest.Urls;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.FieldSpec.Missing;
import org.cairn.source.spec.SiteResource.Follow;

/// The pages that the records of one resource link to, each asked for once. Confined to one thread.
///
/// What a healthy server refuses is missing; a server in trouble ends the run, since asking again
/// later brings the page.
final class SiteDetails {
    private static final Set<ProblemCode> MISSING =
            Set.of(WebProblems.WEB_REFUSED, WebProblems.WEB_ROBOTS_DISALLOW);
    private static final int MANY = 3;

    private final SitePages pages;
    private final Follow follow;
    private final Map<String, FetchedDocument> there = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Map<Sha256, Integer> contents = new HashMap<>();

    SiteDetails(SitePages pages, Follow follow) {
        this.pages = pages;
        this.follow = follow;
    }

    Map<String, FetchedDocument> there() {
        return there;
    }

    Map<String, String> missing() {
        return missing;
    }

    void read() {
        List<String> doubts = pages.doubts();
        for (Map.Entry<String, String> link : pages.links().entrySet()) {
            if (there.size() >= follow.maxPages()) {
                doubts.add(
                        "more than %d pages of records, the most allowed (follow.max_pages)"
                                .formatted(follow.maxPages()));
                break;
            }
            read(link.getKey(), URI.create(withoutGiven(link.getValue())));
        }
        if (pages.recordsWithoutLink() > 0) {
            missing.put("", "it has no link to a page of its own");
        }
        contents.forEach((content, times) -> {
            if (times >= MANY && times * 2 > there.size()) {
                doubts.add(
                        "%d of %d pages of records are the very same page: the server seems to answer anything with it"
                                .formatted(times, there.size()));
            }
        });
        tell();
    }

    private static String withoutGiven(String url) {
        int given = url.indexOf('#');
        return given < 0 ? url : url.substring(0, given);
    }

    private void read(String address, URI listing) {
        URI uri = Urls.asSafeAs(listing, URI.create(address));
        if (!mayBe(listing, uri)) {
            missing.put(address, elsewhere(uri));
            return;
        }
        try {
            String name = SiteNames.detail(pages.resourceName(), there.size() + 1);
            SitePages.Stored stored = pages.store(uri.toString(), address, name);
            String type = stored.document().archived().origin().mediaType();
            URI answered = URI.create(stored.answered());
            if (!mayBe(listing, answered)) {
                missing.put(address, elsewhere(answered));
            } else if (isPage(type)) {
                there.put(address, stored.document());
                contents.merge(stored.document().archived().sha256(), 1, Integer::sum);
            } else {
                missing.put(address, "what it links to is no page but " + type);
            }
        } catch (ProblemException e) {
            if (!MISSING.contains(e.problem().code())) {
                throw e;
            }
            missing.put(address, "its own page is not there: " + e.problem().what());
        }
    }

    private boolean mayBe(URI listing, URI uri) {
        return Urls.sameOrigin(listing, uri) || follow.hosts().contains(uri.getHost());
    }

    private static String elsewhere(URI uri) {
        return "its own page is on another server, " + uri.getHost();
    }

    private static boolean isPage(String mediaType) {
        String type = mediaType.toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || type.contains("html") || type.contains("xml");
    }

    private void tell() {
        if (missing.isEmpty()) {
            return;
        }
        String first = missing.keySet().iterator().next();
        String said =
                "%d pages of records are missing%s; the first is %s: %s"
                        .formatted(
                                missing.size() - (missing.containsKey("") ? 1 : 0),
                                pages.recordsWithoutLink() == 0
                                        ? ""
                                        : ", and %d records have no link to one"
                                                .formatted(pages.recordsWithoutLink()),
                                first.isEmpty() ? "of a record without one" : Trail.shown(first),
                                missing.get(first));
        if (follow.missing() == Missing.HOLD) {
            pages.doubts().add(said);
        } else {
            pages.note(said);
        }
    }
}
