package org.cairn.collect.fetch.site;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.fetch.http.Web;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Steps;
import org.cairn.source.spec.FieldSpec.Missing;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SiteResource.Follow;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.document.DocumentArchive;

/// Brings pages of a web site into the vault, each durable before anything reads it.
///
/// What makes a listing shorter than it may be is a doubt of its result; what ends it is a problem:
/// those of the web, of the vault, and of reading pages. Pages that came before stay in the vault.
/// Confined to one thread.
public final class SiteFetcher {
    private final Web web;
    private final DocumentArchive archive;
    private final Place place;

    /// Where it tells what it does.
    public record Place(EventSink events, Steps steps) {}

    public SiteFetcher(Web web, DocumentArchive archive, Place place) {
        this.web = web;
        this.archive = archive;
        this.place = place;
    }

    /// Asks for the pages of resources, and for those that their records link to.
    ///
    /// @param resources that are to be loaded
    public Map<String, SiteFetched> fetch(
            SourceSpec source, PagesInput input, Set<String> resources) {
        Map<String, SiteFetched> fetched = new LinkedHashMap<>();
        for (ResourceSpec resource : source.resources()) {
            if (resources.contains(resource.name())
                    && input.resources().containsKey(resource.name())) {
                fetched.put(resource.name(), fetch(source, resource));
            }
        }
        return fetched;
    }

    private SiteFetched fetch(SourceSpec source, ResourceSpec resource) {
        String name = source.name() + "." + resource.name();
        String stage = "fetch " + name;
        place.events().accept(new RunEvent.StageBegun(stage));
        var pages =
                new SitePages(new SitePages.Means(web, archive, place, stage), source, resource);
        pages.read();
        Follow follow = pages.site().follow();
        Map<String, FetchedDocument> details = Map.of();
        Map<String, String> missing = Map.of();
        var refusal = SiteFetched.Refusal.NONE;
        if (follow != null) {
            var read = new SiteDetails(pages, follow);
            read.read();
            details = read.there();
            missing = read.missing();
            if (!missing.isEmpty() && follow.missing() != Missing.EMPTY) {
                refusal = SiteFetched.Refusal.SOME;
            }
        }
        place.events()
                .accept(
                        new RunEvent.StageEnded(
                                stage,
                                "%d pages, durable"
                                        .formatted(pages.pages().size() + details.size())));
        return new SiteFetched(
                pages.pages(),
                details,
                missing,
                pages.doubts().stream().map((name + ": ")::concat).toList(),
                refusal);
    }
}
