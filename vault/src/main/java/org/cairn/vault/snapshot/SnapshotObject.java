package org.cairn.vault.snapshot;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.snapshot.BadPages.BadPage;
import org.cairn.vault.snapshot.SnapshotRecovery.Tablespace;
import org.cairn.vault.store.ObjectStore.Creation;
import tools.jackson.core.JsonGenerator;

/// The JSON of a snapshot object; members in `docs/format/vault-1.md`.
final class SnapshotObject {
    private static final String TYPE = "snapshot";
    private static final String ON = "on";
    private static final String OFF = "off";

    private SnapshotObject() {}

    static Creation put(JsonObjects objects, Snapshot snapshot) {
        SnapshotFacts facts = snapshot.facts();
        return objects.put(
                TYPE,
                snapshot.name().object(),
                json -> {
                    json.writeStringProperty("label", snapshot.label());
                    write(json, facts.server());
                    write(json, facts.span());
                    write(json, facts.recovery());
                    write(json, snapshot.content());
                    write(json, facts.badPages());
                    json.writeStringProperty("tool", facts.tool());
                });
    }

    private static void write(JsonGenerator json, SnapshotServer server) {
        json.writeStringProperty("system_identifier", server.systemIdentifier());
        json.writeNumberProperty("major", server.major());
        json.writeStringProperty("server_version", server.version());
        json.writeNumberProperty("control_version", server.controlVersion());
        json.writeNumberProperty("catalog_version", server.catalogVersion());
        json.writeNumberProperty("block_size", server.blockBytes());
        json.writeNumberProperty("segment_size", server.segmentBytes());
        json.writeStringProperty("data_checksums", server.checksums() ? ON : OFF);
    }

    private static void write(JsonGenerator json, SnapshotSpan span) {
        json.writeNumberProperty("timeline", span.wal().timeline().number());
        json.writeStringProperty("start_lsn", span.wal().start().toString());
        json.writeStringProperty("stop_lsn", span.wal().end().toString());
        json.writeStringProperty("started_at", span.startedAt().toString());
        json.writeStringProperty("finished_at", span.finishedAt().toString());
    }

    private static void write(JsonGenerator json, SnapshotRecovery recovery) {
        json.writeName("settings");
        json.writeStartArray();
        recovery.settings()
                .forEach((name, value) -> {
                    json.writeStartObject();
                    json.writeStringProperty("name", name);
                    json.writeStringProperty("value", value);
                    json.writeEndObject();
                });
        json.writeEndArray();
        json.writeStringProperty("backup_label", base64(recovery.backupLabel()));
        json.writeStringProperty("tablespace_map", base64(recovery.tablespaceMap()));
        json.writeName("tablespaces");
        json.writeStartArray();
        for (Tablespace tablespace : recovery.tablespaces()) {
            json.writeStartObject();
            json.writeNumberProperty("oid", tablespace.oid());
            json.writeStringProperty("location", tablespace.location());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, SnapshotContent content) {
        json.writeStringProperty("file_table", content.fileTable().hex());
        json.writeNumberProperty("files", content.files());
        json.writeNumberProperty("bytes_logical", content.logicalBytes());
        json.writeNumberProperty("bytes_read", content.readBytes());
        json.writeNumberProperty("bytes_stored", content.storedBytes());
    }

    private static void write(JsonGenerator json, BadPages badPages) {
        json.writeNumberProperty("bad_page_count", badPages.count());
        json.writeName("bad_pages");
        json.writeStartArray();
        for (BadPage page : badPages.first()) {
            json.writeStartObject();
            json.writeStringProperty("path", page.path());
            json.writeNumberProperty("block", page.block());
            json.writeNumberProperty("expected", page.expected());
            json.writeNumberProperty("found", page.found());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static Snapshot load(JsonObjects objects, SnapshotName name) {
        return objects.load(TYPE, name.object(), json -> requireNamed(name, snapshot(json)));
    }

    private static Snapshot requireNamed(SnapshotName name, Snapshot snapshot) {
        if (!snapshot.name().equals(name)) {
            throw new IllegalArgumentException("its name is that of another snapshot");
        }
        return snapshot;
    }

    private static Snapshot snapshot(JsonParts json) {
        return new Snapshot(
                json.text("label"),
                new SnapshotFacts(
                        server(json),
                        span(json),
                        recovery(json),
                        badPages(json),
                        json.text("tool")),
                content(json));
    }

    private static SnapshotServer server(JsonParts json) {
        return new SnapshotServer(
                json.text("system_identifier"),
                json.small("major"),
                json.text("server_version"),
                json.small("control_version"),
                json.small("catalog_version"),
                json.small("block_size"),
                json.small("segment_size"),
                isOn(json.text("data_checksums")));
    }

    private static boolean isOn(String text) {
        if (!text.equals(ON) && !text.equals(OFF)) {
            throw new IllegalArgumentException("neither on nor off: " + text);
        }
        return text.equals(ON);
    }

    private static SnapshotSpan span(JsonParts json) {
        return new SnapshotSpan(
                new WalRange(
                        new Timeline(json.small("timeline")),
                        Lsn.parse(json.text("start_lsn")),
                        Lsn.parse(json.text("stop_lsn"))),
                Instant.parse(json.text("started_at")),
                Instant.parse(json.text("finished_at")));
    }

    private static SnapshotRecovery recovery(JsonParts json) {
        Map<String, String> settings = new TreeMap<>();
        for (JsonParts setting : json.objects("settings")) {
            settings.put(setting.text("name"), setting.text("value"));
            setting.requireNoMore();
        }
        return new SnapshotRecovery(
                settings,
                fileBytes(json.text("backup_label")),
                fileBytes(json.text("tablespace_map")),
                json.objects("tablespaces").stream().map(SnapshotObject::tablespace).toList());
    }

    private static Tablespace tablespace(JsonParts json) {
        var tablespace = new Tablespace(json.whole("oid"), json.text("location"));
        json.requireNoMore();
        return tablespace;
    }

    private static SnapshotContent content(JsonParts json) {
        return new SnapshotContent(
                new Sha256(json.text("file_table")),
                json.whole("files"),
                json.whole("bytes_logical"),
                json.whole("bytes_read"),
                json.whole("bytes_stored"));
    }

    private static BadPages badPages(JsonParts json) {
        List<BadPage> pages = json.objects("bad_pages").stream().map(SnapshotObject::page).toList();
        return new BadPages(json.whole("bad_page_count"), pages);
    }

    private static BadPage page(JsonParts json) {
        var page =
                new BadPage(
                        json.text("path"),
                        json.whole("block"),
                        json.small("expected"),
                        json.small("found"));
        json.requireNoMore();
        return page;
    }

    private static String base64(FileBytes file) {
        return Base64.getEncoder().encodeToString(file.bytes());
    }

    private static FileBytes fileBytes(String base64) {
        return FileBytes.of(Base64.getDecoder().decode(base64));
    }
}
