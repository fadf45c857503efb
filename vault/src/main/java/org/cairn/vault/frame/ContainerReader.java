package org.cairn.vault.frame;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.cairn.vault.problem.VaultProblems;
import org.jspecify.annotations.Nullable;

/// Reads one container. Raises `vault-object-damaged` with the object's name for every byte that is
/// not as it was written. Holds the list of its frames once it was asked for, 100 bytes each. Safe
/// for any thread if its source is.
public final class ContainerReader {
    /// Reads exactly `length` bytes at `offset` of the container.
    @FunctionalInterface
    public interface Source {
        byte[] read(long offset, int length);
    }

    private static final int SMALLEST =
            ContainerHeader.BYTES
                    + 2 * (FrameWriter.OVERHEAD_BYTES + 1)
                    + ContainerFooter.TRAILER_BYTES;

    private final ContainerKeys keys;
    private final String object;
    private final long sizeBytes;
    private final Source source;
    private final ContainerHeader header;
    // A seal is for one thread; so many are made as threads read at once.
    private final Deque<FrameSeal> seals = new ArrayDeque<>();
    private @Nullable List<FrameRef> frames;

    /// Checks the header: it must be that of the container that is labelled so, of this vault.
    public ContainerReader(
            ContainerKeys keys, ContainerLabel label, long sizeBytes, Source source) {
        this.keys = keys;
        this.object = label.object();
        this.sizeBytes = sizeBytes;
        this.source = source;
        if (sizeBytes < SMALLEST) {
            throw VaultProblems.damaged(object, "it has %d bytes, too few for any", sizeBytes);
        }
        this.header = ContainerHeader.read(keys, label, source.read(0, ContainerHeader.BYTES));
        seals.push(newSeal());
    }

    /// Reads the plain bytes of a frame that this container lists. Its tag says that they are those
    /// that were stored under the frame's id.
    public byte[] read(FrameRef frame) {
        if (frame.end() > sizeBytes) {
            throw VaultProblems.damaged(object, "it ends before its frame at %d", frame.offset());
        }
        return decode(frame, source.read(frame.offset(), frame.frameBytes()));
    }

    /// Finds the frame of a number, from 0. Raises `vault-object-damaged` if there is none.
    public FrameRef frame(int number) {
        List<FrameRef> all = frames();
        if (number < 0 || number >= all.size()) {
            throw VaultProblems.damaged(
                    object, "it has %d frames, and number %d was named", all.size(), number);
        }
        return all.get(number);
    }

    /// Gives the list of all frames, which it reads once.
    public synchronized List<FrameRef> frames() {
        List<FrameRef> known = frames;
        if (known == null) {
            known = readFrames();
            frames = known;
        }
        return known;
    }

    /// Reads the list of all frames and does not keep it.
    public List<FrameRef> readFrames() {
        long trailerAt = sizeBytes - ContainerFooter.TRAILER_BYTES;
        byte[] trailer = source.read(trailerAt, ContainerFooter.TRAILER_BYTES);
        int length = ContainerFooter.footerLength(trailer);
        int longest = FrameWriter.OVERHEAD_BYTES + FrameWriter.MAX_PLAIN;
        if (length <= FrameWriter.OVERHEAD_BYTES
                || length > Math.min(longest, trailerAt - ContainerHeader.BYTES)) {
            throw VaultProblems.damaged(object, "its trailer gives the footer %d bytes", length);
        }
        long footerAt = trailerAt - length;
        byte[] footer = source.read(footerAt, length);
        if (!Arrays.equals(trailer, ContainerFooter.trailer(header.bytes(), footer))) {
            throw VaultProblems.damaged(object, "the checksum of its footer differs");
        }
        return entries(footerAt, footer);
    }

    private List<FrameRef> entries(long footerAt, byte[] footer) {
        FrameRef ref = FrameReader.describeFooter(object, footerAt, footer);
        try {
            List<FrameRef> all = ContainerFooter.read(decode(ref, footer));
            if (all.getLast().end() != footerAt) {
                throw new IllegalArgumentException("its frames do not end where its footer begins");
            }
            return all;
        } catch (IllegalArgumentException e) {
            throw VaultProblems.malformed(object, e);
        }
    }

    private byte[] decode(FrameRef frame, byte[] bytes) {
        FrameSeal seal = takeSeal();
        try {
            return FrameReader.decode(object, frame, bytes, seal);
        } finally {
            synchronized (seals) {
                seals.push(seal);
            }
        }
    }

    private FrameSeal takeSeal() {
        synchronized (seals) {
            if (!seals.isEmpty()) {
                return seals.pop();
            }
        }
        return newSeal();
    }

    private FrameSeal newSeal() {
        return keys.seal(header)
                .orElseThrow(() ->
                        VaultProblems.damaged(
                                object,
                                "it names key epoch %s, and the keys at hand end with %d",
                                Integer.toUnsignedString(header.epoch()),
                                keys.epoch()));
    }
}
