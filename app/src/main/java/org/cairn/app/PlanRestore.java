package org.cairn.app;

import org.cairn.protect.restore.MakePlan;

/// Says what a restore would do, without doing it.
public final class PlanRestore {
    private final Runnable catchUp;
    private final MakePlan plans;

    /// @param catchUp brings the vault up to date where there is something to catch up with
    PlanRestore(Runnable catchUp, MakePlan plans) {
        this.catchUp = catchUp;
        this.plans = plans;
    }

    /// Brings the vault up to what the server has, where that can be reached, and plans. Problems:
    /// those of [MakePlan#make].
    public MakePlan.Made plan(MakePlan.Order order) {
        catchUp.run();
        return plans.make(order);
    }
}
