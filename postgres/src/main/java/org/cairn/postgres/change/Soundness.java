package org.cairn.postgres.change;

import java.util.Optional;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.wal.TimelineHistory;

/// Whether a way to tell changes may be gone between two backups. Where it may not, read everything
/// and compare contents, which needs no condition.
///
/// # What both ways need
///
/// - *The same server*: the same system identifier. A server after `pg_upgrade` has another.
/// - *Descent*: the base's WAL, up to its stop, is in the history of the present timeline, and its
///   stop is not after the start of this backup. Otherwise the base saw what never happened here.
/// - *One history*: positions on a timeline were not given out twice, as after a data directory was
///   put back from a copy of its files, or after `pg_resetwal`. Both need the server down: while
///   its first process is the one that it was, neither can have happened. After a restart or a
///   promotion somebody must have seen all WAL since.
/// - *Checksums were not switched on since*: `pg_checksums` writes them into pages of which neither
///   the WAL nor the position knows; the base's pages have none. Switched off is harmless.
///
/// # What positions of pages need beyond that
///
/// - *The same first process*, whatever WAL was seen. Between two restarts, checksums can have been
///   off, or `wal_level` minimal, and back again; nothing tells of it.
/// - *Checksums or `wal_log_hints`*: without them the server marks heap pages "all visible" and
///   leaves their position as it is ("we must *not* update the heap page's LSN",
///   `access/heap/visibilitymap.c`: visibilitymap_set). Such a page from the base, under a
///   visibility map of now, would be skipped by index-only scans after its rows were deleted.
///
/// # Cases
///
/// | case | summaries | positions |
/// |---|---|---|
/// | CREATE DATABASE by file copy, over a reused number (`OID =`) | entry for the database: whole | pages keep the template's positions; the row in `pg_database` is newer than the base: whole |
/// | CREATE DATABASE by WAL | entry: whole | sound (new positions), and whole for the same reason |
/// | ALTER DATABASE SET TABLESPACE, there and back | entry: whole | pages keep position and content, so sound; the row is newer: whole |
/// | ALTER TABLE SET TABLESPACE, there and back | cut to 0: whole | another number each time: not in the base |
/// | VACUUM FULL, CLUSTER, REINDEX, TRUNCATE, SET LOGGED | another number: not in the base | the same |
/// | a relation's number reused after 2^32 others | cut to 0: whole | every page of the new life has a position after the creation, hence after R, or none: sound |
/// | cut, and grown again by zeros | the limit | a page of zeros counts as changed: sound |
/// | GiST, GIN, SP-GiST being built | logged at the end | positions of 0 or 1 count as changed, those logged are new: sound |
/// | unlogged and temporary relations | not in a backup | not in a backup; init forks are whole |
/// | the cache in the first page of an SP-GiST index | without WAL; as stale as after a crash, and tested before use: sound | the same |
/// | hash indexes, sequences, BRIN, in-place updates, `pg_surgery` | sound | sound: logged with a position |
/// | `wal_level` minimal for a while | no summaries for it: not covered | needs a restart: unsound |
/// | `pg_checksums`, off to on | unsound | unsound |
/// | `pg_resetwal`, a directory put back | needs a restart: unsound unless WAL was seen | unsound |
/// | a promotion | sound along the history, if summaries and WAL were seen | another first process: unsound |
/// | an extension that writes pages without WAL | not safe in a crash either | the same |
public sealed interface Soundness {
    /// The way may be gone.
    record Sound() implements Soundness {}

    /// The way may not be gone.
    ///
    /// @param reason a clause that says why not
    record Unsound(String reason) implements Soundness {}

    /// Who can say that the server's WAL had one history since the base.
    enum Witness {
        /// Nobody but the server itself.
        SERVER,
        /// All WAL from the base's stop to the start of this backup came into one vault without a
        /// gap, and where streams met their bytes were compared.
        VAULT
    }

    /// Whether WAL summaries of the range between may be believed.
    static Soundness ofSummaries(BaseBackup base, PresentBackup now, Witness witness) {
        return of(
                otherPast(base, now)
                        .or(() ->
                                witness == Witness.VAULT
                                        ? Optional.empty()
                                        : restarted(base, now)));
    }

    /// Whether the positions of pages may be believed.
    static Soundness ofPositions(BaseBackup base, PresentBackup now) {
        return of(
                otherPast(base, now)
                        .or(() -> restarted(base, now))
                        .or(() -> otherTimeline(base, now))
                        .or(() -> silentHints(base.standing(), now.standing())));
    }

    private static Soundness of(Optional<String> doubt) {
        return doubt.<Soundness>map(Unsound::new).orElseGet(Sound::new);
    }

    private static Optional<String> otherPast(BaseBackup base, PresentBackup now) {
        ServerStanding before = base.standing();
        ServerStanding after = now.standing();
        if (!before.systemIdentifier().equals(after.systemIdentifier())) {
            return Optional.of(
                    "the base is of server %s, this is %s"
                            .formatted(before.systemIdentifier(), after.systemIdentifier()));
        }
        if (!descends(now.history(), base)) {
            return Optional.of(
                    "timeline %s of now does not come from the base's WAL, %s"
                            .formatted(now.history().timeline(), base.range()));
        }
        if (base.range().end().compareTo(now.start()) > 0) {
            return Optional.of(
                    "the base ended at %s, after the start of this backup at %s"
                            .formatted(base.range().end(), now.start()));
        }
        return after.dataChecksums() && !before.dataChecksums()
                ? Optional.of("checksums of pages were switched on since the base")
                : Optional.empty();
    }

    private static boolean descends(TimelineHistory history, BaseBackup base) {
        Timeline timeline = base.range().timeline();
        return history.timeline().equals(timeline)
                || history.endOf(timeline)
                        .filter(end -> base.range().end().compareTo(end) <= 0)
                        .isPresent();
    }

    private static Optional<String> restarted(BaseBackup base, PresentBackup now) {
        return base.standing().postmasterStart().equals(now.standing().postmasterStart())
                ? Optional.empty()
                : Optional.of(
                        "the server was started at %s, since the base: nobody saw what was done to"
                                        .formatted(now.standing().postmasterStart())
                                + " its files while it was down");
    }

    private static Optional<String> otherTimeline(BaseBackup base, PresentBackup now) {
        return base.range().timeline().equals(now.history().timeline())
                ? Optional.empty()
                : Optional.of(
                        "the base is of timeline %s, now is %s"
                                .formatted(base.range().timeline(), now.history().timeline()));
    }

    private static Optional<String> silentHints(ServerStanding before, ServerStanding after) {
        return before.hintsMovePositions() && after.hintsMovePositions()
                ? Optional.empty()
                : Optional.of(
                        "without checksums of pages and without wal_log_hints, pages change and"
                                + " keep their position");
    }
}
