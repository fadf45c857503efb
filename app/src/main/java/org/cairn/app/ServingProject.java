package org.cairn.app;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.RunEvent;
import org.cairn.protect.plan.Window;
import org.cairn.protect.restore.ServerPast;
import org.cairn.protect.stream.StreamListener;
import org.cairn.protect.stream.WalStreaming;
import org.cairn.source.spec.ProjectSpec;
import org.cairn.source.spec.ScheduleSpec;
import org.cairn.source.spec.ScheduleSpec.Act;
import org.cairn.vault.sweep.SweepReport;
import org.jspecify.annotations.Nullable;

/// What serving needs of a project. Each thread of it builds things of its own, so that none waits
/// for another and each act begins from what is declared now.
final class ServingProject implements ServeProject.Serving, Schedules.Acts {
    private final Supplier<Wiring> anew;

    ServingProject(Supplier<Wiring> anew) {
        this.anew = anew;
    }

    @Override
    public Path lock() {
        return anew.get().layout().serveLock();
    }

    @Override
    public void startServer() {
        Wiring wiring = anew.get();
        if (isEmbedded(wiring)) {
            wiring.embeddedServer().start(wiring.events());
        }
    }

    @Override
    public void startServerAfterCrash() {
        Wiring wiring = anew.get();
        if (isEmbedded(wiring) && wiring.embeddedServer().hasCrashed()) {
            wiring.embeddedServer().start(wiring.events());
        }
    }

    private static boolean isEmbedded(Wiring wiring) {
        return wiring.declarations().project().database() instanceof ProjectSpec.Database.Embedded;
    }

    @Override
    public WalStreaming streaming(StreamListener listener) {
        return anew.get().walStreaming(listener);
    }

    @Override
    public Schedules schedules() {
        Wiring wiring = anew.get();
        List<ScheduleSpec> others =
                wiring.declarations().project().schedules().stream()
                        .filter(schedule -> !(schedule.act() instanceof Act.Run))
                        .toList();
        return new Schedules(others, this, wiring.clock(), wiring.events());
    }

    @Override
    public RunSchedules runSchedules() {
        Wiring wiring = anew.get();
        return new RunSchedules(
                PlannedRuns.of(wiring.declarations()),
                new ScheduledRuns(anew, wiring.events()),
                wiring.clock(),
                wiring.events());
    }

    @Override
    public @Nullable Instant lastBegun(Act act) {
        Wiring wiring = anew.get();
        return switch (act) {
            case Act.Backup() ->
                    wiring.vault().snapshots().survey().snapshots().stream()
                            .map(snapshot -> snapshot.facts().span().startedAt())
                            .max(Comparator.naturalOrder())
                            .orElse(null);
            case Act.Scrub() -> wiring.scrubVault(null).lastBegun();
            case Act.Replicate() -> wiring.replicateVault(null, null).lastBegun();
            case Act.Run(var names) -> wiring.readLedger().past(names).begun();
        };
    }

    @Override
    public void perform(Act act) {
        Wiring wiring = anew.get();
        switch (act) {
            case Act.Backup() -> {
                TakeBackup.Report taken = wiring.takeBackup().take();
                wiring.expireOldBackups(null).afterBackup(taken.snapshot());
            }
            case Act.Scrub() -> wiring.scrubVault(null).daily();
            case Act.Replicate() -> wiring.replicateVault(null, null).scheduled();
            case Act.Run(var names) -> wiring.runSources().run(names, null);
        }
    }

    @Override
    public void sweep() {
        Wiring wiring = anew.get();
        SweepReport report = wiring.sweepVault(null).sweep(null).report();
        if (report.removed().packs() > 0) {
            wiring.events()
                    .accept(
                            new RunEvent.Noted(
                                    "swept the vault: %d packs, %s, that nothing needs are removed"
                                            .formatted(
                                                    report.removed().packs(),
                                                    new ByteSize(report.removed().bytes()))));
        }
    }

    @Override
    public boolean isBackedUp(String systemIdentifier) {
        ServerPast past = ServerPast.of(anew.get().vault(), systemIdentifier);
        var wal = past.coverage().stretches(past.newestTimeline());
        return past.window()
                .newest()
                .map(Window.Interval::to)
                .filter(to -> wal.isEmpty() || to.compareTo(wal.getLast().end()) >= 0)
                .isPresent();
    }
}
