package org.cairn.protect.export;

import java.nio.file.Path;
import java.time.InstantSource;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.testkit.ChildJvm;
import org.cairn.vault.Vault;

/// A program that exports a vault; the tests halt it, kill it or starve it.
///
/// Arguments: vault, folder, name of the step to halt at or `-`. Exit status 0 when done, 77 when
/// halted.
public final class ExportChild {
    static final int HALTED = 77;

    private ExportChild() {}

    public static void main(String[] arguments) {
        Steps steps =
                step -> {
                    if (step.equals(arguments[2])) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                };
        try {
            Vault vault = Vault.open(Path.of(arguments[0]), InstantSource.system(), Steps.NONE);
            var _ =
                    new ExportVault(vault, steps, EventSink.NONE)
                            .export(
                                    new ExportVault.Order(
                                            Path.of(arguments[1]),
                                            null,
                                            WalReach.ALL,
                                            ExportVault.Documents.ALL));
        } catch (ProblemException e) {
            Runtime.getRuntime().halt(e.problem().code().exitCode());
        }
    }

    static ChildJvm exporting(Path vault, Path folder, String haltAt) {
        return ChildJvm.of(ExportChild.class).argument(vault).argument(folder).argument(haltAt);
    }
}
