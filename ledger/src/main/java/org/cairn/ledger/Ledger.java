package org.cairn.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import org.cairn.postgres.Migrations;
import org.cairn.postgres.Migrations.Migration;

/// Schema `cairn`: its versions, and the door to what it holds.
public final class Ledger {
    private static final List<Migration> MIGRATIONS =
            List.of(
                    migration(1, "ledger", "0001-ledger.sql"),
                    migration(2, "cursors", "0002-cursors.sql"),
                    migration(3, "completeness", "0003-completeness.sql"),
                    migration(4, "cancelling", "0004-cancelling.sql"));

    private Ledger() {}

    /// Creates schema `cairn` or brings it to this version. Safe to call by several at once.
    ///
    /// Problems: `schema-from-future`, and those of the database.
    public static void upgrade(Connection connection) {
        Migrations.upgrade(connection, "cairn", MIGRATIONS);
    }

    private static Migration migration(int number, String name, String resource) {
        try (InputStream in = Ledger.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource missing: " + resource);
            }
            return new Migration(
                    number, name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
