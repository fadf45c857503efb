package org.cairn.vault.body;

import java.util.ArrayList;
import java.util.List;
import org.cairn.vault.body.BodyMap.Piece;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.FrameType;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;

/// The frames of a body with their places, as the packs list them.
final class BodyFrames {
    private BodyFrames() {}

    /// One frame and the offset of its first plain byte in the body.
    record Placed(PackId pack, FrameRef frame, long start) {
        long end() {
            return start + frame.plainBytes();
        }
    }

    /// Asks the packs. Raises `vault-object-missing` and `vault-object-damaged` for a pack that is
    /// not whole as far as its ends tell, and for a body whose frames have another length.
    static List<Placed> of(Packs packs, ObjectName name, BodyMap body) {
        List<Placed> placed = new ArrayList<>();
        long start = 0;
        for (Piece piece : body.pieces()) {
            try (var pack = packs.open(piece.pack())) {
                requireFew(name, placed.size() + (long) piece.count());
                for (int i = 0; i < piece.count(); i++) {
                    FrameRef frame = pack.reader().frame(piece.frame() + i);
                    requireData(piece.pack(), frame);
                    placed.add(new Placed(piece.pack(), frame, start));
                    start += frame.plainBytes();
                }
            }
        }
        if (start != body.lengthBytes()) {
            throw VaultProblems.damaged(
                    name.value(),
                    "it says %d bytes and its frames have %d",
                    body.lengthBytes(),
                    start);
        }
        return placed;
    }

    // No list is made that is longer than any body's.
    private static void requireFew(ObjectName name, long frames) {
        if (frames > BodyLimits.DEFAULT.bodyFrames()) {
            throw VaultProblems.damaged(name.value(), "it names more frames than a body can have");
        }
    }

    private static void requireData(PackId pack, FrameRef frame) {
        if (frame.type() != FrameType.DATA) {
            throw VaultProblems.damaged(
                    pack.objectName(), "frame %d holds no bytes of a body", frame.number());
        }
    }
}
