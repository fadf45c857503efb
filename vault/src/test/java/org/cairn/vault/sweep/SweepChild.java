package org.cairn.vault.sweep;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.testkit.ChildJvm;
import org.cairn.vault.Bytes;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.Snapshot;

/// A program that takes a snapshot which shares with the newest, stores a document, or sweeps; the
/// tests halt or stop it at a step.
///
/// Arguments: folder, `snapshot`, `document` or `sweep`, step, `halt` or `wait`. At the step it
/// halts with status 77, or says so and waits until the file beside the folder is there. Ends with
/// 0, or the exit code of the problem.
public final class SweepChild {
    static final int HALTED = 77;
    static final byte[] DOCUMENT = Bytes.random(5_000, 99);

    private SweepChild() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        PrintStream out = System.out;
        Steps steps =
                step -> {
                    if (!step.equals(arguments[2])) {
                        return;
                    }
                    if (arguments[3].equals("halt")) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                    out.println("at the step");
                    while (Files.notExists(mayGo(folder))) {
                        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                    }
                };
        try {
            Vault vault = Vault.openOrCreate(folder, InstantSource.system(), steps);
            switch (arguments[1]) {
                case "snapshot" -> takeNext(vault);
                case "document" -> Bytes.store(vault, "source", DOCUMENT);
                default -> vault.sweeper().sweep(Sweeper.GRACE);
            }
        } catch (ProblemException e) {
            out.println(e.problem().code().name());
            Runtime.getRuntime().halt(e.problem().code().exitCode());
        }
    }

    static Path mayGo(Path folder) {
        return folder.resolveSibling("go");
    }

    static Map<String, byte[]> first() {
        return SweepSample.contents(8, 1);
    }

    /// What the next one holds: most of the first.
    static Map<String, byte[]> next() {
        Map<String, byte[]> contents = new TreeMap<>(first());
        contents.put("base/1/10003", Bytes.random(900, 50));
        return contents;
    }

    private static void takeNext(Vault vault) {
        Snapshot newest = vault.snapshots().list().getLast();
        var base = new SweepSample.Base(newest, first());
        SweepSample.take(vault, "0/5000028", next(), base);
    }

    static ChildJvm doing(String act, Path folder, String step, String then) {
        return ChildJvm.of(SweepChild.class)
                .argument(folder)
                .argument(act)
                .argument(step)
                .argument(then);
    }
}
