package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.cairn.postgres.backup.DataFile;
import org.junit.jupiter.api.Test;

final class PortionTest {
    private static final long MOST = Portion.MOST_BYTES;

    @Test
    void largeFilesAreSharedAndEmptyOnesAreStillLookedAt() {
        List<Portion> pieces =
                Portion.cut(
                        List.of(
                                file("base", DataFile.Kind.DIRECTORY, 0),
                                file("base/5/1", DataFile.Kind.FILE, 2 * MOST + 1),
                                file("base/5/2", DataFile.Kind.FILE, 0),
                                file("global/pg_control", DataFile.Kind.FILE, 8192),
                                file("base/5/3", DataFile.Kind.FILE, MOST),
                                file("base/5/4", DataFile.Kind.FILE, MOST)),
                        file -> file != 5);

        assertThat(pieces)
                .containsExactly(
                        new Portion(1, 0, MOST),
                        new Portion(1, MOST, MOST),
                        new Portion(1, 2 * MOST, 1),
                        new Portion(2, 0, 0),
                        new Portion(4, 0, MOST));
    }

    private static DataFile file(String path, DataFile.Kind kind, long bytes) {
        return new DataFile(path, kind, bytes, 0600, Instant.EPOCH, true, 0);
    }
}
