package org.cairn.vault;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.cairn.kernel.Steps;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.key.SecretKind;
import org.cairn.vault.key.VaultSecret;

/// A program that makes a vault or changes its keys; the tests halt it at a step.
///
/// Arguments: folder, name of the step to halt at or `-`, what to do. Exit status 0 when it is
/// done, 77 when halted at the step.
public final class KeyChild {
    static final int HALTED = 77;

    private KeyChild() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        Steps steps =
                step -> {
                    if (step.equals(arguments[1])) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                };
        var clock = InstantSource.system();
        if (arguments[2].equals("create")) {
            Vault.openOrCreate(folder, new TestAccess(), clock, steps);
            return;
        }
        KeyRing ring = Vault.keys(folder, clock, steps);
        List<VaultSecret> now = List.of(TestAccess.secret());
        switch (arguments[2]) {
            case "add" -> ring.addRecovery(now);
            case "remove" -> ring.remove(now, recovery(ring), KeyRing.Care.FORCED);
            case "rotate" -> ring.rotate(now, List.of(), _ -> {});
            default -> throw new IllegalArgumentException(arguments[2]);
        }
    }

    private static String recovery(KeyRing ring) {
        return ring.list().stream()
                .filter(slot -> slot.kind() == SecretKind.RECOVERY)
                .findFirst()
                .orElseThrow()
                .id();
    }

    /// The command that starts this program under the same Java and class path.
    static List<String> command(Path folder, String haltAt, String act) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KeyChild.class.getName(),
                folder.toString(),
                haltAt,
                act);
    }
}
