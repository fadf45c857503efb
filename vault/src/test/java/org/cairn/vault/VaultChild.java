package org.cairn.vault;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;

/// A program that stores one body in a vault; the tests halt it, kill it or starve it.
///
/// Arguments: folder, name of the step to halt at or `-`, length of the body, seed. Exit status 0
/// when stored, 77 when halted at the step, 6 when the vault is full.
public final class VaultChild {
    static final int HALTED = 77;
    static final String SOURCE = "child";

    private VaultChild() {}

    public static void main(String[] arguments) {
        String haltAt = arguments[1];
        Steps steps =
                step -> {
                    if (step.equals(haltAt)) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                };
        byte[] body = body(Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]));
        try {
            Vault vault = Vault.openOrCreate(Path.of(arguments[0]), InstantSource.system(), steps);
            Bytes.store(vault, SOURCE, body);
        } catch (ProblemException e) {
            Runtime.getRuntime().halt(e.problem().code().exitCode());
        }
    }

    static byte[] body(int length, long seed) {
        return Bytes.random(length, seed);
    }

    /// The command that starts this program under the same Java and class path.
    static List<String> command(Path folder, String haltAt, int length, long seed) {
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        VaultChild.class.getName(),
                        folder.toString(),
                        haltAt,
                        Integer.toString(length),
                        Long.toString(seed)));
    }
}
