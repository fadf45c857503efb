package org.cairn.protect.backup;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.vault.Vault;

/// A program that takes a backup and dies at a step; it prints how much memory it took if it lives.
///
/// Arguments: folder of the vault, URL, user, password, the step to halt at or `-`.
final class BackupChild {
    static final int HALTED = 77;

    private BackupChild() {}

    public static void main(String[] arguments) {
        Steps steps =
                step -> {
                    if (step.equals(arguments[4])) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                };
        var address = new DatabaseAddress(arguments[1], arguments[2], new Secret(arguments[3]));
        Vault vault = Vault.openOrCreate(Path.of(arguments[0]), InstantSource.system(), steps);
        new BackupTaker(new Database(address, "child"), vault.snapshots(), _ -> {}, steps)
                .take(BackupOptions.standard("child"), EventSink.NONE);
    }

    /// The command that runs this program under the same Java and class path.
    static List<String> command(Path vault, DatabaseAddress address, String haltAt) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BackupChild.class.getName(),
                vault.toString(),
                address.url(),
                address.user(),
                address.password().reveal(),
                haltAt);
    }
}
