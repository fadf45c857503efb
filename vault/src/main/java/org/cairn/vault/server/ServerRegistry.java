package org.cairn.vault.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
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
    private final JsonObjects objects;

    public ServerRegistry(JsonObjects objects) {
        this.store = objects.store();
        this.objects = objects;
    }

    /// Registers a server unless it is known, and returns what the vault says of it; durable when
    /// it returns. Raises `server-conflict` for a server of the same identifier with another
    /// version or size of segments, which cannot be the same one.
    public ServerRecord register(ServerRecord server) {
        ObjectName name = name(server.systemIdentifier());
        if (put(name, server) == ObjectStore.Creation.CREATED) {
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

    private ObjectStore.Creation put(ObjectName name, ServerRecord server) {
        return objects.put(
                TYPE,
                name,
                json -> {
                    json.writeStringProperty("system_identifier", server.systemIdentifier());
                    json.writeNumberProperty("major", server.major());
                    json.writeNumberProperty("segment_size", server.segmentBytes());
                    json.writeStringProperty("registered_at", server.registered().toString());
                });
    }

    private ServerRecord load(ObjectName name) {
        return objects.load(TYPE, name, ServerRegistry::server);
    }

    private static ServerRecord server(JsonParts json) {
        return new ServerRecord(
                json.text("system_identifier"),
                json.small("major"),
                json.small("segment_size"),
                Instant.parse(json.text("registered_at")));
    }
}
