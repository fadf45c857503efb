package org.cairn.collect.fetch.site;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Details;
import org.cairn.collect.decode.Details.Detail;
import org.cairn.collect.decode.PageCharset;
import org.cairn.collect.fetch.AnswerBody;
import org.cairn.collect.fetch.http.Web;
import org.cairn.collect.fetch.http.WebAnswer;
import org.cairn.collect.fetch.http.WebProblems;
import org.cairn.collect.fetch.http.WebRequest;
import org.cairn.collect.fetch.http.WebRules;
import org.cairn.collect.fetch.rest.Urls;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.SiteResource.Follow;
import org.cairn.source.spec.SourceSpec;

/// The first page of each resource of a web site, to try a declaration, and the pages that its
/// records link to as they are looked at: nothing is stored. Closing it lets go of the pages.
/// Confined to one thread.
public final class StartPages implements AutoCloseable {
    private final Web web;
    private final SourceSpec source;
    private final PagesInput input;
    private final Map<String, Detail> details = new HashMap<>();
    private final List<WebAnswer.Body> answers = new ArrayList<>();

    /// A page that was asked for.
    ///
    /// @param given what it carries beside its bytes
    public record Page(String url, Body body, Map<String, String> given) {}

    public StartPages(Web web, SourceSpec source, PagesInput input) {
        this.web = web;
        this.source = source;
        this.input = input;
    }

    /// The first page of a resource. Problems: those of the web.
    public Page of(String resource) {
        return ask(URI.create(input.resource(resource).start().getFirst()));
    }

    /// The pages that records of a page link to, each asked for when it is first looked at.
    public Details details(Page listing, String resource) {
        Follow follow = input.resource(resource).follow();
        return follow == null
                ? Details.NONE
                : address ->
                        details.computeIfAbsent(address, _ -> detail(listing, follow, address));
    }

    private Detail detail(Page listing, Follow follow, String address) {
        URI from = URI.create(listing.url());
        URI uri = Urls.asSafeAs(from, URI.create(address));
        if (!Urls.sameOrigin(from, uri) && !follow.hosts().contains(uri.getHost())) {
            return new Detail.Missing("its own page is on another server, " + uri.getHost());
        }
        try {
            Page page = ask(uri);
            URI answered = URI.create(page.url());
            if (!Urls.sameOrigin(from, answered) && !follow.hosts().contains(answered.getHost())) {
                return new Detail.Missing(
                        "its own page is on another server, " + answered.getHost());
            }
            return new Detail.Page(page.body(), page.url(), page.given());
        } catch (ProblemException e) {
            if (e.problem().code().equals(WebProblems.WEB_REFUSED)
                    || e.problem().code().equals(WebProblems.WEB_ROBOTS_DISALLOW)) {
                return new Detail.Missing("its own page is not there: " + e.problem().what());
            }
            throw e;
        }
    }

    private Page ask(URI uri) {
        var rules = WebRules.of(source.name(), source.web(), WebRules.Expected.HTML);
        if (!(web.fetch(WebRequest.get(uri, rules)) instanceof WebAnswer.Body answer)) {
            throw new IllegalStateException("nothing was known of the page");
        }
        answers.add(answer);
        var body = new AnswerBody(answer);
        String url = answer.head().uri().toString();
        String charset =
                PageCharset.toCarry(body, source.reading().encoding(), answer.head().charset());
        return new Page(url, body, charset == null ? Map.of() : Map.of(PageCharset.GIVEN, charset));
    }

    @Override
    public void close() {
        answers.forEach(WebAnswer.Body::close);
    }
}
