package org.cairn.protect.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.cairn.kernel.Secret;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.testing.OwnServer;

/// The user of the guide, made by the guide's own statements.
final class BackupRole {
    private static final String FENCE = "```sql\n";

    private BackupRole() {}

    /// Makes it and gives the way to log in as it.
    static DatabaseAddress make(OwnServer server) {
        try {
            for (String statement : script().split(";\n")) {
                server.run(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new DatabaseAddress(
                server.address().url(), "cairn_backup", new Secret("choose your own"));
    }

    private static String script() {
        try {
            String page =
                    Files.readString(
                            Path.of(
                                    System.getProperty("cairn.root"),
                                    "docs/guide/backups-over-sql.md"));
            int from = page.indexOf(FENCE) + FENCE.length();
            return page.substring(from, page.indexOf("```", from));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
