package org.cairn.vault.body;

import java.util.List;
import org.cairn.kernel.Sha256;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.store.ObjectName;

/// Which frames of which packs make up a body, in order.
public record BodyMap(Sha256 sha256, long lengthBytes, List<Piece> pieces) {
    static final String FOLDER = "body/";

    /// Frames of the body that follow each other in one pack.
    ///
    /// @param frame number of the first
    public record Piece(PackId pack, int frame, int count) {
        public Piece {
            if (frame < 0 || count < 1) {
                throw new IllegalArgumentException(
                        "not a piece: %d frames from %d".formatted(count, frame));
            }
        }
    }

    public BodyMap {
        pieces = List.copyOf(pieces);
        if (lengthBytes < 0 || (lengthBytes == 0) != pieces.isEmpty()) {
            throw new IllegalArgumentException(
                    "%d pieces for a body of %d bytes".formatted(pieces.size(), lengthBytes));
        }
    }

    /// The name of the object that says what these bytes are made of. It cannot be made out of the
    /// bytes without the vault's key.
    public static ObjectName nameOf(ContainerKeys keys, Sha256 sha256) {
        String id = keys.idOf(sha256.bytes()).hex();
        return new ObjectName(FOLDER + id.substring(0, 2) + "/" + id);
    }
}
