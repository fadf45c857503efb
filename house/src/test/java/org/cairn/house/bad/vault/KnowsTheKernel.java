package org.cairn.house.bad.vault;

import java.util.List;
import java.util.function.IntSupplier;
import org.cairn.house.bad.kernel.KnowsTheVault;

/// The right direction, and the other half of a circle.
public final class KnowsTheKernel {
    public static final List<IntSupplier> ANSWERS = List.of(KnowsTheVault::answer);

    private KnowsTheKernel() {}
}
