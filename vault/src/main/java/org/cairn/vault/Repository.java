package org.cairn.vault;

import java.time.Instant;
import java.util.UUID;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.json.SealedJson;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// What `repo.json` says: that this is a vault, in which format, which one, and whether it is
/// encrypted.
record Repository(UUID uuid, Instant created, Suite suite) {
    static final ObjectName NAME = new ObjectName("repo.json");
    private static final String TYPE = "cairn-vault";

    static Repository load(ObjectStore store) {
        try (var object = store.open(NAME)) {
            byte[] bytes = object.readAll(SealedJson.MAX_BYTES);
            long version = SealedJson.peekVersion(NAME.value(), bytes);
            if (version == 0) {
                throw VaultProblems.versionOld(NAME.value());
            }
            if (version != SealedJson.VERSION) {
                throw VaultProblems.versionUnknown(NAME.value(), version);
            }
            return SealedJson.read(TYPE, NAME.value(), bytes, Repository::repository);
        }
    }

    /// Writes `repo.json` unless another creator was first.
    ObjectStore.Creation create(ObjectStore store) {
        return store.putIfAbsent(
                NAME,
                SealedJson.write(
                        TYPE,
                        NAME.value(),
                        json -> {
                            json.writeStringProperty("uuid", uuid.toString());
                            json.writeStringProperty("created", created.toString());
                            json.writeNumberProperty("suite", suite.number());
                        }));
    }

    private static Repository repository(JsonParts json) {
        return new Repository(
                UUID.fromString(json.text("uuid")),
                Instant.parse(json.text("created")),
                Suite.of(json.whole("suite")));
    }
}
