package org.cairn.house.bad.kernel;

import org.cairn.house.bad.vault.KnowsTheKernel;

/// A kernel that looks up: the wrong direction, and half of a circle.
public final class KnowsTheVault {
    private KnowsTheVault() {}

    public static int answer() {
        return KnowsTheKernel.ANSWERS.size();
    }
}
