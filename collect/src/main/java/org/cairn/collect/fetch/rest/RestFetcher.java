package org.cairn.collect.fetch.rest;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.cairn.collect.fetch.ArchivedBody;
import org.cairn.collect.fetch.http.Web;
import org.cairn.collect.fetch.rest.RestFetched.Extent;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.RestResource;
import org.cairn.source.spec.RestResource.Partition;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.document.DocumentArchive;
import org.jspecify.annotations.Nullable;

/// Brings the pages of a web API into the vault, each durable before anything reads it.
///
/// What makes a listing shorter than it may be is a doubt of its result; what ends it is a problem:
/// those of the web, of the vault, and of reading JSON. Pages that came before stay in the vault.
/// Confined to one thread.
public final class RestFetcher {
    private final Web web;
    private final DocumentArchive archive;
    private final Place place;

    /// Where it tells what it does.
    public record Place(EventSink events, Steps steps) {}

    /// What is to be fetched.
    ///
    /// @param resources that are to be loaded; parents of partitions are asked for, too
    /// @param starts where incremental resources go on, by resource; one that is not there is asked
    ///   for from its beginning
    /// @param now of the run: no cursor lies behind it
    /// @param mostPages of a resource, at which its listings are cut without a doubt
    public record Order(
            Set<String> resources, Map<String, String> starts, Instant now, int mostPages) {
        public Order {
            resources = Set.copyOf(resources);
            starts = Map.copyOf(starts);
        }

        /// Everything there is.
        public Order(Set<String> resources, Map<String, String> starts, Instant now) {
            this(resources, starts, now, Integer.MAX_VALUE);
        }
    }

    public RestFetcher(Web web, DocumentArchive archive, Place place) {
        this.web = web;
        this.archive = archive;
        this.place = place;
    }

    /// Asks for resources, parents before their children.
    public Map<String, RestFetched> fetch(SourceSpec source, RestInput input, Order order) {
        Set<String> needed = withParents(input, order.resources());
        Map<String, RestFetched> fetched = new LinkedHashMap<>();
        for (String name : input.resources().keySet()) {
            if (needed.contains(name)) {
                fetched.put(name, fetch(source, spec(source, name), order, fetched));
            }
        }
        return fetched;
    }

    /// These resources and all on whose records they hang.
    public static Set<String> withParents(RestInput input, Set<String> resources) {
        Set<String> all = new LinkedHashSet<>();
        for (String name : resources) {
            for (Partition at = partition(input, name, all);
                    at != null;
                    at = partition(input, at.parent(), all)) {
                // Each step adds a parent.
            }
        }
        return all;
    }

    private static @Nullable Partition partition(RestInput input, String name, Set<String> all) {
        all.add(name);
        return input.resource(name).partition();
    }

    private static ResourceSpec spec(SourceSpec source, String name) {
        return source.resources().stream()
                .filter(resource -> resource.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private RestFetched fetch(
            SourceSpec source,
            ResourceSpec resource,
            Order order,
            Map<String, RestFetched> parents) {
        String stage = "fetch " + source.name() + "." + resource.name();
        place.events().accept(new RunEvent.StageBegun(stage));
        var pages =
                new Pages(
                        new Pages.Means(web, archive, place, stage),
                        source,
                        resource,
                        order.mostPages());
        RestResource asked = pages.asked();
        String start = start(asked, order.starts().get(resource.name()));
        Partition partition = asked.partition();
        boolean since = order.starts().containsKey(resource.name());
        if (partition == null) {
            URI first = Requests.first(pages.base(), asked, Map.of(), start);
            pages.read(Objects.requireNonNull(first), Map.of());
        } else {
            RestFetched parent = Objects.requireNonNull(parents.get(partition.parent()));
            since |= parent.extent() == Extent.SINCE;
            if (!parent.doubts().isEmpty()) {
                pages.doubt("its parent '%s' may not be whole".formatted(partition.parent()));
            }
            var values = new ParentValues(partition);
            var records =
                    new ParentRecords(pages.input(), spec(source, partition.parent()), values);
            Consumer<@Nullable Map<String, String>> child = eachParent(pages, partition, start);
            parent.documents()
                    .forEach(document ->
                            records.read(
                                    ArchivedBody.of(archive, document.archived().sha256()),
                                    document.fileName(),
                                    child));
        }
        RestFetched fetched = pages.result(order.now(), since ? Extent.SINCE : Extent.ALL);
        place.events()
                .accept(
                        new RunEvent.StageEnded(
                                stage, "%d pages, durable".formatted(fetched.documents().size())));
        return fetched;
    }

    private static String start(RestResource asked, @Nullable String since) {
        var incremental = asked.incremental();
        if (incremental == null) {
            return "";
        }
        return since == null ? incremental.initial() : since;
    }

    /// One listing for each record of the parent; the same question is asked once.
    private static Consumer<@Nullable Map<String, String>> eachParent(
            Pages pages, Partition partition, String start) {
        Set<Sha256> seen = new HashSet<>();
        return given -> {
            URI first =
                    given == null
                            ? null
                            : Requests.first(pages.base(), pages.asked(), given, start);
            if (first == null) {
                if (given != null || partition.missing() == Partition.Missing.HOLD) {
                    pages.doubtParent();
                }
            } else if (seen.add(Sha256.of(first.toString().getBytes(StandardCharsets.UTF_8)))) {
                pages.read(first, given);
            }
        };
    }
}
