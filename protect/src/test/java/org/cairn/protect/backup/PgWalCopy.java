package org.cairn.protect.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.testing.OwnServer;

/// Keeps WAL by copying the server's own `pg_wal`; the server must be told to keep it that long.
record PgWalCopy(OwnServer server, Path target) implements WalDurability {
    @Override
    public void await(WalRange range) {
        try {
            server.run("SELECT pg_switch_wal()");
            Files.createDirectories(target);
            try (Stream<Path> files = Files.list(server.dataDirectory().resolve("pg_wal"))) {
                for (Path file : files.filter(PgWalCopy::isWhole).toList()) {
                    Files.copy(
                            file,
                            target.resolve(file.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWhole(Path file) {
        return file.getFileName().toString().matches("[0-9A-F]{24}");
    }
}
