package org.cairn.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.PrivateServer;
import org.cairn.postgres.testing.WalFiles;
import org.cairn.postgres.wal.RealWal.Seen;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that crashed while it wrote a record over the border of a segment goes on behind the
/// part that was written, and says so on that page.
final class GivenUpRecordPgTest {
    private static final Pattern SEGMENT_NAME = Pattern.compile("[0-9A-F]{24}");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theScannerPassesOverIt(int major) throws SQLException, IOException {
        try (PrivateServer server =
                PrivateServer.start(
                        folder.resolve("pg"),
                        major,
                        Map.of("autovacuum", "off", "wal_keep_size", "1GB"))) {
            WalFiles files = WalFiles.of(server.data());
            Lsn from = begin(server);
            server.crash();
            deleteAfter(files.file(from));
            server.restart();
            try (Connection connection = server.connect()) {
                Sql.execute(connection, "CREATE TABLE t AS SELECT generate_series(1, 1000)");
                Lsn end = PrivateServer.flushed(connection);
                List<Seen> truth = RealWal.truth(connection, from, end);

                List<Seen> found = new ArrayList<>();
                var scanner = new WalScanner(files, files.segmentSize(), from);
                for (var next = scanner.next();
                        next.isPresent() && next.get().start().compareTo(end) < 0;
                        next = scanner.next()) {
                    found.add(Seen.of(next.get()));
                }

                assertThat(found).isEqualTo(truth);
                assertThat(scanner.position()).isGreaterThanOrEqualTo(end);
                assertThat(found.getLast().start()).isGreaterThan(files.segmentSize().endOf(from));
            }
        }
    }

    /// Writes a record that is longer than a segment, and gives a position before it.
    private static Lsn begin(PrivateServer server) throws SQLException {
        try (Connection connection = server.connect()) {
            Sql.execute(connection, "CREATE EXTENSION pg_walinspect");
            Sql.execute(connection, "SELECT pg_switch_wal()");
            Sql.execute(connection, "SELECT pg_logical_emit_message(true, 'mark', '')");
            Lsn from = PrivateServer.flushed(connection);
            Sql.execute(
                    connection,
                    "SELECT pg_logical_emit_message(true, 'big', repeat('y', 20000000))");
            return from;
        }
    }

    private static void deleteAfter(Path segment) throws IOException {
        try (Stream<Path> files = Files.list(segment.getParent())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (SEGMENT_NAME.matcher(name).matches()
                        && name.compareTo(segment.getFileName().toString()) > 0) {
                    Files.delete(file);
                }
            }
        }
    }
}
