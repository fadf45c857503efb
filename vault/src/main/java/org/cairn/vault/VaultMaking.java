package org.cairn.vault;

import java.util.List;
import java.util.UUID;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.key.KeySlots;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.key.VaultSecret;
import org.cairn.vault.store.ObjectStore;

/// Makes vaults, and unlocks them.
///
/// The order is law: what keeps a secret outside of the vault is durable, then the slots of the
/// first epoch, then `repo.json`, by which the vault exists. So there is never an encrypted vault
/// that no key opens. The steps announced are those of [KeyRing] and `vault.created`.
final class VaultMaking {
    private final ObjectStore store;
    private final VaultAccess access;
    private final KeyRing.Tools tools;

    VaultMaking(ObjectStore store, VaultAccess access, KeyRing.Tools tools) {
        this.store = store;
        this.access = access;
        this.tools = tools;
    }

    /// Makes the vault unless it is there. Two that do so at once make one.
    void makeUnlessThere() {
        if (store.exists(Repository.NAME)) {
            return;
        }
        UUID uuid = uuidOf(tools.entropy().bytes(16));
        var repository = new Repository(uuid, tools.clock().instant(), access.suiteOfNew());
        switch (repository.suite()) {
            case CLEAR -> repository.create(store);
            case ENCRYPTED -> makeEncrypted(repository);
        }
    }

    private void makeEncrypted(Repository repository) {
        List<VaultSecret> secrets = access.secretsOfNew();
        try {
            if (secrets.isEmpty()) {
                throw new IllegalStateException("an encrypted vault needs a key besides recovery");
            }
            var ring = new KeyRing(store, repository.uuid(), tools);
            KeyRing.FirstSlots first = ring.begin(secrets);
            if (repository.create(store) == ObjectStore.Creation.EXISTED) {
                ring.lost(first);
                return;
            }
            tools.steps().reached("vault.created");
            try (var recovery = first.recovery()) {
                access.made(recovery);
            }
            ring.won(first);
        } finally {
            secrets.forEach(VaultSecret::close);
        }
    }

    /// Gives what reads and writes the vault. Raises the problems of [KeySlots#unlock].
    ContainerKeys unlock(Repository repository) {
        if (repository.suite() == Suite.CLEAR) {
            return ContainerKeys.clear(repository.uuid());
        }
        List<VaultSecret> secrets = access.secrets();
        try {
            return new KeySlots(store, repository.uuid()).unlock(secrets);
        } finally {
            secrets.forEach(VaultSecret::close);
        }
    }

    // Version 4, variant 2 of RFC 9562 out of 16 random bytes.
    private static UUID uuidOf(byte[] random) {
        var bytes = java.nio.ByteBuffer.wrap(random);
        long high = bytes.getLong();
        long low = bytes.getLong();
        return new UUID((high & ~0xF000L) | 0x4000L, (low & ~(3L << 62)) | (2L << 62));
    }
}
