package org.cairn.vault.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What reads and writes the containers of one vault: its suite and, where it is encrypted, its
/// master keys.
///
/// Safe for any thread. It prints no key.
public final class ContainerKeys {
    private static final byte[] CONTENT_ID = "cairn content id".getBytes(US_ASCII);

    private final Suite suite;
    private final UUID repository;
    private final TreeMap<Integer, byte[]> masters;
    private final @Nullable SecretKeySpec idKey;
    private final Warming warming = new Warming();

    private ContainerKeys(Suite suite, UUID repository, SortedMap<Integer, byte[]> masters) {
        this.suite = suite;
        this.repository = repository;
        this.masters = new TreeMap<>();
        masters.forEach((epoch, key) -> this.masters.put(epoch, key.clone()));
        this.idKey =
                suite == Suite.CLEAR
                        ? null
                        : new SecretKeySpec(
                                Hkdf.derive(first(masters), salt(repository), CONTENT_ID),
                                ContentHash.HMAC);
    }

    private static byte[] first(SortedMap<Integer, byte[]> masters) {
        return List.copyOf(masters.values()).getFirst();
    }

    /// Makes what reads and writes a vault that is not encrypted.
    public static ContainerKeys clear(UUID repository) {
        return new ContainerKeys(Suite.CLEAR, repository, new TreeMap<>());
    }

    /// Makes what reads and writes an encrypted vault.
    ///
    /// @param masters master keys by epoch, all from 1 to the newest; they are copied
    public static ContainerKeys encrypted(UUID repository, SortedMap<Integer, byte[]> masters) {
        if (masters.isEmpty() || masters.firstKey() != 1 || masters.lastKey() != masters.size()) {
            throw new IllegalArgumentException("epochs are missing: " + masters.keySet());
        }
        if (masters.values().stream().anyMatch(key -> key.length != Hkdf.KEY_BYTES)) {
            throw new IllegalArgumentException("a master key has 32 bytes");
        }
        return new ContainerKeys(Suite.ENCRYPTED, repository, masters);
    }

    public Suite suite() {
        return suite;
    }

    public UUID repository() {
        return repository;
    }

    /// The epoch under which new containers are written; 0 in a vault that is not encrypted.
    public int epoch() {
        return masters.isEmpty() ? 0 : masters.lastKey();
    }

    /// Makes what computes ids, for one thread.
    public ContentHash contentHash() {
        return new ContentHash(idKey);
    }

    /// Computes the id of some bytes; where there are many, take a [ContentHash].
    public ContentId idOf(byte[] plain) {
        return contentHash().of(plain, 0, plain.length);
    }

    /// Makes what seals and opens the frames of a container, for one thread; empty for an epoch
    /// whose key is not here.
    Optional<FrameSeal> seal(ContainerHeader header) {
        if (suite == Suite.CLEAR) {
            return header.epoch() == 0
                    ? Optional.of(new ClearSeal(header.bytes()))
                    : Optional.empty();
        }
        return Optional.ofNullable(masters.get(header.epoch()))
                .map(master ->
                        new SecretFrameSeal(
                                Hkdf.derive(master, salt(repository), header.bytes()), warming));
    }

    /// The salt of everything that is derived from a master key: the repository's uuid.
    public static byte[] salt(UUID repository) {
        return ByteBuffer.allocate(16)
                .putLong(repository.getMostSignificantBits())
                .putLong(repository.getLeastSignificantBits())
                .array();
    }

    /// Overwrites the master keys; nothing can be read or written any more.
    public void wipe() {
        masters.values().forEach(key -> Arrays.fill(key, (byte) 0));
        masters.clear();
    }

    @Override
    public String toString() {
        return "keys of suite " + suite.number() + " to epoch " + epoch();
    }
}
