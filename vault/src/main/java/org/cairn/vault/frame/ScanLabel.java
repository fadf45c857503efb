package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of a container before it is looked at without a key.
///
/// @param kind that it must be; null where the name does not say
/// @param id that it must have; null where the name does not say
public record ScanLabel(
        String object,
        Suite suite,
        UUID repository,
        @Nullable ContainerKind kind,
        @Nullable String id) {
    private static final short VERSION = 1;

    /// Version, suite and repository as they stand behind the magic.
    byte[] start() {
        return ByteBuffer.allocate(20)
                .putShort(VERSION)
                .putShort((short) suite.number())
                .put(ContainerKeys.salt(repository))
                .array();
    }

    boolean isKind(byte[] magic) {
        return kind == null
                ? ContainerScan.kindOf(magic).isPresent()
                : Arrays.equals(magic, kind.magic());
    }

    boolean fits(String found) {
        return id == null || id.equals(found);
    }

    boolean isEpoch(int epoch) {
        return (suite == Suite.CLEAR) == (epoch == 0);
    }
}
