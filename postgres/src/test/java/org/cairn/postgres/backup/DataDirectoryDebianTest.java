package org.cairn.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cairn.postgres.testing.OwnServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The list of a backup against the files that Debian's `pg_basebackup` takes of the same server.
final class DataDirectoryDebianTest {
    private static final String PROGRAM = "/usr/lib/postgresql/15/bin/pg_basebackup";
    private static final Set<String> MADE_BY_IT = Set.of("backup_label", "backup_manifest");

    @TempDir private Path folder;

    @Test
    void isThatOfPgBasebackup() throws Exception {
        Path copy = folder.resolve("copy");
        try (var server = OwnServer.start(15, folder, Map.of("autovacuum", "off"));
                Connection session = server.connect();
                var statement = session.createStatement()) {
            server.run(
                    "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS a",
                    "CREATE UNLOGGED TABLE unlogged AS SELECT generate_series(1, 1000) AS a",
                    "VACUUM unlogged",
                    "CREATE DATABASE other");
            statement.execute("CREATE TEMPORARY TABLE temporary AS SELECT 1 AS a");
            statement.execute("CHECKPOINT");
            Files.writeString(server.dataDirectory().resolve("pg_stat_tmp/junk"), "junk");
            ServerFacts facts = ServerFacts.ask(session);

            take(server, copy);
            Listing listing = DataDirectory.open(facts).list(facts);

            var ours = new TreeSet<>(listing.files().stream().map(DataFile::path).toList());
            assertThat(ours).containsExactlyElementsOf(tree(copy));
        }
    }

    private void take(OwnServer server, Path copy) throws Exception {
        Path password = folder.resolve("pgpass");
        Files.writeString(password, "*:*:*:*:" + server.address().password().reveal() + "\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        var builder =
                new ProcessBuilder(
                                List.of(
                                        PROGRAM,
                                        "--pgdata=" + copy,
                                        "--host=127.0.0.1",
                                        "--port=" + server.port(),
                                        "--username=" + server.address().user(),
                                        "--wal-method=none",
                                        "--checkpoint=fast"))
                        .inheritIO();
        builder.environment().put("PGPASSFILE", password.toString());
        assertThat(builder.start().waitFor()).isZero();
    }

    private static Set<String> tree(Path root) throws Exception {
        try (Stream<Path> paths = Files.walk(root)) {
            var found = new TreeSet<String>();
            paths.map(path -> root.relativize(path).toString())
                    .filter(path -> !path.isEmpty() && !MADE_BY_IT.contains(path))
                    .forEach(found::add);
            return found;
        }
    }
}
