package org.cairn.collect.fetch.rest;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.PaginatorSpec;
import org.cairn.source.spec.PaginatorSpec.Kind;
import org.jspecify.annotations.Nullable;

/// The rules by which one listing goes on from page to page, and by which it is doubted.
///
/// Asks nobody: it is told of each page and says what to ask next. Every way in which a listing can
/// be shorter than it seems ends in a doubt, a sentence for people. Pure; confined to one thread.
final class Listing {
    private final PaginatorSpec spec;
    private final URI base;
    private final URI first;
    private final List<String> doubts = new ArrayList<>();
    private final Set<Sha256> contents = new HashSet<>();
    private final Set<URI> asked = new HashSet<>();
    private long pages;
    private long records;
    private long number;
    private long largest;
    private @Nullable Long total;
    private @Nullable Long cut;
    private Empty empty = Empty.NONE;
    private boolean certain;

    /// What was done about a page without records.
    private enum Empty {
        NONE,
        /// It was asked for again.
        AGAIN,
        /// The page behind it was asked for.
        BEHIND
    }

    /// @param base of the source: where links may lead
    /// @param first the address with its own parameters, without those of the paginator
    Listing(PaginatorSpec spec, URI base, URI first) {
        this.spec = spec;
        this.base = base;
        this.first = first;
        this.number = spec.kind() instanceof Kind.PageNumber pages ? pages.firstPage() : 0;
    }

    /// What to ask first.
    PageStep.Ask begin() {
        return new PageStep.Ask(numbered(), false);
    }

    /// What follows a page that was asked for.
    PageStep after(URI page, PageFacts facts) {
        asked.add(page);
        pages++;
        if (facts.total() != null) {
            total = facts.total();
        }
        if (facts.unmatched() != null) {
            return end("page %d is not as declared: %s".formatted(pages, facts.unmatched()));
        }
        if (facts.records() > 0) {
            if (!contents.add(facts.content())) {
                return end("page %d is the same as an earlier one".formatted(pages));
            }
            records += facts.records();
        }
        PageStep next = next(page, facts);
        if (next instanceof PageStep.Ask && pages >= spec.stop().maxPages()) {
            return end(
                    "more follow after %d pages, the most allowed (stop.max_pages)"
                            .formatted(pages));
        }
        if (next instanceof PageStep.Ask && records >= spec.stop().maxRecords()) {
            return end(
                    "more follow after %d records, and %d are the most allowed (stop.max_records)"
                            .formatted(records, spec.stop().maxRecords()));
        }
        largest = Math.max(largest, facts.records());
        return next;
    }

    private PageStep next(URI page, PageFacts facts) {
        return switch (spec.kind()) {
            case Kind.SinglePage _ -> onlyPage(facts);
            case Kind.PageNumber _, Kind.Offset _ ->
                    facts.records() > 0 ? afterFull(facts.records()) : afterEmpty(page);
            case Kind.Cursor _, Kind.JsonLink _, Kind.HeaderLink _ -> linked(page, facts);
        };
    }

    private PageStep onlyPage(PageFacts facts) {
        if (facts.sign() != null) {
            return end(
                    "the answer names a next page (%s), and no paginator is declared that goes there"
                            .formatted(facts.sign()));
        }
        return end();
    }

    private PageStep afterFull(long found) {
        if (empty == Empty.BEHIND) {
            return end(
                    "page %d is empty, and the page behind it has %d records: something is left out"
                            .formatted(pages - 1, found));
        }
        empty = Empty.NONE;
        doubtCut();
        Long size = spec.pageSize();
        boolean shortPage = size != null && found < size;
        if (shortPage) {
            cut = found;
        }
        advance(found);
        if (total != null && records >= total) {
            return end();
        }
        // One short page proves nothing while no page was ever full: the server may cut them all.
        if (shortPage && spec.stop().shortPage() && size != null && largest >= size) {
            return end();
        }
        certain = shortPage || found < largest;
        return new PageStep.Ask(numbered(), true);
    }

    /// A page after one that was shorter than asked for: the server gives less than it is asked.
    private void doubtCut() {
        if (cut != null && cut >= 0) {
            doubts.add(
                    "%d records were asked for a page, %d came, and more follow: the server cuts pages; declare the page_size that it keeps to"
                            .formatted(spec.pageSize(), cut));
            cut = -1L;
        }
    }

    private PageStep afterEmpty(URI page) {
        if (total != null && records < total) {
            if (empty == Empty.NONE) {
                empty = Empty.AGAIN;
                return new PageStep.Ask(page, true);
            }
            return end("page %d is empty before all were there".formatted(pages));
        }
        if (empty == Empty.BEHIND || certain || records == 0 || total != null) {
            return end();
        }
        empty = Empty.BEHIND;
        advance(Math.max(1, largest));
        return new PageStep.Ask(numbered(), true);
    }

    private PageStep linked(URI page, PageFacts facts) {
        String token = facts.token();
        if (token == null || token.isBlank()) {
            return end();
        }
        if (facts.records() == 0) {
            if (empty == Empty.NONE) {
                empty = Empty.AGAIN;
                return new PageStep.Ask(page, false);
            }
            return end("page %d is empty although the listing goes on".formatted(pages));
        }
        empty = Empty.NONE;
        Long size = spec.pageSize();
        if (size != null && facts.records() < size && cut == null) {
            cut = facts.records();
            doubtCut();
        }
        return follow(page, token);
    }

    private PageStep follow(URI page, String token) {
        URI next =
                spec.kind() instanceof Kind.Cursor cursor
                        ? Urls.with(first, Map.of(cursor.cursorParam(), token))
                        : Urls.resolve(page, token);
        if (next == null) {
            return end(
                    "page %d names a next page by something that is no address".formatted(pages));
        }
        next = Urls.asSafeAs(base, next);
        if (!Urls.sameOrigin(base, next) && !allowed().contains(next.getHost())) {
            return end(
                    "page %d names a next page on another server, %s"
                            .formatted(pages, next.getHost()));
        }
        if (asked.contains(next)) {
            return end("page %d names a next page that was read before".formatted(pages));
        }
        return new PageStep.Ask(next, false);
    }

    private List<String> allowed() {
        return switch (spec.kind()) {
            case Kind.JsonLink link -> link.hosts();
            case Kind.HeaderLink link -> link.hosts();
            default -> List.of();
        };
    }

    private void advance(long found) {
        number += spec.kind() instanceof Kind.PageNumber ? 1 : found;
    }

    private URI numbered() {
        Map<String, String> params = new LinkedHashMap<>();
        Long size = spec.pageSize();
        switch (spec.kind()) {
            case Kind.PageNumber kind -> {
                String sizeParam = kind.sizeParam();
                if (sizeParam != null && size != null) {
                    params.put(sizeParam, size.toString());
                }
                params.put(kind.pageParam(), Long.toString(number));
            }
            case Kind.Offset kind -> {
                String limitParam = kind.limitParam();
                if (limitParam != null && size != null) {
                    params.put(limitParam, size.toString());
                }
                params.put(kind.offsetParam(), Long.toString(number));
            }
            default -> {}
        }
        return Urls.with(first, params);
    }

    private PageStep end(String doubt) {
        doubts.add(doubt);
        return new PageStep.End(doubts);
    }

    private PageStep end() {
        if (total != null && total != records) {
            doubts.add("the source states %d records, and %d came".formatted(total, records));
        } else if (spec.total() != null && total == null && records > 0) {
            doubts.add("no page states a number at %s (total_selector)".formatted(spec.total()));
        }
        return new PageStep.End(doubts);
    }
}
