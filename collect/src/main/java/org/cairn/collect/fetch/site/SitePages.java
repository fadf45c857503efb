package org.cairn.collect.fetch.site;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.decode.Details;
import org.cairn.collect.decode.PageCharset;
import org.cairn.collect.decode.PageLook;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.fetch.AnswerBody;
import org.cairn.collect.fetch.ArchivedBody;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.fetch.GivenValues;
import org.cairn.collect.fetch.http.Web;
import org.cairn.collect.fetch.http.WebAnswer;
import org.cairn.collect.fetch.http.WebHead;
import org.cairn.collect.fetch.http.WebRequest;
import org.cairn.collect.fetch.http.WebRules;
import org.cairn.collect.fetch.rest.Urls;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.SiteResource;
import org.cairn.source.spec.SiteResource.Next;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.document.DocumentOrigin;
import org.jspecify.annotations.Nullable;

/// The pages of one resource, as they come. Confined to one thread.
final class SitePages {
    private static final int MOST_PAGES = 200_000;

    private final Means means;
    private final SourceSpec source;
    private final ResourceSpec resource;
    private final SiteResource site;
    private final WebRules rules;
    private final Trail trail;
    private final List<FetchedDocument> pages = new ArrayList<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private long recordsWithoutLink;
    private int asked;

    /// What it asks with and tells to.
    record Means(Web web, DocumentArchive archive, SiteFetcher.Place place, String stage) {}

    SitePages(Means means, SourceSpec source, ResourceSpec resource) {
        this.means = means;
        this.source = source;
        this.resource = resource;
        this.site = ((PagesInput) source.input()).resource(resource.name());
        this.rules = WebRules.of(source.name(), source.web(), WebRules.Expected.HTML);
        this.trail = new Trail(site.next());
    }

    /// A page that is durable, and what came with it.
    record Stored(FetchedDocument document, WebHead head) {
        /// The address that answered.
        String answered() {
            return head.uri().toString();
        }

        /// Where nothing but the end of the connection says that the body is whole.
        boolean endsWithTheConnection() {
            return head.header("Content-Length").isEmpty()
                    && head.header("Transfer-Encoding").isEmpty()
                    && head.header("Content-Encoding").isEmpty();
        }
    }

    /// Reads all listings to their ends.
    void read() {
        for (String start : site.start()) {
            String address = URI.create(start).toString();
            if (!trail.begin(address)) {
                trail.doubts().add("%s is a next page of another start".formatted(start));
                continue;
            }
            for (String next = address; next != null; ) {
                next = page(next, next.equals(address));
                if (pages.size() >= MOST_PAGES && next != null) {
                    trail.doubts().add("more than %d pages in one run".formatted(MOST_PAGES));
                    return;
                }
            }
        }
    }

    private @Nullable String page(String address, boolean first) {
        Stored stored = store(address, SiteNames.page(resource.name(), pages.size() + 1));
        PageLook.Seen seen = look(stored.document());
        if (trail.wantsAgain(address, seen)) {
            note("a page without records is asked for once more: " + Trail.shown(address));
            stored = store(address, SiteNames.page(resource.name(), pages.size() + 1));
            seen = look(stored.document());
        }
        pages.add(stored.document());
        String url = stored.document().archived().origin().url();
        for (String link : seen.details()) {
            if (link == null) {
                recordsWithoutLink++;
            } else {
                links.putIfAbsent(link, url);
            }
        }
        String answered = stored.answered();
        if (!first && !mayAnswer(address, answered)) {
            trail.doubts()
                    .add(
                            "%s was answered by another server, %s"
                                    .formatted(
                                            Trail.shown(address), URI.create(answered).getHost()));
            return null;
        }
        return trail.after(answered, seen, stored.endsWithTheConnection());
    }

    /// Where a start page is answered, whoever declared it knows; from there on a listing stays.
    private boolean mayAnswer(String asked, String answered) {
        return Urls.sameOrigin(URI.create(asked), URI.create(answered))
                || (site.next() instanceof Next.Link link
                        && link.hosts().contains(URI.create(answered).getHost()));
    }

    private Stored store(String address, String name) {
        return store(address, address, name);
    }

    /// Asks for a page and makes it durable.
    ///
    /// @param known the address by which it is found again
    Stored store(String address, String known, String name) {
        WebRequest request = WebRequest.get(URI.create(address), rules);
        if (!(means.web().fetch(request) instanceof WebAnswer.Body body)) {
            throw new IllegalStateException("nothing was known of the page");
        }
        try (body) {
            WebHead head = body.head();
            String answered = head.uri().toString();
            Map<String, String> given =
                    SiteNames.given(
                            known,
                            answered,
                            PageCharset.toCarry(
                                    new AnswerBody(body),
                                    source.reading().encoding(),
                                    head.charset()));
            String mediaType = head.mediaType();
            var origin =
                    new DocumentOrigin(
                            source.name(),
                            GivenValues.into(answered, given),
                            null,
                            mediaType == null ? "text/html" : mediaType,
                            new DocumentOrigin.WebFacts(
                                    answered,
                                    head.validators().etag(),
                                    head.validators().lastModified()));
            ArchivedDocument archived = means.archive().store(origin, body.stream(), _ -> {});
            means.place().steps().reached("run.page-durable");
            means.place()
                    .events()
                    .accept(new RunEvent.Progressed(means.stage(), ++asked, null, "pages"));
            return new Stored(new FetchedDocument(archived, name, given), head);
        }
    }

    private PageLook.Seen look(FetchedDocument page) {
        Selector next = site.next() instanceof Next.Link link ? link.selector() : null;
        SiteResource.Follow follow = site.follow();
        var plan =
                new RecordPlan(
                        source.reading(),
                        page.fileName(),
                        page.archived().origin().url(),
                        resource.records(),
                        new Projection(List.of(), List.of()),
                        RecordPlan.Limits.DEFAULT,
                        page.given(),
                        Details.NONE);
        try {
            return PageLook.of(
                    ArchivedBody.of(means.archive(), page.archived().sha256()),
                    plan,
                    new PageLook.Sought(next, follow == null ? null : follow.link()));
        } catch (ProblemException e) {
            throw DecodeProblems.of(page.fileName(), e);
        }
    }

    void note(String message) {
        means.place().events().accept(new RunEvent.Noted(message));
    }

    SiteResource site() {
        return site;
    }

    String resourceName() {
        return resource.name();
    }

    List<FetchedDocument> pages() {
        return pages;
    }

    List<String> doubts() {
        return trail.doubts();
    }

    /// Where records have their own pages, each with the address of the first page that says so.
    Map<String, String> links() {
        return links;
    }

    long recordsWithoutLink() {
        return recordsWithoutLink;
    }
}
