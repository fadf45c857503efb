package org.cairn.postgres.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.testing.OwnServer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages as PostgreSQL itself writes them.
final class PageCheckPgTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void everyPageOfTheServerIsSoundAndAFlippedByteIsNot(int major) throws Exception {
        try (var server =
                OwnServer.start(
                        major,
                        folder,
                        Map.of("autovacuum", "off", "max_parallel_maintenance_workers", "0"))) {
            server.run(
                    "CREATE TABLE t (id integer PRIMARY KEY, a text)",
                    "INSERT INTO t SELECT i, repeat(md5(i::text), 10) FROM generate_series(1, 20000) i",
                    "CREATE INDEX ON t USING hash (a)",
                    "CREATE INDEX ON t USING brin (id)",
                    "VACUUM t",
                    "CHECKPOINT");
            byte[] bytes =
                    Files.readAllBytes(
                            server.dataDirectory()
                                    .resolve(server.ask("SELECT pg_relation_filepath('t')")));
            assertThat(bytes.length).isGreaterThan(100 * PageCheck.PAGE_BYTES);
            Lsn end = Lsn.parse(server.ask("SELECT pg_current_wal_lsn()"));
            for (String path :
                    server.ask(
                                    """
                                    SELECT string_agg(pg_relation_filepath(c.oid) || f, ' ')
                                      FROM pg_class AS c, unnest(ARRAY['', '_fsm', '_vm']) AS f
                                     WHERE pg_relation_filepath(c.oid) IS NOT NULL
                                    """)
                            .split(" ")) {
                Path file = server.dataDirectory().resolve(path);
                if (Files.exists(file)) {
                    assertSound(Files.readAllBytes(file), path);
                }
            }

            bytes[3 * PageCheck.PAGE_BYTES + 5000] ^= 1;

            assertThat(PageCheck.judge(bytes, 3 * PageCheck.PAGE_BYTES, 3))
                    .isInstanceOf(PageVerdict.Bad.class);
            assertThat(PageCheck.lsn(bytes, 0)).isGreaterThan(new Lsn(1 << 20)).isLessThan(end);
        }
    }

    private static void assertSound(byte[] bytes, String path) {
        assertThat(bytes.length % PageCheck.PAGE_BYTES).isZero();
        for (int block = 0; block < bytes.length / PageCheck.PAGE_BYTES; block++) {
            assertThat(PageCheck.judge(bytes, block * PageCheck.PAGE_BYTES, block))
                    .as("%s block %d", path, block)
                    .isNotInstanceOf(PageVerdict.Bad.class);
        }
    }
}
