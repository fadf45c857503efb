package org.cairn.vault.frame;

import java.util.Arrays;
import java.util.List;
import org.cairn.vault.problem.VaultProblems;

/// Reads one pack. Raises `vault-object-damaged` with the pack's name for every byte that is not as
/// it was written. Safe for any thread if its source is.
public final class PackReader {
    /// Reads exactly `length` bytes at `offset` of the pack.
    @FunctionalInterface
    public interface Source {
        byte[] read(long offset, int length);
    }

    private static final int SMALLEST =
            PackIdentity.HEADER_BYTES + FrameWriter.HEADER_BYTES + PackFooter.TRAILER_BYTES;

    private final PackIdentity identity;
    private final String name;
    private final long sizeBytes;
    private final Source source;

    /// Checks the pack's header: it must be this pack of this repository in version 0.
    public PackReader(PackIdentity identity, long sizeBytes, Source source) {
        this.identity = identity;
        this.name = identity.pack().objectName();
        this.sizeBytes = sizeBytes;
        this.source = source;
        if (sizeBytes < SMALLEST
                || !Arrays.equals(source.read(0, PackIdentity.HEADER_BYTES), identity.header())) {
            throw VaultProblems.damaged(name, "it does not begin as this pack of this vault does");
        }
    }

    /// Reads the plain bytes of a frame, checked by checksum and lengths.
    public byte[] read(FrameRef frame) {
        return FrameReader.decode(name, frame, source.read(frame.offset(), frame.frameBytes()));
    }

    /// Reads the plain bytes of a frame, checked also by its id.
    public byte[] readIdentified(FrameRef frame) {
        byte[] plain = read(frame);
        FrameReader.requireId(name, frame, plain);
        return plain;
    }

    /// Reads the footer: all frames of the pack, which fill it without a gap.
    public List<FrameRef> frames() {
        long trailerAt = sizeBytes - PackFooter.TRAILER_BYTES;
        byte[] trailer = source.read(trailerAt, PackFooter.TRAILER_BYTES);
        int length = PackFooter.footerLength(trailer);
        int longest = FrameWriter.HEADER_BYTES + FrameWriter.MAX_PLAIN;
        if (length < FrameWriter.HEADER_BYTES
                || length > Math.min(longest, trailerAt - PackIdentity.HEADER_BYTES)) {
            throw VaultProblems.damaged(name, "its trailer gives the footer %d bytes", length);
        }
        byte[] footer = source.read(trailerAt - length, length);
        if (!Arrays.equals(trailer, PackFooter.trailer(identity.header(), footer, length))) {
            throw VaultProblems.damaged(name, "the checksum of its footer differs");
        }
        return entries(trailerAt - length, footer);
    }

    private List<FrameRef> entries(long footerAt, byte[] footer) {
        FrameRef ref = FrameReader.describe(name, FrameType.FOOTER, footerAt, footer);
        try {
            List<FrameRef> frames = PackFooter.read(FrameReader.decode(name, ref, footer));
            requireNoGap(frames, footerAt);
            return frames;
        } catch (IllegalArgumentException e) {
            throw VaultProblems.malformed(name, e);
        }
    }

    private static void requireNoGap(List<FrameRef> frames, long footerAt) {
        long position = PackIdentity.HEADER_BYTES;
        for (FrameRef frame : frames) {
            if (frame.offset() != position) {
                throw new IllegalArgumentException("there is a gap before " + frame.offset());
            }
            position = frame.end();
        }
        if (position != footerAt) {
            throw new IllegalArgumentException("there is a gap before the footer");
        }
    }
}
