package org.cairn.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.cairn.app.ReportRecovery.Gap;
import org.cairn.app.ReportRecovery.Recovery;
import org.cairn.vault.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/// How recovery stands, as text and as JSON.
final class RecoveryAnswer {
    private RecoveryAnswer() {}

    static Json json(Recovery recovery) {
        Snapshot last = recovery.lastBackup();
        return Json.object()
                .with("window_from", recovery.windowFrom())
                .with("window_to_lsn", recovery.windowTo())
                .with("last_arrival", recovery.arrived())
                .with(
                        "rpo_seconds",
                        recovery.rpo() == null ? null : recovery.rpo().toMillis() / 1000.0)
                .with("gaps", recovery.gaps().stream().map(RecoveryAnswer::json).toList())
                .with("backups", recovery.backups())
                .with(
                        "last_backup",
                        last == null
                                ? null
                                : Json.object()
                                        .with("snapshot", last.label())
                                        .with("finished_at", last.facts().span().finishedAt())
                                        .with("tainted", last.facts().isTainted())
                                        .with("verified_at", recovery.verified()))
                .with("retention", recovery.retention())
                .with("serving", recovery.serving())
                .with("server", recovery.server());
    }

    private static Json json(Gap gap) {
        return Json.object()
                .with("timeline", gap.missing().timeline().number())
                .with("from", gap.missing().start())
                .with("to", gap.missing().end())
                .with("reason", gap.reason())
                .with("at", gap.at());
    }

    static List<String> lines(Recovery recovery, Instant now, Shared shared) {
        List<String> lines = new ArrayList<>();
        Instant from = recovery.windowFrom();
        if (from == null) {
            lines.add(
                    "recovery    not protected: there is no backup yet   → "
                            + shared.next(recovery.serving() ? "backup" : "serve"));
        } else {
            lines.add(
                    "recovery    %s → %s, %s"
                            .formatted(
                                    from.truncatedTo(ChronoUnit.SECONDS),
                                    until(recovery, now),
                                    gaps(recovery.gaps())));
            lines.add("backups     %d, %s".formatted(recovery.backups(), last(recovery, now)));
            if (recovery.retention() != null) {
                lines.add("retention   " + recovery.retention());
            }
        }
        if (from != null && !recovery.serving()) {
            lines.add(
                    "            nobody streams now: what is committed is safe only as far as the"
                            + " server's disk   → "
                            + shared.next("serve"));
        }
        recovery.gaps()
                .forEach(gap ->
                        lines.add("gap         %s: %s".formatted(gap.missing(), gap.reason())));
        return lines;
    }

    private static String until(Recovery recovery, Instant now) {
        if (recovery.rpo() != null) {
            return recovery.rpo().isZero()
                    ? "now"
                    : "now −%d s".formatted(recovery.rpo().toSeconds());
        }
        Instant arrived = recovery.arrived();
        return arrived == null
                ? "the end of the newest backup"
                : "%s (%s), as far as is known: the server does not run"
                        .formatted(arrived.truncatedTo(ChronoUnit.SECONDS), Ago.of(arrived, now));
    }

    private static String gaps(List<Gap> gaps) {
        return gaps.isEmpty() ? "no gaps" : gaps.size() + " gaps";
    }

    private static String last(Recovery recovery, Instant now) {
        @Nullable Snapshot last = recovery.lastBackup();
        return last == null
                ? "none"
                : "last %s%s, %s"
                        .formatted(
                                Ago.of(last.facts().span().finishedAt(), now),
                                last.facts().isTainted() ? ", with damaged pages" : "",
                                recovery.verified() == null
                                        ? "not verified"
                                        : "verified " + Ago.of(recovery.verified(), now));
    }
}
