package org.cairn.vault.wal;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.server.ServerRecord;
import org.cairn.vault.store.ObjectName;
import tools.jackson.core.JsonGenerator;

/// Ranges of WAL of each server that are not there and why, as immutable objects
/// `<folder>/<server>/<timeline>/<start>-<end>`. Safe for any thread.
final class WalGaps {
    private static final Pattern FORM =
            Pattern.compile("[a-z]+/(\\d{1,20})/([0-9a-f]{8})/([0-9a-f]{16})-([0-9a-f]{16})");

    private final JsonObjects objects;
    private final String type;
    private final String folder;

    private WalGaps(JsonObjects objects, String type, String folder) {
        this.objects = objects;
        this.type = type;
        this.folder = folder;
    }

    /// Of WAL that was lost.
    static WalGaps lost(JsonObjects objects) {
        return new WalGaps(objects, "wal-gap", "gap/");
    }

    /// Of WAL that was removed because nothing that is kept needs it.
    static WalGaps expired(JsonObjects objects) {
        return new WalGaps(objects, "wal-expired", "expired/");
    }

    /// Records a range; the first record of it stands.
    void put(WalGap gap) {
        ObjectName name = nameOf(gap);
        objects.put(type, name, json -> write(json, gap));
    }

    void remove(WalGap gap) {
        objects.store().remove(nameOf(gap));
    }

    List<WalGap> of(String server) {
        ServerRecord.requireIdentifier(server);
        return objects.store().list(folder + server + "/").stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .sorted(
                        Comparator.comparing((WalGap gap) -> gap.missing().timeline())
                                .thenComparing(gap -> gap.missing().start()))
                .toList();
    }

    /// Reads the record under a name; empty if the name is not that of one.
    Optional<WalGap> find(ObjectName name) {
        Matcher matcher = FORM.matcher(name.value());
        return name.value().startsWith(folder) && matcher.matches()
                ? Optional.of(load(name))
                : Optional.empty();
    }

    private WalGap load(ObjectName name) {
        return objects.load(type, name, json -> gap(name, json));
    }

    private ObjectName nameOf(WalGap gap) {
        return new ObjectName(
                folder
                        + gap.server()
                        + "/"
                        + WalNames.hex(gap.missing().timeline())
                        + "/"
                        + WalNames.range(gap.missing()));
    }

    private static void write(JsonGenerator json, WalGap gap) {
        json.writeStringProperty("system_identifier", gap.server());
        json.writeNumberProperty("timeline", gap.missing().timeline().number());
        json.writeStringProperty("start_lsn", gap.missing().start().toString());
        json.writeStringProperty("end_lsn", gap.missing().end().toString());
        json.writeStringProperty("reason", gap.reason());
        json.writeStringProperty("at", gap.at().toString());
    }

    private WalGap gap(ObjectName name, JsonParts json) {
        var gap =
                new WalGap(
                        json.text("system_identifier"),
                        new WalRange(
                                new Timeline(json.small("timeline")),
                                Lsn.parse(json.text("start_lsn")),
                                Lsn.parse(json.text("end_lsn"))),
                        json.text("reason"),
                        Instant.parse(json.text("at")));
        if (!nameOf(gap).equals(name)) {
            throw new IllegalArgumentException("its name is that of another gap");
        }
        return gap;
    }
}
