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

/// The gaps of each server as immutable objects `gap/<server>/<timeline>/<start>-<end>`. Safe for
/// any thread.
final class WalGaps {
    private static final String TYPE = "wal-gap";
    private static final Pattern FORM =
            Pattern.compile("gap/(\\d{1,20})/([0-9a-f]{8})/([0-9a-f]{16})-([0-9a-f]{16})");

    private final JsonObjects objects;

    WalGaps(JsonObjects objects) {
        this.objects = objects;
    }

    /// Records a gap; the first record of a range stands.
    void put(WalGap gap) {
        ObjectName name = nameOf(gap);
        objects.put(TYPE, name, json -> write(json, gap));
    }

    List<WalGap> of(String server) {
        ServerRecord.requireIdentifier(server);
        return objects.store().list(WalNames.GAP + server + "/").stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .sorted(
                        Comparator.comparing((WalGap gap) -> gap.missing().timeline())
                                .thenComparing(gap -> gap.missing().start()))
                .toList();
    }

    /// Reads the gap under a name; empty if the name is not that of one.
    Optional<WalGap> find(ObjectName name) {
        Matcher matcher = FORM.matcher(name.value());
        return matcher.matches() ? Optional.of(load(name)) : Optional.empty();
    }

    private WalGap load(ObjectName name) {
        return objects.load(TYPE, name, json -> gap(name, json));
    }

    private static ObjectName nameOf(WalGap gap) {
        return new ObjectName(
                WalNames.GAP
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

    private static WalGap gap(ObjectName name, JsonParts json) {
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
