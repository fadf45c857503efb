package org.cairn.vault.wal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.frame.FrameWriter;
import org.cairn.vault.problem.VaultProblems;
import org.jspecify.annotations.Nullable;

/// Which fragments a segment can stand in for: those whose every byte it holds as well.
///
/// A fragment of other bytes is the evidence that two servers wrote under one identity, and must
/// not be removed because a segment came later. The segment is read once, beside the fragments that
/// overlap where it stands. Confined to one thread.
final class FragmentComparison implements AutoCloseable {
    private final WalArchive archive;
    private final WalObject segment;
    private final List<Candidate> candidates;

    /// @param fragments each inside of the segment
    FragmentComparison(WalArchive archive, WalObject segment, List<WalObject> fragments) {
        this.archive = archive;
        this.segment = segment;
        this.candidates = fragments.stream().map(Candidate::new).toList();
    }

    /// Compares all before any is given back, so that a conflict removes nothing. Leaves out those
    /// that cannot be read. Raises `wal-conflict`.
    List<WalObject> replaced() {
        long position = segment.range().start().bytes();
        byte[] bytes = new byte[FrameWriter.MAX_PLAIN];
        try (InputStream whole = archive.open(segment)) {
            int got = whole.readNBytes(bytes, 0, bytes.length);
            while (got > 0) {
                for (Candidate candidate : candidates) {
                    candidate.compare(bytes, position, got);
                }
                position += got;
                got = whole.readNBytes(bytes, 0, bytes.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return candidates.stream().filter(c -> c.readable).map(c -> c.fragment).toList();
    }

    @Override
    public void close() {
        candidates.forEach(Candidate::close);
    }

    /// One fragment, open while the segment is read where it lies.
    private final class Candidate {
        private final WalObject fragment;
        private @Nullable InputStream stream;
        private boolean readable = true;

        Candidate(WalObject fragment) {
            this.fragment = fragment;
        }

        /// Compares what of the fragment lies in `length` bytes of WAL from `position`.
        void compare(byte[] bytes, long position, int length) {
            long from = Math.max(position, fragment.range().start().bytes());
            long to = Math.min(position + length, fragment.range().end().bytes());
            if (readable && from < to) {
                byte[] part = read(Math.toIntExact(to - from));
                int start = Math.toIntExact(from - position);
                if (readable
                        && Arrays.mismatch(part, 0, part.length, bytes, start, start + part.length)
                                >= 0) {
                    throw VaultProblems.walConflict(fragment.name().value(), fragment.range());
                }
                if (to == fragment.range().end().bytes()) {
                    close();
                }
            }
        }

        private byte[] read(int length) {
            try {
                InputStream open = stream;
                if (open == null) {
                    open = archive.open(fragment);
                    stream = open;
                }
                return open.readNBytes(length);
            } catch (ProblemException _) {
                // Damaged or gone: it is not removed, and Vault.verify has a name for it.
                readable = false;
                return new byte[0];
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void close() {
            try {
                if (stream != null) {
                    stream.close();
                    stream = null;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
