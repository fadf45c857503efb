package org.cairn.protect.expire;

import java.nio.file.Path;
import java.time.InstantSource;
import org.cairn.kernel.Steps;
import org.cairn.protect.plan.Retention;
import org.cairn.testkit.ChildJvm;
import org.cairn.vault.Vault;

/// A program that expires and dies at a step.
///
/// Arguments: folder of the vault, the sentence, the step to halt at, and how often it is reached
/// then.
final class ExpireChild {
    static final int HALTED = 77;

    private ExpireChild() {}

    public static void main(String[] arguments) {
        int[] left = {Integer.parseInt(arguments[3])};
        Steps steps =
                step -> {
                    if (step.equals(arguments[2]) && --left[0] == 0) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                };
        Vault vault = Vault.openOrCreate(Path.of(arguments[0]), InstantSource.system(), steps);
        var expire = new ExpireBackups(vault, InstantSource.system(), steps);
        expire.execute(expire.decide(SampleStock.SERVER, Retention.parse(arguments[1])));
    }

    static ChildJvm on(Path folder, String sentence, String step, int nth) {
        return ChildJvm.of(ExpireChild.class)
                .argument(folder)
                .argument(sentence)
                .argument(step)
                .argument(nth);
    }
}
