package org.cairn.vault;

import java.time.Instant;
import java.util.UUID;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.json.SealedJson;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// What `repo.json` says: that this is a vault, in which format, and which one.
record Repository(UUID uuid, Instant created) {
    static final ObjectName NAME = new ObjectName("repo.json");
    private static final String TYPE = "cairn-vault";

    static Repository load(ObjectStore store) {
        try (var object = store.open(NAME)) {
            byte[] bytes = object.readAll(SealedJson.MAX_BYTES);
            long version = SealedJson.peekVersion(NAME.value(), bytes);
            if (version != SealedJson.VERSION) {
                throw VaultProblems.versionUnknown(NAME.value(), version);
            }
            return SealedJson.read(TYPE, NAME.value(), bytes, Repository::repository);
        }
    }

    /// Writes `repo.json` unless another creator was first.
    void create(ObjectStore store) {
        store.putIfAbsent(
                NAME,
                SealedJson.write(
                        TYPE,
                        NAME.value(),
                        json -> {
                            json.writeStringProperty("uuid", uuid.toString());
                            json.writeStringProperty("created", created.toString());
                        }));
    }

    private static Repository repository(JsonParts json) {
        return new Repository(
                UUID.fromString(json.text("uuid")), Instant.parse(json.text("created")));
    }
}
