package org.cairn.protect.restore;

import java.nio.file.Path;
import java.time.InstantSource;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.postgres.testing.OwnServer;
import org.cairn.protect.plan.RestoreTarget;
import org.cairn.testkit.ChildJvm;
import org.cairn.vault.Vault;

/// A program that restores to `latest`, leaves the server running and says where, unless it is
/// halted at a step or killed before.
final class RestoreChild {
    static final int HALTED = 77;

    private RestoreChild() {}

    /// Arguments: the vault, the directory to restore into, the step or `-`, and `over` to restore
    /// over it.
    public static void main(String[] arguments) {
        Path into = Path.of(arguments[1]);
        Steps steps =
                step -> {
                    if (step.equals(arguments[2])) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                };
        Vault vault = Vault.open(Path.of(arguments[0]), InstantSource.system(), Steps.NONE);
        int status = 0;
        try {
            var made = new MakePlan(vault).make(MakePlan.Order.to(new RestoreTarget.Latest()));
            System.out.println("begun");
            var restorer =
                    new Restorer(
                            vault,
                            OwnServer.programs(18),
                            InstantSource.system(),
                            EventSink.NONE,
                            steps);
            var folders = RestoreFolders.of(into, made.tablespaces());
            var restored =
                    arguments.length > 3
                            ? restorer.restoreOver(made, folders)
                            : restorer.restore(made, folders);
            System.out.println("restored on " + restored.server().port());
        } catch (ProblemException e) {
            System.out.println(e.problem().code().name() + ": " + e.problem());
            status = e.problem().code().exitCode();
        }
        System.exit(status);
    }

    static ChildJvm over(Path vault, Path directory, String step) {
        return of(vault, directory, step).argument("over");
    }

    static ChildJvm of(Path vault, Path into, String step) {
        return ChildJvm.of(RestoreChild.class)
                .jvmOption("-Dcairn.root=" + System.getProperty("cairn.root"))
                .argument(vault)
                .argument(into)
                .argument(step);
    }
}
