package org.cairn.protect.verify;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Tasks;
import org.cairn.kernel.WalRange;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.protect.restore.ServerPast;
import org.cairn.vault.Vault;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.snapshot.Loss;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotProof;
import org.cairn.vault.snapshot.SnapshotVerification;
import org.cairn.vault.wal.WalObject;

/// Reads back everything that a restore from a snapshot needs and compares it with what was
/// written: every frame of its files, and the WAL from its start for as long as it goes on without
/// a gap. When all of it is whole, the vault is told so.
public final class VerifyBackup {
    // So many objects are read side by side; each holds a frame.
    private static final int AT_ONCE = 4;

    // Every frame of the files, and the WAL.
    private static final String LEVEL = "V2";

    private final Vault vault;
    private final InstantSource clock;

    public VerifyBackup(Vault vault, InstantSource clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /// What was found.
    ///
    /// @param bytes read and compared, after decompression
    /// @param losses which parts of which files the damaged objects take along
    /// @param alsoLost by damaged or missing object, the labels of the other backups that need it
    /// @param missingWal of the snapshot's own, without which it cannot be restored, and holes
    ///   behind it
    /// @param proof what the vault was told; empty when something is wrong, or was not told
    /// @param untold why the vault could not be told, though all is whole
    public record Report(
            Snapshot snapshot,
            long objects,
            long bytes,
            List<Finding> findings,
            List<Loss> losses,
            Map<String, List<String>> alsoLost,
            List<WalRange> missingWal,
            Optional<SnapshotProof> proof,
            Optional<Problem> untold) {
        public boolean isSound() {
            return findings.isEmpty() && missingWal.isEmpty();
        }

        Report with(Optional<SnapshotProof> told, Optional<Problem> why) {
            return new Report(
                    snapshot, objects, bytes, findings, losses, alsoLost, missingWal, told, why);
        }
    }

    /// Problems: those of a vault that cannot be read at all; damage is part of the report, and so
    /// is that the vault cannot be written.
    public Report verify(Snapshot snapshot) {
        Report report = look(snapshot);
        if (!report.isSound()) {
            return report;
        }
        var proof =
                new SnapshotProof(
                        snapshot.objectName(),
                        LEVEL,
                        report.objects(),
                        report.bytes(),
                        clock.instant());
        try {
            vault.proofs().put(proof);
        } catch (ProblemException e) {
            // Who may only read has found out what he asked for.
            return report.with(Optional.empty(), Optional.of(e.problem()));
        }
        return report.with(Optional.of(proof), Optional.empty());
    }

    private Report look(Snapshot snapshot) {
        SnapshotVerification files = vault.snapshots().verify(snapshot);
        ServerPast past = ServerPast.of(vault, snapshot.server());
        List<WalObject> wal = walOf(past, snapshot);
        var findings = new Findings();
        for (int from = 0; from < wal.size(); from += AT_ONCE) {
            Tasks.map(
                    wal.subList(from, Math.min(wal.size(), from + AT_ONCE)),
                    object ->
                            findings.reading(
                                    object.name().value(), () -> vault.wal().check(object.name())));
        }
        List<Finding> all = new ArrayList<>(files.findings());
        all.addAll(findings.all());
        return new Report(
                snapshot,
                files.objects() + wal.size(),
                files.bytes()
                        + wal.stream().mapToLong(object -> object.range().lengthBytes()).sum(),
                all,
                files.losses(),
                alsoLost(snapshot, files.findings()),
                missing(past, snapshot),
                Optional.empty(),
                Optional.empty());
    }

    private Map<String, List<String>> alsoLost(Snapshot snapshot, List<Finding> findings) {
        Map<String, List<String>> others = new TreeMap<>();
        for (Finding finding : findings) {
            PackId.parse(finding.object())
                    .ifPresent(pack ->
                            others.put(
                                    finding.object(),
                                    vault.snapshots().needing(pack).stream()
                                            .filter(other ->
                                                    !other.objectName()
                                                            .equals(snapshot.objectName()))
                                            .map(Snapshot::label)
                                            .toList()));
        }
        return others;
    }

    /// What the snapshot itself needs, and what was taken away behind it.
    private static List<WalRange> missing(ServerPast past, Snapshot snapshot) {
        List<WalRange> missing =
                new ArrayList<>(past.coverage().gaps(snapshot.facts().span().wal()));
        past.holes().stream()
                .filter(hole -> hole.end().compareTo(snapshot.stop()) > 0)
                .forEach(missing::add);
        return WalCoverage.of(missing).stretches();
    }

    private static List<WalObject> walOf(ServerPast past, Snapshot snapshot) {
        TimelinePath path = past.path(past.newestTimeline());
        if (!path.holds(snapshot.timeline(), snapshot.stop())) {
            path = past.path(snapshot.timeline());
        }
        List<WalRange> needed =
                path.between(
                        snapshot.start(), path.contiguousEnd(past.coverage(), snapshot.start()));
        return past.wal().objects().stream()
                .filter(object -> needed.stream().anyMatch(range -> overlap(range, object.range())))
                .toList();
    }

    private static boolean overlap(WalRange one, WalRange other) {
        return one.timeline().equals(other.timeline())
                && one.start().compareTo(other.end()) < 0
                && other.start().compareTo(one.end()) < 0;
    }
}
