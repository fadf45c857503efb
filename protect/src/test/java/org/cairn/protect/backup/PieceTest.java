package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.cairn.postgres.backup.DataFile;
import org.cairn.vault.snapshot.StoredFrame;
import org.junit.jupiter.api.Test;

final class PieceTest {
    private static final long MOST = Piece.MOST_BYTES;

    @Test
    void largeFilesAreSharedAndEmptyOnesAreStillLookedAt() {
        List<Piece> pieces =
                Piece.cut(
                        List.of(
                                file("base", DataFile.Kind.DIRECTORY, 0),
                                file("base/5/1", DataFile.Kind.FILE, 2 * MOST + 1),
                                file("base/5/2", DataFile.Kind.FILE, 0),
                                file("global/pg_control", DataFile.Kind.FILE, 8192),
                                file("base/5/3", DataFile.Kind.FILE, MOST)));

        assertThat(pieces)
                .containsExactly(
                        new Piece(1, 0, MOST),
                        new Piece(1, MOST, MOST),
                        new Piece(1, 2 * MOST, 1),
                        new Piece(2, 0, 0),
                        new Piece(4, 0, MOST));
    }

    @Test
    void aFileThatWasCutOffBetweenTheReadsHasZerosThere() {
        var frames = new FileFrames();
        int frame = PieceReader.PAGES_FRAME_BYTES;

        frames.addAt(0, List.of(StoredFrame.zero(8192)), 8192);
        frames.addAt(2L * frame, List.of(StoredFrame.zero(8192)), 8192);
        frames.addAt(4L * frame, List.of(), 0);

        assertThat(frames.all())
                .extracting(StoredFrame::plainBytes)
                .containsExactly(8192, frame - 8192, frame, 8192);
        assertThat(frames.bytes()).isEqualTo(2L * frame + 8192);
    }

    private static DataFile file(String path, DataFile.Kind kind, long bytes) {
        return new DataFile(path, kind, bytes, 0600, Instant.EPOCH, true, 0);
    }
}
