package org.cairn.vault.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cairn.kernel.Sha256;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.store.ObjectName;

/// Which frames of which packs make up a body, in order.
public record BodyMap(Sha256 sha256, long lengthBytes, List<PackPart> packs) {
    static final String FOLDER = "body/";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /// The frames of the body in one pack.
    public record PackPart(PackId pack, List<FrameRef> frames) {
        public PackPart {
            frames = List.copyOf(frames);
        }
    }

    /// One frame and the offset of its first plain byte in the body.
    record Placed(PackId pack, FrameRef frame, long start) {
        long end() {
            return start + frame.plainBytes();
        }
    }

    public BodyMap {
        packs = List.copyOf(packs);
        long sum = 0;
        for (PackPart part : packs) {
            for (FrameRef frame : part.frames()) {
                sum += frame.plainBytes();
            }
        }
        if (sum != lengthBytes) {
            throw new IllegalArgumentException(
                    "frames of %d bytes for a body of %d".formatted(sum, lengthBytes));
        }
    }

    public static ObjectName nameOf(Sha256 sha256) {
        return new ObjectName(FOLDER + sha256.hex().substring(0, 2) + "/" + sha256.hex());
    }

    /// Takes the hash out of the name of an object; empty if that is not the name of a body.
    public static Optional<Sha256> parse(ObjectName name) {
        String hex = name.value().substring(name.value().lastIndexOf('/') + 1);
        return SHA256.matcher(hex).matches()
                ? Optional.of(new Sha256(hex)).filter(sha -> nameOf(sha).equals(name))
                : Optional.empty();
    }

    List<Placed> placed() {
        List<Placed> placed = new ArrayList<>();
        long start = 0;
        for (PackPart part : packs) {
            for (FrameRef frame : part.frames()) {
                placed.add(new Placed(part.pack(), frame, start));
                start += frame.plainBytes();
            }
        }
        return placed;
    }
}
