package org.cairn.collect.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.collect.decode.Details;
import org.cairn.collect.fetch.ArchivedBody;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.fetch.FileFetcher;
import org.cairn.collect.fetch.http.Downloads;
import org.cairn.collect.fetch.http.Hosts;
import org.cairn.collect.fetch.http.PoliteWeb;
import org.cairn.collect.fetch.http.Tape;
import org.cairn.collect.fetch.http.WebTools;
import org.cairn.collect.fetch.rest.RestFetcher;
import org.cairn.collect.fetch.site.SiteFetcher;
import org.cairn.kernel.Steps;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.SourceSpec;

/// Fetches a source as a run does, from a tape or onto one, as far as a number of pages.
final class BoundedFetch {
    private final Workbench bench;
    private final Tape tape;

    BoundedFetch(Workbench bench, Tape tape) {
        this.bench = bench;
        this.tape = tape;
    }

    /// What is fetched.
    ///
    /// @param project the folder that files are below
    record Order(SourceSpec source, Set<String> resources, int pages, Path project) {}

    /// What came.
    ///
    /// @param documents by resource
    /// @param doubts of listings, by resource
    /// @param details what records link to, by resource
    record Fetched(
            Map<String, List<FetchedDocument>> documents,
            Map<String, List<String>> doubts,
            Map<String, Details> details) {}

    Fetched fetch(Order order) {
        var web =
                new PoliteWeb(
                        bench.means().settings(),
                        Hosts.ofProcess(),
                        WebTools.real(
                                bench.means().clock(),
                                bench.means().events(),
                                bench.means().scratch()),
                        tape);
        return switch (order.source().input()) {
            case FileInput _ -> files(order, web);
            case RestInput input -> pages(order, input, web);
            case PagesInput input -> site(order, input, web);
        };
    }

    private Fetched files(Order order, PoliteWeb web) {
        List<FetchedDocument> documents =
                new FileFetcher(
                                order.project(),
                                bench.archive(),
                                bench.means().events(),
                                new Downloads(web, bench.downloads()))
                        .fetch(order.source());
        Map<String, List<FetchedDocument>> all = new LinkedHashMap<>();
        order.resources().forEach(resource -> all.put(resource, documents));
        return new Fetched(all, Map.of(), Map.of());
    }

    private Fetched pages(Order order, RestInput input, PoliteWeb web) {
        var place = new RestFetcher.Place(bench.means().events(), Steps.NONE);
        var fetched =
                new RestFetcher(web, bench.archive(), place)
                        .fetch(
                                order.source(),
                                input,
                                new RestFetcher.Order(
                                        order.resources(),
                                        Map.of(),
                                        bench.means().clock().instant(),
                                        order.pages()));
        Map<String, List<FetchedDocument>> documents = new LinkedHashMap<>();
        Map<String, List<String>> doubts = new LinkedHashMap<>();
        fetched.forEach((resource, listing) -> {
            documents.put(resource, listing.documents());
            doubts.put(resource, new ArrayList<>(listing.doubts()));
        });
        return new Fetched(documents, doubts, Map.of());
    }

    private Fetched site(Order order, PagesInput input, PoliteWeb web) {
        PagesInput few = input.bounded(order.pages());
        var place = new SiteFetcher.Place(bench.means().events(), Steps.NONE);
        var fetched =
                new SiteFetcher(web, bench.archive(), place)
                        .fetch(order.source().withInput(few), few, order.resources());
        Map<String, List<FetchedDocument>> documents = new LinkedHashMap<>();
        Map<String, List<String>> doubts = new LinkedHashMap<>();
        Map<String, Details> details = new LinkedHashMap<>();
        fetched.forEach((resource, site) -> {
            documents.put(resource, site.pages());
            doubts.put(resource, site.doubts());
            details.put(
                    resource,
                    site.details(
                            page -> ArchivedBody.of(bench.archive(), page.archived().sha256())));
        });
        return new Fetched(documents, doubts, details);
    }
}
