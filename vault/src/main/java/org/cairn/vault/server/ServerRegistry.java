package org.cairn.vault.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.json.SealedJson;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// The servers of a vault, each an immutable object `server/<system identifier>`.
///
/// Safe for any thread and any number of processes; raises the problems of [ObjectStore] and
/// `vault-object-damaged`.
public final class ServerRegistry {
    private static final String FOLDER = "server/";
    private static final String TYPE = "server";

    private final ObjectStore store;

    public ServerRegistry(ObjectStore store) {
        this.store = store;
    }

    /// Registers a server unless it is known, and returns what the vault says of it; durable when
    /// it returns. Raises `server-conflict` for a server of the same identifier with another
    /// version or size of segments, which cannot be the same one.
    public ServerRecord register(ServerRecord server) {
        ObjectName name = name(server.systemIdentifier());
        if (store.putIfAbsent(name, write(name, server)) == ObjectStore.Creation.CREATED) {
            return server;
        }
        ServerRecord known = load(name);
        if (known.major() != server.major() || known.segmentBytes() != server.segmentBytes()) {
            throw VaultProblems.SERVER_CONFLICT
                    .says("server %s is another one in the vault", server.systemIdentifier())
                    .what("the vault has %s, this one has %s", traits(known), traits(server))
                    .kept("nothing was written")
                    .remedy("Use a vault of its own for this server.")
                    .with("server", server.systemIdentifier())
                    .asException();
        }
        return known;
    }

    public Optional<ServerRecord> find(String systemIdentifier) {
        ObjectName name = name(systemIdentifier);
        return store.find(name).map(_ -> load(name));
    }

    /// Lists the servers by the characters of their identifiers.
    public List<ServerRecord> list() {
        return store.list(FOLDER).stream()
                .filter(ServerRegistry::isServer)
                .map(this::load)
                .toList();
    }

    /// Reads an object to see whether it is whole. Returns false if its name is not that of a
    /// server.
    public boolean check(ObjectName object) {
        if (!isServer(object)) {
            return false;
        }
        load(object);
        return true;
    }

    private static boolean isServer(ObjectName name) {
        return name.value().startsWith(FOLDER)
                && ServerRecord.isIdentifier(name.value().substring(FOLDER.length()));
    }

    private static ObjectName name(String systemIdentifier) {
        ServerRecord.requireIdentifier(systemIdentifier);
        return new ObjectName(FOLDER + systemIdentifier);
    }

    private static String traits(ServerRecord server) {
        return "major version %d and segments of %d bytes"
                .formatted(server.major(), server.segmentBytes());
    }

    private static byte[] write(ObjectName name, ServerRecord server) {
        return SealedJson.write(
                TYPE,
                name.value(),
                json -> {
                    json.writeStringProperty("system_identifier", server.systemIdentifier());
                    json.writeNumberProperty("major", server.major());
                    json.writeNumberProperty("segment_size", server.segmentBytes());
                    json.writeStringProperty("registered_at", server.registered().toString());
                });
    }

    private ServerRecord load(ObjectName name) {
        try (var object = store.open(name)) {
            return SealedJson.read(
                    TYPE,
                    name.value(),
                    object.readAll(SealedJson.MAX_BYTES),
                    ServerRegistry::server);
        }
    }

    private static ServerRecord server(JsonParts json) {
        return new ServerRecord(
                json.text("system_identifier"),
                json.small("major"),
                json.small("segment_size"),
                Instant.parse(json.text("registered_at")));
    }
}
