package org.cairn.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.Sql;
import org.cairn.postgres.wal.RealWal.Seen;
import org.cairn.postgres.wal.TransactionEnd.Kind;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The scanner against what PostgreSQL itself says about its WAL (`pg_walinspect`).
final class WalScannerPgTest {
    private static final SegmentSize SEGMENT = SegmentSize.DEFAULT;
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

        assertThat(seen(wal.scanner(wal.from()), wal.end()))
                .hasSizeGreaterThan(80_000)
                .isEqualTo(wal.truth());
        assertThat(wal.scanner(wal.from()).findEnd()).isGreaterThanOrEqualTo(wal.end());
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theFirstPageOfASegmentSaysWhoseItIs(int major) {
        RealWal wal = wal(major);
        byte[] page = new byte[WalPageHeader.PAGE_BYTES];
        wal.files().read(SEGMENT.startOf(wal.from()), page, 0, page.length);

        WalPageHeader header = WalPageHeader.parse(page, 0, page.length).orElseThrow();

        assertThat(header.majorVersion()).isEqualTo(major);
        assertThat(header.timeline()).isEqualTo(1);
        assertThat(header.identity().orElseThrow().segmentBytes()).isEqualTo(SEGMENT.bytes());
        assertThat(header.identity().orElseThrow().systemIdentifier())
                .isEqualTo(ask(wal, "SELECT system_identifier::text FROM pg_control_system()"));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void endsOfTransactionsAreThoseOfTheServersBooks(int major) throws SQLException {
        RealWal wal = wal(major);
        Map<Long, Instant> commits = new TreeMap<>();
        List<Long> aborted = new ArrayList<>();
        WalScanner scanner = wal.scanner(wal.from());
        for (var end = scanner.nextTransactionEnd();
                end.isPresent() && end.get().start().compareTo(wal.end()) < 0;
                end = scanner.nextTransactionEnd()) {
            TransactionEnd found = end.get();
            long xid = Integer.toUnsignedLong(found.xid());
            if (found.kind() == Kind.COMMIT) {
                commits.put(xid, found.at());
            } else {
                aborted.add(xid);
            }
        }

        try (Connection connection = wal.server().connect()) {
            assertThat(wal.truth())
                    .filteredOn(seen -> seen.ends().equals("COMMIT"))
                    .hasSize(commits.size());
            assertThat(commits).hasSizeGreaterThan(5);
            commits.forEach((xid, at) -> assertThat(commitTime(connection, xid)).isEqualTo(at));
            assertThat(aborted).hasSizeGreaterThan(1);
            aborted.forEach(xid -> assertThat(status(connection, xid)).isEqualTo("aborted"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void beginsOnAnyPage(int major) {
        RealWal wal = wal(major);
        SeededRandom.forAll(
                20,
                random -> {
                    Lsn from = randomPage(wal, random);
                    List<Seen> expected = wal.truthFrom(from);
                    Lsn end = from.plusBytes(200_000);

                    assertThat(seen(wal.scanner(from), min(end, wal.end())))
                            .as("from %s", from)
                            .isEqualTo(
                                    expected.stream()
                                            .filter(s ->
                                                    s.start().compareTo(min(end, wal.end())) < 0)
                                            .toList());
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void endsBeforeTornAndDamagedBytes(int major) {
        RealWal wal = wal(major);
        SeededRandom.forAll(
                100,
                random -> {
                    Lsn from = randomPage(wal, random);
                    Lsn damage = from.plusBytes(random.between(0, 60_000));
                    boolean cut = random.oneIn(2);
                    int bit = 1 << random.between(0, 7);
                    WalSource source =
                            (at, target, offset, length) -> {
                                int count = wal.files().read(at, target, offset, length);
                                long index = damage.bytes() - at.bytes();
                                if (index < 0 || index >= count) {
                                    return cut && index < 0 ? 0 : count;
                                }
                                target[offset + (int) index] ^= (byte) bit;
                                return cut ? (int) index : count;
                            };

                    var scanner = new WalScanner(source, SEGMENT, from);
                    List<Seen> found = seen(scanner, wal.end());

                    List<Seen> truth = wal.truthFrom(from);
                    assertThat(found)
                            .as("damage at %s from %s", damage, from)
                            .isEqualTo(truth.subList(0, Math.min(found.size(), truth.size())));
                    if (cut) {
                        assertThat(scanner.position()).isLessThanOrEqualTo(damage);
                    }
                });
    }

    private static List<Seen> seen(WalScanner scanner, Lsn end) {
        List<Seen> found = new ArrayList<>();
        for (var record = scanner.next(); record.isPresent(); record = scanner.next()) {
            if (record.get().start().compareTo(end) >= 0) {
                break;
            }
            found.add(Seen.of(record.get()));
        }
        return found;
    }

    private static Lsn randomPage(RealWal wal, SeededRandom random) {
        return new Lsn(
                WalPages.pageStart(
                        random.between(
                                wal.from().bytes() + WalPageHeader.PAGE_BYTES, wal.end().bytes())));
    }

    private static Lsn min(Lsn a, Lsn b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Instant commitTime(Connection connection, long xid) {
        return Sql.<Instant>load(
                connection,
                "SELECT pg_xact_commit_timestamp(?::text::xid) AS at",
                row -> Objects.requireNonNull(Sql.instant(row, "at")),
                Long.toString(xid));
    }

    private static String status(Connection connection, long xid) {
        return Sql.load(
                connection,
                "SELECT pg_xact_status(?::text::xid8)",
                row -> row.getString(1),
                Long.toString(xid));
    }

    private static String ask(RealWal wal, String sql) {
        try (Connection connection = wal.server().connect()) {
            return Sql.load(connection, sql, row -> row.getString(1));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static RealWal wal(int major) {
        return WAL.computeIfAbsent(major, m -> RealWal.make(temporary.resolve("pg" + m), m));
    }
}
