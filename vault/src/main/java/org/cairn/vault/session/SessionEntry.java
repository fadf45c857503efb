package org.cairn.vault.session;

import java.util.Collection;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.store.ObjectName;
import tools.jackson.core.JsonGenerator;

/// One entry in the log of a session.
public sealed interface SessionEntry {
    /// A writer begins, and treats what the generations up to this one condemn as absent.
    ///
    /// @param generation the newest there was, 0 before the first
    record Begin(int generation) implements SessionEntry {}

    /// The writer is still at work.
    record Alive() implements SessionEntry {}

    /// The snapshot that the writer will create needs the WAL of a server from no earlier than here
    /// on. It is durable before the snapshot's start is known.
    ///
    /// @param server the system identifier
    record Wal(String server, Timeline timeline, Lsn from) implements SessionEntry {}

    /// The writer is about to create an object that names these packs, and nothing else before its
    /// next entry.
    record Commit(ObjectName creates, List<PackId> packs) implements SessionEntry {
        public Commit {
            packs = List.copyOf(packs);
        }

        static Commit of(ObjectName creates, Collection<PackId> packs) {
            return new Commit(creates, List.copyOf(packs));
        }
    }

    /// A sweep has ended the session: its writer creates nothing any more.
    record End() implements SessionEntry {}

    default void write(JsonGenerator json) {
        switch (this) {
            case Begin(int generation) -> {
                json.writeStringProperty("act", "begin");
                json.writeNumberProperty("generation", generation);
            }
            case Alive() -> json.writeStringProperty("act", "alive");
            case Wal(String server, Timeline timeline, Lsn from) -> {
                json.writeStringProperty("act", "wal");
                json.writeStringProperty("system_identifier", server);
                json.writeNumberProperty("timeline", timeline.number());
                json.writeStringProperty("from_lsn", from.toString());
            }
            case Commit(ObjectName creates, List<PackId> packs) -> {
                json.writeStringProperty("act", "commit");
                json.writeStringProperty("creates", creates.value());
                json.writeName("packs");
                json.writeStartArray();
                for (PackId pack : packs) {
                    json.writeStartObject();
                    json.writeStringProperty("name", pack.objectName());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            case End() -> json.writeStringProperty("act", "end");
        }
    }

    static SessionEntry read(JsonParts json) {
        return switch (json.text("act")) {
            case "begin" -> new Begin(json.small("generation"));
            case "alive" -> new Alive();
            case "wal" ->
                    new Wal(
                            json.text("system_identifier"),
                            new Timeline(json.small("timeline")),
                            Lsn.parse(json.text("from_lsn")));
            case "commit" ->
                    new Commit(
                            new ObjectName(json.text("creates")),
                            json.objects("packs").stream().map(SessionEntry::pack).toList());
            case "end" -> new End();
            case String other -> throw new IllegalArgumentException("unknown act " + other);
        };
    }

    private static PackId pack(JsonParts json) {
        PackId pack = Generations.packNamed(json.text("name"));
        json.requireNoMore();
        return pack;
    }
}
