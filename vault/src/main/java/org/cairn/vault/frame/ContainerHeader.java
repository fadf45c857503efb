package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.cairn.vault.problem.VaultProblems;

/// The first 44 bytes of a container, out of which its key is derived.
///
/// Big-endian: magic, version u16, suite u16, repository, id, key epoch u32.
///
/// @param id 16 bytes as 32 hexadecimal digits, used for one container only
/// @param epoch of the master key; 0 where nothing is encrypted
record ContainerHeader(ContainerKind kind, Suite suite, UUID repository, String id, int epoch) {
    static final int BYTES = 44;

    private static final short VERSION = 1;
    private static final int ID_AT = 24;
    private static final int ID_BYTES = 16;

    /// The header of a new container.
    static ContainerHeader of(ContainerKeys keys, ContainerKind kind, String id) {
        return new ContainerHeader(kind, keys.suite(), keys.repository(), id, keys.epoch());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .put(kind.magic())
                .putShort(VERSION)
                .putShort((short) suite.number())
                .put(ContainerKeys.salt(repository))
                .put(HexFormat.of().parseHex(id))
                .putInt(epoch)
                .array();
    }

    /// Reads a header, which must be that of a container of this kind and vault. Raises
    /// `vault-object-damaged`.
    static ContainerHeader read(ContainerKeys keys, ContainerLabel label, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        String id = HexFormat.of().formatHex(bytes, ID_AT, ID_AT + ID_BYTES);
        int epoch = in.getInt(BYTES - Integer.BYTES);
        var header = new ContainerHeader(label.kind(), keys.suite(), keys.repository(), id, epoch);
        if (!Arrays.equals(header.bytes(), bytes) || !label.fits(id)) {
            throw VaultProblems.damaged(
                    label.object(),
                    "it does not begin as this %s of this vault does",
                    label.noun());
        }
        return header;
    }
}
