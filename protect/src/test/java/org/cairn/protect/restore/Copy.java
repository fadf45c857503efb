package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.Sql;
import org.cairn.postgres.page.PageCheck;
import org.cairn.postgres.page.PageVerdict;

/// A restored server that is looked at.
record Copy(DatabaseAddress address, Path data) {
    private static final int BLOCKS_A_FILE = 131_072;

    String ask(String sql) {
        return ProtectedServer.ask(address, sql);
    }

    /// The rows of the heartbeat.
    List<Long> rows() throws SQLException {
        try (Connection connection = new Database(address, "cairn test").connect()) {
            return Sql.list(connection, "SELECT id FROM beat ORDER BY id", row -> row.getLong(1));
        }
    }

    /// Indexes agree with tables, and no tuple is broken, by PostgreSQL's own check.
    void isSoundInside() {
        assertThat(
                        ask(
                                """
                                SELECT count(*) FROM pg_class c,
                                       LATERAL verify_heapam(c.oid, check_toast => true)
                                 WHERE c.relkind IN ('r', 't') AND c.relpersistence = 'p'
                                """))
                .as("broken tuples")
                .isEqualTo("0");
        assertThat(
                        ask(
                                """
                                SELECT count(bt_index_check(c.oid, true)::text) FROM pg_class c
                                  JOIN pg_am a ON a.oid = c.relam JOIN pg_index i ON i.indexrelid = c.oid
                                 WHERE a.amname = 'btree' AND c.relpersistence = 'p' AND i.indisvalid
                                """))
                .as("sound indexes")
                .isNotEqualTo("0");
    }

    /// Every page of every relation carries the right checksum; for a server that has stopped.
    void hasSoundPages() throws IOException {
        int checked = 0;
        try (Stream<Path> tree = Files.walk(data, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : tree.filter(Copy::isRelation).toList()) {
                checked += soundPages(file);
            }
        }
        assertThat(checked).as("pages that were checked").isGreaterThan(1000);
    }

    private static boolean isRelation(Path file) {
        return Files.isRegularFile(file)
                && file.getFileName().toString().matches("\\d+(_(fsm|vm|init))?(\\.\\d+)?")
                && file.toString().matches(".*/(base|global|pg_tblspc)/.*");
    }

    private static int soundPages(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes.length % PageCheck.PAGE_BYTES).as(file.toString()).isZero();
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        int first = dot < 0 ? 0 : Integer.parseInt(name.substring(dot + 1)) * BLOCKS_A_FILE;
        int pages = bytes.length / PageCheck.PAGE_BYTES;
        for (int page = 0; page < pages; page++) {
            assertThat(PageCheck.judge(bytes, page * PageCheck.PAGE_BYTES, first + page))
                    .as("%s page %d", file, page)
                    .isNotInstanceOf(PageVerdict.Bad.class);
        }
        return pages;
    }
}
