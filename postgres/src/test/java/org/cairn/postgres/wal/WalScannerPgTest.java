package org.cairn.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The scanner against what PostgreSQL itself says about its WAL (`pg_walinspect`).
final class WalScannerPgTest {
    private static final Map<Integer, RealWal> WAL = new HashMap<>();

    @TempDir private static Path temporary;

    @AfterAll
    static void stop() {
        WAL.values().forEach(RealWal::close);
        WAL.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void readsEveryRecordThatTheServerSees(int major) {
        RealWal wal = wal(major);

        List<RealWal.Seen> found =
                seen(new WalScanner(wal.source(), SegmentSize.DEFAULT, wal.from()), wal.end());

        assertThat(found).hasSizeGreaterThan(1000).isEqualTo(wal.truth());
    }

    private static List<RealWal.Seen> seen(WalScanner scanner, Lsn end) {
        List<RealWal.Seen> found = new ArrayList<>();
        for (var record = scanner.next(); record.isPresent(); record = scanner.next()) {
            if (record.get().start().compareTo(end) >= 0) {
                break;
            }
            found.add(RealWal.Seen.of(record.get()));
        }
        return found;
    }

    private static RealWal wal(int major) {
        return WAL.computeIfAbsent(major, m -> RealWal.make(temporary.resolve("pg" + m), m));
    }
}
