package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/// Which pack of which repository; both stand in the pack's header, so that a pack that strays into
/// another name or another vault is noticed.
public record PackIdentity(UUID repository, PackId pack) {
    static final int HEADER_BYTES = 44;
    private static final short VERSION = 0;
    private static final short SUITE_CLEAR = 0;
    private static final int KEY_EPOCH_NONE = 0;

    /// The first bytes of the pack. Big-endian: magic, version u16, suite u16, repository, pack,
    /// key epoch u32. A reader knows them all beforehand and compares them whole.
    byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put("CRNP".getBytes(StandardCharsets.US_ASCII))
                .putShort(VERSION)
                .putShort(SUITE_CLEAR)
                .putLong(repository.getMostSignificantBits())
                .putLong(repository.getLeastSignificantBits())
                .put(HexFormat.of().parseHex(pack.hex()))
                .putInt(KEY_EPOCH_NONE)
                .array();
    }
}
