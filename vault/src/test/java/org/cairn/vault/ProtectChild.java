package org.cairn.vault;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.WalRange;
import org.cairn.testkit.ChildJvm;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject.Kind;

/// A program that takes a snapshot, or folds two fragments of WAL into their segment; the tests
/// halt it, kill it or starve it.
///
/// Arguments: folder, `snapshot` or `wal`, name of the step to halt at or `-`. Exit status 0 when
/// done, 77 when halted at the step, 6 when the vault is full.
public final class ProtectChild {
    static final int HALTED = 77;
    static final int MIB = 1 << 20;
    static final WalRange SEGMENT = SampleWal.range(16 * MIB, 32 * MIB);

    private ProtectChild() {}

    public static void main(String[] arguments) {
        String haltAt = arguments[2];
        Steps steps =
                step -> {
                    if (step.equals(haltAt)) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                };
        try {
            Vault vault = Vault.openOrCreate(Path.of(arguments[0]), InstantSource.system(), steps);
            if (arguments[1].equals("snapshot")) {
                SampleSnapshot.take(vault.snapshots(), SampleSnapshot.facts("0/2000028"), files());
            } else {
                fold(vault);
            }
        } catch (ProblemException e) {
            Runtime.getRuntime().halt(e.problem().code().exitCode());
        }
    }

    static Map<String, byte[]> files() {
        return new TreeMap<>(
                Map.of(
                        "base/1/1", Bytes.compressible(6 * MIB, 1),
                        "base/1/2", Bytes.random(2 * MIB, 2),
                        "global/pg_control", Bytes.random(8192, 3)));
    }

    private static void fold(Vault vault) {
        SampleWal.put(vault.wal(), Kind.SEGMENT, SEGMENT);
        vault.wal().removeFragments(SampleWal.SERVER, SEGMENT);
    }

    static ChildJvm doing(String act, Path folder, String haltAt) {
        return ChildJvm.of(ProtectChild.class).argument(folder).argument(act).argument(haltAt);
    }
}
