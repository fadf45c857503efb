package org.cairn.vault.sweep;

import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.cairn.kernel.Steps;
import org.cairn.vault.Vault;
import org.cairn.vault.store.ObjectStore;
import org.jspecify.annotations.Nullable;

/// Somebody who uses a vault by a thread of his own and stands still at named steps, for as long as
/// a test likes: what SIGSTOP does to a process. One who is never told to go on has crashed.
public final class Actor {
    private final Thread thread;
    private final Semaphore stands = new Semaphore(0);
    private final Semaphore mayGo = new Semaphore(0);
    private volatile @Nullable String until;
    private volatile boolean ended;
    private volatile @Nullable RuntimeException failure;

    public Actor(ObjectStore store, InstantSource clock, Consumer<Vault> act) {
        this(store, clock, (vault, _) -> act.accept(vault));
    }

    /// @param act hears of a vault, and of the steps at which it may stand still
    public Actor(ObjectStore store, InstantSource clock, BiConsumer<Vault, Steps> act) {
        Steps steps =
                step -> {
                    if (step.equals(until)) {
                        stands.release();
                        mayGo.acquireUninterruptibly();
                    }
                };
        thread =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            mayGo.acquireUninterruptibly();
                            try {
                                act.accept(Vault.openOrCreate(store, clock, steps), steps);
                            } catch (RuntimeException e) {
                                failure = e;
                            } finally {
                                ended = true;
                                stands.release();
                            }
                        });
        thread.start();
    }

    /// Goes on to the next step of this name, or to the end. Says whether it has ended.
    public boolean goOn(@Nullable String step) {
        if (!ended) {
            until = step;
            mayGo.release();
            stands.acquireUninterruptibly();
        }
        return ended;
    }

    /// What it raised.
    public @Nullable RuntimeException failure() {
        return failure;
    }
}
