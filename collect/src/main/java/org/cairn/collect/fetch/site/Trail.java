package org.cairn.collect.fetch.site;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cairn.collect.decode.PageLook;
import org.cairn.collect.fetch.rest.Urls;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.SiteResource.Next;
import org.jspecify.annotations.Nullable;

/// The rules by which the pages of a resource are followed, and by which they are doubted.
///
/// Asks nobody: it is told of each page and says where to go next. Pure; confined to one thread.
final class Trail {
    private static final int SHOWN = 160;

    private final Next declared;
    private final List<String> doubts = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();
    private final Set<Sha256> contents = new HashSet<>();
    private @Nullable String strategy;
    private long pages;
    private @Nullable String again;

    Trail(Next declared) {
        this.declared = declared;
    }

    List<String> doubts() {
        return doubts;
    }

    /// Begins a listing; false where another one led to its page already.
    boolean begin(String start) {
        pages = 0;
        again = null;
        return asked.add(start);
    }

    /// Whether a page without records is to be asked for once more before it is believed.
    boolean wantsAgain(String page, PageLook.Seen seen) {
        boolean empty = seen.strategy() == null || (seen.records() == 0 && seen.next() != null);
        boolean first = !page.equals(again);
        again = empty ? page : null;
        return empty && first;
    }

    /// What follows a page: an address, or null at the end.
    ///
    /// @param page the address that answered
    /// @param cut whether nothing tells a whole page from a half one but its end tag
    @Nullable String after(String page, PageLook.Seen seen, boolean cut) {
        pages++;
        asked.add(page);
        String name = "page %d (%s)".formatted(pages, shown(page));
        if (cut && !seen.ended()) {
            doubts.add(name + " has no end: it may be half of one");
        }
        String found = seen.strategy();
        if (found == null) {
            return end("%s is not as declared: %s".formatted(name, seen.reason()));
        }
        if (seen.records() > 0 && !contents.add(seen.content())) {
            return end("%s has the very records of an earlier page".formatted(name));
        }
        if (strategy == null) {
            strategy = found;
        } else if (!strategy.equals(found)) {
            doubts.add(
                    "%s is found by '%s', and those before by '%s': the site may be changing"
                            .formatted(name, found, strategy));
        }
        return next(page, name, seen);
    }

    private @Nullable String next(String page, String name, PageLook.Seen seen) {
        PageLook.Next named = seen.next();
        return switch (declared) {
            case Next.None _ -> null;
            case Next.Unsaid _ ->
                    named == null
                            ? null
                            : end(
                                    "%s names a next page (%s), and 'next' is not declared"
                                            .formatted(name, shown(named.written())));
            case Next.Link link -> {
                if (named == null) {
                    yield null;
                }
                if (seen.records() == 0) {
                    yield end(name + " is empty although the listing goes on");
                }
                yield follow(page, name, named, link);
            }
        };
    }

    private @Nullable String follow(String page, String name, PageLook.Next named, Next.Link link) {
        String written = named.address();
        if (written == null) {
            return end(
                    "%s names a next page by '%s', which is no address"
                            .formatted(name, shown(named.written())));
        }
        URI next = Urls.asSafeAs(URI.create(page), URI.create(written));
        if (!Urls.sameOrigin(URI.create(page), next) && !link.hosts().contains(next.getHost())) {
            return end(
                    "%s names a next page on another server, %s".formatted(name, next.getHost()));
        }
        if (pages >= link.maxPages()) {
            return end(
                    "more follow after %d pages, the most allowed (next.max_pages)"
                            .formatted(pages));
        }
        if (!asked.add(next.toString())) {
            return end(
                    "%s names a next page that was read before, %s"
                            .formatted(name, shown(next.toString())));
        }
        return next.toString();
    }

    static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private @Nullable String end(String doubt) {
        doubts.add(doubt);
        return null;
    }
}
