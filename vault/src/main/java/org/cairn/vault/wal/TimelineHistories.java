package org.cairn.vault.wal;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Timeline;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.server.ServerRecord;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// The history files of each server's timelines as immutable objects
/// `wal/<server>/<timeline>.history`. Safe for any thread.
final class TimelineHistories {
    private static final String TYPE = "timeline-history";
    private static final Pattern FORM = Pattern.compile("wal/(\\d{1,20})/([0-9a-f]{8})\\.history");

    private final ObjectStore store;
    private final JsonObjects objects;

    TimelineHistories(JsonObjects objects) {
        this.store = objects.store();
        this.objects = objects;
    }

    void put(String server, Timeline timeline, byte[] content) {
        ObjectName name = name(server, timeline);
        boolean known = create(name, timeline, content) == ObjectStore.Creation.EXISTED;
        if (known && !Arrays.equals(load(name), content)) {
            throw VaultProblems.TIMELINE_CONFLICT
                    .says("timeline %s of server %s began twice", timeline, server)
                    .what("'%s' holds another history than the server has now", name)
                    .kept("the history in the vault stands; nothing was written")
                    .remedy(
                            "Stop the server that was not meant to be promoted, or give one of them"
                                    + " a vault of its own.")
                    .with("object", name)
                    .asException();
        }
    }

    Optional<byte[]> find(String server, Timeline timeline) {
        ObjectName name = name(server, timeline);
        return store.find(name).map(_ -> load(name));
    }

    List<Timeline> of(String server) {
        return store.list(WalNames.server(server)).stream()
                .map(TimelineHistories::parse)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    /// Reads an object to see whether it is whole. Returns false if its name is not that of a
    /// history.
    boolean check(ObjectName object) {
        boolean ours = parse(object).isPresent();
        if (ours) {
            load(object);
        }
        return ours;
    }

    private static Optional<Timeline> parse(ObjectName name) {
        Matcher matcher = FORM.matcher(name.value());
        if (!matcher.matches() || !ServerRecord.isIdentifier(matcher.group(1))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Timeline.parseHex(matcher.group(2)));
        } catch (IllegalArgumentException _) {
            // Eight digits that are no timeline, such as zeros.
            return Optional.empty();
        }
    }

    private static ObjectName name(String server, Timeline timeline) {
        return new ObjectName(WalNames.server(server) + WalNames.hex(timeline) + ".history");
    }

    private ObjectStore.Creation create(ObjectName name, Timeline timeline, byte[] content) {
        return objects.put(
                TYPE,
                name,
                json -> {
                    json.writeNumberProperty("timeline", timeline.number());
                    json.writeStringProperty(
                            "content", Base64.getEncoder().encodeToString(content));
                });
    }

    private byte[] load(ObjectName name) {
        return objects.load(TYPE, name, json -> content(name, json));
    }

    private static byte[] content(ObjectName name, JsonParts json) {
        var timeline = new Timeline(json.small("timeline"));
        if (!name.value().endsWith("/" + WalNames.hex(timeline) + ".history")) {
            throw new IllegalArgumentException("its name is that of another timeline");
        }
        return Base64.getDecoder().decode(json.text("content"));
    }
}
