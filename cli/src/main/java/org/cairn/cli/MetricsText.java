package org.cairn.cli;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.app.ReplicateVault.Standing;
import org.cairn.app.ReportRecovery.Recovery;
import org.cairn.app.ReportStatus.DatasetStatus;
import org.cairn.app.ReportStatus.SourceStatus;
import org.cairn.app.ReportStatus.Status;
import org.cairn.ledger.run.RunState;
import org.cairn.vault.Stats;
import org.cairn.vault.snapshot.Changes;
import org.cairn.vault.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;

/// How a project stands, as metrics in Prometheus' text format.
///
/// What is not known has no sample: an age of a backup that there is not would be a lie, and an
/// alert on the absence is the right one. Each age stands beside its time, since a rule over an age
/// goes on being true while nobody scrapes. Confined to one thread.
final class MetricsText {
    private final List<MetricSnapshot> metrics = new ArrayList<>();
    private final Instant now;

    private MetricsText(Instant now) {
        this.now = now;
    }

    static String of(Status status, Recovery recovery, List<Standing> copies, Instant now) {
        var text = new MetricsText(now);
        text.recovery(recovery);
        text.lastBackup(recovery);
        text.vault(status.vault());
        text.copies(copies);
        text.collected(status);
        return text.written();
    }

    private void recovery(Recovery recovery) {
        gauge("cairn_serving", "1 while cairn serve runs.", recovery.serving() ? 1 : 0);
        Duration rpo = recovery.rpo();
        if (rpo != null) {
            gauge(
                    "cairn_rpo_seconds",
                    "How much time would be lost if the server were gone now.",
                    seconds(rpo));
        }
        gauge(
                "cairn_pitr_gaps",
                "Ranges of WAL that are missing: no moment across them can be reached.",
                recovery.gaps().size());
        time(
                "cairn_pitr_window_start",
                "the first moment that can be restored",
                recovery.windowFrom());
        if (recovery.windowTo() != null) {
            gauge(
                    "cairn_wal_durable_lsn_bytes",
                    "The position in the WAL up to which the vault has all of it.",
                    recovery.windowTo().bytes());
        }
        time("cairn_wal_last_arrival", "the newest WAL in the vault", recovery.arrived());
        gauge("cairn_backups", "Backups of this server in the vault.", recovery.backups());
    }

    private void lastBackup(Recovery recovery) {
        Snapshot last = recovery.lastBackup();
        if (last == null) {
            return;
        }
        Instant finished = last.facts().span().finishedAt();
        time("cairn_backup", "the end of the newest backup", finished);
        gauge(
                "cairn_backup_duration_seconds",
                "How long the newest backup took, by the server's clock.",
                seconds(Duration.between(last.facts().span().startedAt(), finished)));
        gauge(
                "cairn_backup_logical_bytes",
                "All files of the newest backup.",
                last.figures().logicalBytes());
        gauge(
                "cairn_backup_read_bytes",
                "What was read from the server for the newest backup.",
                last.figures().readBytes());
        gauge(
                "cairn_backup_new_unique_bytes",
                "What the newest backup added to the vault.",
                last.figures().storedBytes());
        gauge(
                "cairn_backup_tainted_pages",
                "Pages that were bad on the server's disk in the newest backup.",
                last.facts().badPages().count());
        add(
                "cairn_backup_change_map_source",
                "How the newest backup found out what had changed.",
                Arrays.stream(Changes.values())
                        .map(way ->
                                point(
                                        way == last.figures().changes() ? 1 : 0,
                                        "source",
                                        way.text())));
        time(
                "cairn_backup_verified",
                "the last time the newest backup was found whole",
                recovery.verified());
    }

    private void vault(Stats stats) {
        add(
                "cairn_vault_bytes",
                "What the vault stores, by what it is.",
                Stream.of(
                        point(stats.documentBytes(), "kind", "documents"),
                        point(stats.snapshotBytes(), "kind", "backups"),
                        point(stats.walBytes(), "kind", "wal")));
        add(
                "cairn_vault_objects",
                "How many objects of a kind the vault has.",
                Stream.of(
                        point(stats.documents(), "kind", "documents"),
                        point(stats.packs(), "kind", "packs"),
                        point(stats.snapshots(), "kind", "snapshots"),
                        point(stats.segments(), "kind", "wal_segments"),
                        point(stats.fragments(), "kind", "wal_fragments")));
    }

    private void copies(List<Standing> copies) {
        add(
                "cairn_copy_whole_timestamp_seconds",
                "When a copy of the vault was last seen to have all of it.",
                copies.stream()
                        .filter(copy -> copy.whole() != null)
                        .map(copy -> point(timestamp(copy.whole()), "to", copy.to())));
        add(
                "cairn_copy_whole_age_seconds",
                "How long ago a copy of the vault was last seen to have all of it.",
                copies.stream()
                        .filter(copy -> copy.whole() != null)
                        .map(copy -> point(age(copy.whole()), "to", copy.to())));
        add(
                "cairn_copy_last_attempt_whole",
                "1 when the last attempt to copy the vault there came to its end with all of it.",
                copies.stream().map(copy -> point(copy.isWhole() ? 1 : 0, "to", copy.to())));
    }

    private void collected(Status status) {
        add(
                "cairn_source_loaded_timestamp_seconds",
                "When a source was last loaded, or found unchanged.",
                status.sources().stream()
                        .filter(source -> source.loadedAt() != null)
                        .map(MetricsText::loaded));
        sources(status.sources());
        add(
                "cairn_dataset_rows",
                "Rows of a dataset, without those withdrawn.",
                status.datasets().stream().map(each -> of(each, each.rows())));
        add(
                "cairn_dataset_withdrawn_rows",
                "Rows of a dataset that its source does not have any more.",
                status.datasets().stream().map(each -> of(each, each.withdrawn())));
        gauge(
                "cairn_quarantined_records",
                "Records that were refused and wait.",
                status.quarantined());
    }

    private void sources(List<SourceStatus> sources) {
        add(
                "cairn_source_loaded_age_seconds",
                "How long ago a source was last loaded, or found unchanged.",
                sources.stream()
                        .filter(source -> source.loadedAt() != null)
                        .map(source -> of(source, age(source.loadedAt()))));
        add(
                "cairn_source_fresh",
                "1 while the last good run of a source is as young as declared.",
                sources.stream()
                        .filter(source -> source.plan().freshness() != null)
                        .map(source -> of(source, source.isStale(now) ? 0 : 1)));
        add(
                "cairn_source_held",
                "1 while the last run of a source is held.",
                sources.stream()
                        .filter(source -> source.lastState() != null)
                        .map(source -> of(source, source.lastState() == RunState.HELD ? 1 : 0)));
        add(
                "cairn_source_failures",
                "Runs of a source that have failed since the last one that did not.",
                sources.stream().map(source -> of(source, source.plan().failures())));
        add(
                "cairn_source_last_run_records",
                "Records that the last run of a source read.",
                sources.stream()
                        .filter(source -> source.lastRun() != null)
                        .map(source -> of(source, source.plan().records())));
        add(
                "cairn_source_next_run_timestamp_seconds",
                "When a source is due by its schedule.",
                sources.stream()
                        .filter(source -> source.plan().next() != null)
                        .map(source -> of(source, timestamp(source.plan().next()))));
    }

    private static GaugeDataPointSnapshot of(SourceStatus source, Number value) {
        return point(value, "source", source.name());
    }

    private static GaugeDataPointSnapshot loaded(SourceStatus source) {
        return point(timestamp(source.loadedAt()), "source", source.name());
    }

    private static GaugeDataPointSnapshot of(DatasetStatus dataset, Number value) {
        return point(value, "dataset", dataset.name());
    }

    /// A moment and how long ago it was.
    private void time(String name, String what, @Nullable Instant at) {
        if (at != null) {
            gauge(name + "_timestamp_seconds", "When was " + what + ".", timestamp(at));
            gauge(name + "_age_seconds", "How long ago was " + what + ".", age(at));
        }
    }

    private double age(@Nullable Instant at) {
        // Two clocks: the server's may be ahead of ours.
        return at == null ? 0 : Math.max(0, seconds(Duration.between(at, now)));
    }

    private static double timestamp(@Nullable Instant at) {
        return at == null ? 0 : at.toEpochMilli() / 1000.0;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private void gauge(String name, String help, Number value) {
        add(
                name,
                help,
                Stream.of(GaugeDataPointSnapshot.builder().value(value.doubleValue()).build()));
    }

    private static GaugeDataPointSnapshot point(Number value, String label, String word) {
        return GaugeDataPointSnapshot.builder()
                .value(value.doubleValue())
                .labels(Labels.of(label, word))
                .build();
    }

    private void add(String name, String help, Stream<GaugeDataPointSnapshot> points) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        points.forEach(gauge::dataPoint);
        metrics.add(gauge.build());
    }

    private String written() {
        var out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create()
                    .write(out, new MetricSnapshots(metrics), EscapingScheme.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}
