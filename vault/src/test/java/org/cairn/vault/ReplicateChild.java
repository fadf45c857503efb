package org.cairn.vault;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.testkit.ChildJvm;

/// A program that copies a vault; the tests halt it, kill it or starve it.
///
/// Arguments: vault, copy, name of the step to halt at or `-`, and the how manyeth time. Exit
/// status 0 when the copy has all, 20 when not, 77 when halted.
public final class ReplicateChild {
    static final int HALTED = 77;

    private ReplicateChild() {}

    public static void main(String[] arguments) {
        var left = new AtomicInteger(Integer.parseInt(arguments[3]));
        Steps steps =
                step -> {
                    if (step.equals(arguments[2]) && left.decrementAndGet() == 0) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                };
        var from = new VaultLocation.Folder(Path.of(arguments[0]));
        var to = new VaultLocation.Folder(Path.of(arguments[1]));
        try {
            boolean whole =
                    Vault.open(from, new TestAccess(), CopySample.CLOCK, steps)
                            .replicate(from, new CopyOrder(to, CopyOrder.Mode.COPY), EventSink.NONE)
                            .isWhole();
            Runtime.getRuntime().halt(whole ? 0 : 20);
        } catch (ProblemException e) {
            Runtime.getRuntime().halt(e.problem().code().exitCode());
        }
    }

    static ChildJvm copying(Path from, Path to, String haltAt, int time) {
        return ChildJvm.of(ReplicateChild.class)
                .argument(from)
                .argument(to)
                .argument(haltAt)
                .argument(time);
    }
}
