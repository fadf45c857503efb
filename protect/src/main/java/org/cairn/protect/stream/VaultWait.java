package org.cairn.protect.stream;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.WalRange;
import org.cairn.protect.ProtectProblems;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalObject;

/// Waits until WAL is in the vault, whoever brings it there.
///
/// Looks again and again: another process ships, and nothing could wake us.
public final class VaultWait {
    private static final long PAUSE_NANOS = 100_000_000;

    private VaultWait() {}

    /// Waits until the vault holds every byte of a range. When nobody streams, it catches up
    /// itself.
    ///
    /// Problems: `catch-up-slow` after `timeout`; those of [CatchUp].
    public static void await(
            StreamSettings settings,
            CatchUp catchUp,
            String server,
            WalRange range,
            Duration timeout) {
        long begin = System.nanoTime();
        while (!covers(settings.vault(), server, range)) {
            if (JournalLock.isFree(settings.journal())) {
                if (bring(catchUp, range) && !covers(settings.vault(), server, range)) {
                    throw slow(settings.vault(), server, range, timeout);
                }
            } else if (System.nanoTime() - begin > timeout.toNanos()) {
                throw slow(settings.vault(), server, range, timeout);
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while waiting for WAL");
            }
        }
    }

    /// What the vault holds of a server's WAL.
    public static WalCoverage coverage(Vault vault, String server) {
        return WalCoverage.of(vault.wal().list(server).stream().map(WalObject::range).toList());
    }

    static boolean covers(Vault vault, String server, WalRange range) {
        return coverage(vault, server).covers(range);
    }

    /// Problems: `catch-up-slow` when the vault lacks some of a range.
    static void requireCovered(Vault vault, String server, WalRange range) {
        if (!covers(vault, server, range)) {
            throw slow(vault, server, range, Duration.ZERO);
        }
    }

    private static boolean bring(CatchUp catchUp, WalRange range) {
        try {
            catchUp.upTo(range.end());
            return true;
        } catch (ProblemException e) {
            if (!e.problem().code().equals(ProtectProblems.STREAM_RUNNING)) {
                throw e;
            }
            // Somebody began to stream between our look and our attempt: wait for it.
            return false;
        }
    }

    private static ProblemException slow(
            Vault vault, String server, WalRange range, Duration timeout) {
        return ProtectProblems.CATCH_UP_SLOW
                .says("the WAL from %s did not reach the vault", range)
                .what(
                        "after %d s still missing: %s",
                        timeout.toSeconds(), coverage(vault, server).gaps(range))
                .kept("what has arrived stays in the vault")
                .remedy("Look with cairn status what hinders the stream, then try again.")
                .with("server", server)
                .asException();
    }
}
