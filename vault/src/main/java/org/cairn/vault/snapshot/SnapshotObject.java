package org.cairn.vault.snapshot;

import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.PackId;
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
                    write(json, facts.standing());
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

    private static void write(JsonGenerator json, SnapshotStanding standing) {
        json.writeStringProperty("postmaster_started_at", standing.postmasterStart().toString());
        json.writeStringProperty("wal_log_hints", standing.walLogHints() ? ON : OFF);
        json.writeNumberProperty("oldest_transaction", standing.oldestTransaction());
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
        json.writeStringProperty("changes", content.changes().text());
        content.base().ifPresent(base -> json.writeStringProperty("base", base));
        json.writeStringProperty("reason", content.reason());
        content.readFrom()
                .ifPresent(from -> {
                    json.writeStringProperty("file_source", from.source().text());
                    json.writeStringProperty("file_source_reason", from.reason());
                });
        json.writeName("chunks");
        json.writeStartArray();
        content.chunks().forEach(chunk -> write(json, chunk));
        json.writeEndArray();
        json.writeName("packs");
        json.writeStartArray();
        for (TablePack pack : content.packs()) {
            json.writeStartObject();
            json.writeStringProperty("id", pack.id().hex());
            json.writeNumberProperty("size", pack.sizeBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("files", content.files());
        json.writeNumberProperty("bytes_logical", content.logicalBytes());
        json.writeNumberProperty("bytes_read", content.readBytes());
        json.writeNumberProperty("bytes_stored", content.storedBytes());
    }

    private static void write(JsonGenerator json, TableChunk chunk) {
        json.writeStartObject();
        json.writeStringProperty("pack", chunk.pack().hex());
        json.writeNumberProperty("frame", chunk.frame());
        json.writeNumberProperty("count", chunk.count());
        json.writeStringProperty("id", chunk.id().hex());
        json.writeStringProperty("first", chunk.first());
        json.writeEndObject();
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
                        standing(json),
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

    private static SnapshotStanding standing(JsonParts json) {
        return new SnapshotStanding(
                Instant.parse(json.text("postmaster_started_at")),
                isOn(json.text("wal_log_hints")),
                json.whole("oldest_transaction"));
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
        var origin =
                new SnapshotContent.Origin(
                        Changes.parse(json.text("changes")),
                        json.findText("base").orElse(null),
                        json.text("reason"),
                        json.findText("file_source")
                                .map(source ->
                                        new SnapshotContent.ReadFrom(
                                                FileSource.parse(source),
                                                json.text("file_source_reason")))
                                .orElse(null));
        return new SnapshotContent(
                origin,
                json.objects("chunks").stream().map(SnapshotObject::chunk).toList(),
                json.objects("packs").stream().map(SnapshotObject::pack).toList(),
                json.whole("files"),
                new SnapshotContent.Sizes(
                        json.whole("bytes_logical"),
                        json.whole("bytes_read"),
                        json.whole("bytes_stored")));
    }

    private static TableChunk chunk(JsonParts json) {
        var chunk =
                new TableChunk(
                        PackId.meta(json.text("pack")),
                        json.small("frame"),
                        json.small("count"),
                        ContentId.of(HexFormat.of().parseHex(json.text("id"))),
                        json.text("first"));
        json.requireNoMore();
        return chunk;
    }

    private static TablePack pack(JsonParts json) {
        var pack = new TablePack(new PackId(json.text("id")), json.whole("size"));
        json.requireNoMore();
        return pack;
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
