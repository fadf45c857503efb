package org.cairn.postgres.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.cairn.postgres.change.PositionScan.FileScan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PositionScanTest {
    private static final long EPOCH = 1L << 32;

    @ParameterizedTest
    @CsvSource({
        "base/5/PG_VERSION, 3, 3, NO_RELATION",
        "base/5/16384, 8191, 8192, ODD_SIZE",
        "base/5/16384_fsm, 8192, 8192, FREE_SPACE_MAP",
        "base/5/16384_vm, 8192, 8192, VISIBILITY_MAP",
        "base/5/16384_init, 8192, 8192, INIT_FORK",
        "base/5/16384, 8192, , NOT_IN_BASE",
        "base/6/16384, 8192, 8192, DATABASE_REMADE",
        "base/7/16384, 8192, 8192, DATABASE_REMADE",
        "pg_tblspc/9/PG_15_1/6/16384, 8192, 8192, DATABASE_REMADE"
    })
    void someFilesAreWhole(String path, long size, Long base, WholeReason reason) {
        assertThat(scan().decide(path, size, base)).isEqualTo(new FileScan.Whole(reason));
    }

    @Test
    void pagesThatTheBaseReachesAreToldByTheirPosition() {
        assertThat(scan().decide("base/5/16384.2", 10 * 8192, 7L * 8192))
                .isEqualTo(new FileScan.ByPosition(7));
        assertThat(scan().decide("base/5/16384", 10 * 8192, 12L * 8192))
                .isEqualTo(new FileScan.ByPosition(10));
        assertThat(scan().decide("global/1262", 8192, 8192L)).isEqualTo(new FileScan.ByPosition(1));
    }

    @Test
    void aDatabaseIsKeptWhenItsRowIsOlderThanTheBase() {
        assertKept(true, 899);
        assertKept(false, 900);
        assertKept(false, 999);
        assertKept(true, 1000);
        assertKept(true, 4_000_000_000L);
    }

    @Test
    void rowsOfInitdbAreOld() {
        assertThat(kept(new DatabaseRows(Map.of(5L, 1L), EPOCH + 100), EPOCH)).isTrue();
        assertThat(kept(new DatabaseRows(Map.of(5L, 2L), EPOCH + 100), EPOCH)).isTrue();
        assertThat(kept(new DatabaseRows(Map.of(5L, 3L), EPOCH + 100), EPOCH)).isFalse();
    }

    @Test
    void aNumberThatComesAgainOnTheWayCountsAsNewer() {
        assertThat(kept(new DatabaseRows(Map.of(5L, 10L), EPOCH + 100), EPOCH - 100)).isFalse();
        assertThat(kept(new DatabaseRows(Map.of(5L, EPOCH - 50), EPOCH + 100), EPOCH - 100))
                .isFalse();
        assertThat(kept(new DatabaseRows(Map.of(5L, 100L), EPOCH + 100), EPOCH - 100)).isTrue();
        assertThat(kept(new DatabaseRows(Map.of(5L, 5L), 3 * EPOCH), EPOCH)).isFalse();
    }

    private static void assertKept(boolean kept, long writer) {
        assertThat(kept(new DatabaseRows(Map.of(5L, writer), 1000), 900))
                .as("written by %d", writer)
                .isEqualTo(kept);
    }

    private static boolean kept(DatabaseRows rows, long oldest) {
        return rows.keptSince(standing(oldest)).contains(5L);
    }

    private static PositionScan scan() {
        return PositionScan.since(
                standing(900), new DatabaseRows(Map.of(5L, 800L, 6L, 950L), 1000), 131_072);
    }

    private static ServerStanding standing(long oldest) {
        return new ServerStanding("77", Instant.EPOCH, true, false, oldest);
    }
}
