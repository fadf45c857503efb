package org.cairn.source.declare;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.ParentText;
import org.cairn.source.spec.RestResource;
import org.cairn.source.spec.RestResource.Endpoint;
import org.cairn.source.spec.RestResource.Incremental;
import org.cairn.source.spec.RestResource.Partition;
import org.cairn.source.yaml.Place;
import org.cairn.source.yaml.Positions;
import org.jspecify.annotations.Nullable;

/// What must hold among the resources of one web API. Confined to one call of [#resources].
final class RestLint {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}.*");

    private final Map<String, ResourceDraft> drafts = new LinkedHashMap<>();
    private final Map<String, RestResource> ready = new LinkedHashMap<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private final Format format;

    /// @param format of the pages
    RestLint(List<ResourceDraft> drafts, Format format) {
        this.format = format;
        drafts.forEach(draft -> this.drafts.putIfAbsent(draft.name(), draft));
    }

    /// How each resource is asked for, parents before their children; without those that are wrong.
    Map<String, RestResource> resources() {
        drafts.values().forEach(draft -> add(draft, new LinkedHashSet<>()));
        return ready;
    }

    private void add(ResourceDraft draft, Set<String> children) {
        if (!seen.add(draft.name())) {
            return;
        }
        EndpointKeys.Asked asked = draft.in().find(EndpointKeys.ENDPOINT);
        Partition partition = draft.in().find(EndpointKeys.PARTITION);
        if (partition != null) {
            children.add(draft.name());
            if (!addParent(draft, partition, children)) {
                return;
            }
        }
        if (asked == null) {
            requireEndpoint(draft);
            return;
        }
        checkPath(draft, asked.endpoint(), partition);
        new PageLint(draft, format).check(asked);
        if (partition != null) {
            checkPartition(draft, partition);
        }
        Incremental incremental = draft.in().find(EndpointKeys.INCREMENTAL);
        checkIncremental(draft, asked.endpoint(), incremental);
        ready.put(draft.name(), new RestResource(asked.endpoint(), partition, incremental));
    }

    private boolean addParent(ResourceDraft draft, Partition partition, Set<String> children) {
        Place place = at(draft).value("partition", "parent");
        ResourceDraft parent = drafts.get(partition.parent());
        if (parent == null) {
            reading(draft)
                    .error(
                            place,
                            "there is no resource '%s' in this source%s"
                                    .formatted(
                                            partition.parent(),
                                            Words.didYouMean(partition.parent(), drafts.keySet())),
                            "Name a resource of this source.");
            return false;
        }
        if (children.contains(parent.name())) {
            reading(draft)
                    .error(
                            place,
                            "'%s' would need its own records to be asked for"
                                    .formatted(parent.name()),
                            "Take the parent out of the circle.");
            return false;
        }
        add(parent, children);
        return true;
    }

    private static void requireEndpoint(ResourceDraft draft) {
        if (!draft.in().has(EndpointKeys.ENDPOINT)) {
            reading(draft)
                    .error(
                            draft.in().place(),
                            "resource '%s' does not say what to ask for".formatted(draft.name()),
                            "Add endpoint: {path: items, data_selector: \"$.items[*]\"}.");
        }
    }

    private static void checkPath(
            ResourceDraft draft, Endpoint endpoint, @Nullable Partition partition) {
        Place place = at(draft).value("endpoint", "path");
        String path = endpoint.path();
        String wrong = null;
        if (path.contains("?") || path.contains("#")) {
            wrong = "a path has no ? and no #: parameters have a key of their own";
        } else if (path.contains("://") || path.startsWith("//")) {
            wrong = "a path is below client.base_url and names no host";
        } else if (List.of(path.split("/", -1)).contains("..")) {
            wrong = "a path does not leave client.base_url by '..'";
        }
        if (wrong == null && !isPath(path)) {
            wrong = "%s is no path of an address".formatted(Words.quoted(path));
        }
        if (wrong != null) {
            reading(draft)
                    .error(place, wrong, "Write the path below client.base_url, and 'params'.");
        }
        Set<String> known = partition == null ? Set.of() : partition.params().keySet();
        for (String name : placeholders(path)) {
            if (!known.contains(name)) {
                reading(draft)
                        .error(
                                place,
                                "the path needs '%s', and partition.params does not have it%s"
                                        .formatted(name, Words.didYouMean(name, known)),
                                "Add partition: {params: {%s: \"{parent.…}\"}}.".formatted(name));
            }
        }
    }

    private static boolean isPath(String path) {
        try {
            return new URI(path.replaceAll("[{}]", "")).getScheme() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /// The names in braces in a path.
    static List<String> placeholders(String path) {
        List<String> names = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(path);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static void checkPartition(ResourceDraft draft, Partition partition) {
        if (partition.params().isEmpty()) {
            reading(draft)
                    .error(
                            at(draft).key("partition"),
                            "a partition without 'params' would ask the same again and again",
                            "Add params: {id: \"{parent.id}\"}.");
        }
        partition.params().forEach((name, text) -> checkText(draft, "params", name, text));
        partition
                .carry()
                .forEach((name, text) -> {
                    checkText(draft, "carry", name, text);
                    if (partition.params().containsKey(name)) {
                        reading(draft)
                                .error(
                                        at(draft).key("partition", "carry", name),
                                        "'%s' is among the params, which fields can use as they are"
                                                .formatted(name),
                                        "Remove it here.");
                    }
                });
    }

    private static void checkText(ResourceDraft draft, String key, String name, String text) {
        Place place = at(draft).value("partition", key, name);
        try {
            ParentText.parse(text);
        } catch (IllegalArgumentException e) {
            reading(draft)
                    .error(
                            place,
                            String.valueOf(e.getMessage()),
                            "Write {parent.NAME} where a value of the parent belongs.");
        }
    }

    private static void checkIncremental(
            ResourceDraft draft, Endpoint endpoint, @Nullable Incremental incremental) {
        boolean sent =
                endpoint.params().values().stream()
                        .anyMatch(text -> text.contains(RestResource.START_VALUE));
        if (incremental == null) {
            endpoint.params()
                    .forEach((name, text) -> {
                        if (text.contains("{")) {
                            reading(draft)
                                    .error(
                                            at(draft).value("endpoint", "params", name),
                                            "nothing fills the { of '%s'".formatted(name),
                                            "Add 'incremental' for {incremental.start_value}, or put the"
                                                    + " parameter into 'partition'.");
                        }
                    });
            return;
        }
        if (draft.in().has(EndpointKeys.PARTITION)) {
            reading(draft)
                    .error(
                            at(draft).key("incremental"),
                            "'incremental' of a partition would pass over what a new parent has from before",
                            "Make the parent incremental: its children are asked for when it comes.");
        }
        if (!sent) {
            reading(draft)
                    .error(
                            at(draft).key("incremental"),
                            "nothing sends the start value, so every run would get everything",
                            "Use {incremental.start_value} in endpoint.params.");
        }
        if (incremental.lag() != null && !DATE.matcher(incremental.initial()).matches()) {
            reading(draft)
                    .error(
                            at(draft).value("incremental", "lag"),
                            "'lag' is for times, and 'initial' is no date",
                            "Remove 'lag', or write 'initial' as 2024-01-31.");
        }
        if (incremental.cursor().steps().stream().anyMatch(JsonPath.Step.Every.class::isInstance)) {
            reading(draft)
                    .error(
                            at(draft).value("incremental", "cursor"),
                            "a cursor is one value of a record",
                            "Write the path without [*].");
        }
    }

    private static Positions at(ResourceDraft draft) {
        return draft.in().positions();
    }

    private static Reading reading(ResourceDraft draft) {
        return draft.in().reading();
    }
}
