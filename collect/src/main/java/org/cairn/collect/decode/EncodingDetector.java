package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.cairn.collect.decode.EncodingCandidate.Evidence;
import org.jspecify.annotations.Nullable;

/// Finds the encoding of a document from all of its bytes, by counting and not by chance: the same
/// bytes always give the same answer, and the counts say why.
///
/// The first candidate, in the declared order, whose evidence is good is taken. When none is good
/// it is the one with the smallest share of bytes that are not text; these go to quarantine.
final class EncodingDetector {
    private static final int CHUNK = 1 << 16;

    /// Zero bytes at one half of all places must be so many times as frequent as at the other.
    private static final int ONE_SIDED = 20;

    private static final int ZEROS_OF_UTF_16 = 50;

    private EncodingDetector() {}

    /// Problems raised: `document-unreadable`, `encoding-unreadable`.
    static TextForm find(Body body, List<String> order) {
        List<EncodingCandidate> candidates = new ArrayList<>();
        for (String name : order) {
            if (!name.equals("bom") && !name.equals("declared")) {
                candidates.add(EncodingCandidate.of(Encodings.declared(name)));
            }
        }
        if (candidates.isEmpty()) {
            candidates.add(EncodingCandidate.of(StandardCharsets.UTF_8));
        }
        var zeros = new Zeros();
        scan(body, candidates, zeros);
        var against = new StringJoiner("; ");
        EncodingCandidate best = candidates.getFirst();
        for (EncodingCandidate candidate : candidates) {
            Evidence evidence = candidate.evidence(zeros.order());
            if (evidence.good()) {
                against.add(evidence.says());
                return found(candidate, zeros, against.toString());
            }
            against.add("not " + candidate.name() + ": " + evidence.says());
            if (evidence.badShare() < best.evidence(zeros.order()).badShare()) {
                best = candidate;
            }
        }
        return found(best, zeros, "nothing fits well; " + against);
    }

    private static TextForm found(EncodingCandidate candidate, Zeros zeros, String because) {
        Charset charset = candidate.charset();
        Charset wide = zeros.order();
        return wide != null && charset.equals(StandardCharsets.UTF_16)
                ? new TextForm(wide, 0, because)
                : new TextForm(charset, 0, because);
    }

    /// Whether a document is in UTF-16 with the bytes in this order; null when it is not.
    static @Nullable Charset byteOrder(Body body) {
        var zeros = new Zeros();
        scan(body, List.of(), zeros);
        return zeros.order();
    }

    private static void scan(Body body, List<EncodingCandidate> candidates, Zeros zeros) {
        byte[] buffer = new byte[CHUNK];
        try (InputStream in = body.open()) {
            int n = in.readNBytes(buffer, 0, CHUNK);
            while (n > 0) {
                zeros.take(buffer, n);
                for (EncodingCandidate candidate : candidates) {
                    candidate.take(buffer, n);
                }
                n = in.readNBytes(buffer, 0, CHUNK);
            }
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    /// Where zero bytes stand: ASCII in UTF-16 has them at every second place.
    private static final class Zeros {
        private long even;
        private long odd;
        private long bytes;

        // Chunks have an even length, so places keep their parity.
        void take(byte[] buffer, int length) {
            for (int i = 0; i < length; i++) {
                if (buffer[i] == 0) {
                    if ((i & 1) == 0) {
                        even++;
                    } else {
                        odd++;
                    }
                }
            }
            bytes += length;
        }

        @Nullable Charset order() {
            if ((even + odd) * ZEROS_OF_UTF_16 < bytes || bytes < 2) {
                return null;
            }
            if (even > odd * ONE_SIDED) {
                return StandardCharsets.UTF_16BE;
            }
            return odd > even * ONE_SIDED ? StandardCharsets.UTF_16LE : null;
        }
    }
}
