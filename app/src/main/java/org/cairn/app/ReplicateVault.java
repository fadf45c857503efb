package org.cairn.app;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.vault.CopyOrder;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.copy.Replicated;
import org.cairn.vault.copy.Replicated.Checked;
import org.jspecify.annotations.Nullable;

/// Copies a vault to other places; each copy is a vault. Remembers what became of it.
public final class ReplicateVault {
    private final Supplier<Vault> vault;
    private final VaultLocation here;
    private final Places places;
    private final InstantSource clock;
    private final EventSink events;

    /// Where copies are.
    ///
    /// @param copies that are meant when no other is named
    /// @param records where it is noted what became of them
    /// @param afterwards what is done to a copy that has all of the vault
    record Places(List<Place> copies, Path records, Afterwards afterwards) {
        Places {
            copies = List.copyOf(copies);
        }
    }

    /// Where a copy is.
    ///
    /// @param retention how long it keeps backups; null where that is left to commands
    record Place(VaultLocation at, @Nullable String retention) {}

    /// What a schedule does to a copy besides copying.
    @FunctionalInterface
    interface Afterwards {
        /// Removes from a copy what its retention does not keep.
        void expire(VaultLocation copy, String retention);
    }

    ReplicateVault(
            Supplier<Vault> vault,
            VaultLocation here,
            Places places,
            InstantSource clock,
            EventSink events) {
        this.vault = vault;
        this.here = here;
        this.places = places;
        this.clock = clock;
        this.events = events;
    }

    /// What came out for one place.
    ///
    /// @param to a folder, or `s3://` and a bucket
    public record Copied(String to, Replicated result) {}

    /// How a place stands.
    ///
    /// @param tried when it was copied to last; null for never, as far as is known
    /// @param whole when it was last seen to have all of the vault; null for never
    /// @param text how the last attempt ended; empty before the first
    public record Standing(
            String to, @Nullable Instant tried, @Nullable Instant whole, String text) {
        /// Whether the last attempt came to its end with all of it.
        public boolean isWhole() {
            return tried != null && tried.equals(whole);
        }
    }

    /// Copies to each place, one after the other. Problems: `usage` when there is none,
    /// `vault-copy-foreign`, `vault-copy-itself`, `vault-copy-newer` and those of the stores.
    public List<Copied> copy(CopyOrder.Mode mode) {
        requirePlace();
        return places.copies().stream().map(to -> copy(to.at(), mode)).toList();
    }

    /// What `serve` does by a schedule: copies to each place, whatever becomes of the others, and
    /// says how each came out; then lets go what the retention of the copy does not keep. Raises
    /// the first problem; `vault-copy-incomplete` is one of a copy that lacks something.
    void scheduled() {
        requirePlace();
        ProblemException first = null;
        for (Place place : places.copies()) {
            VaultLocation to = place.at();
            try {
                Replicated result = copy(to, CopyOrder.Mode.COPY).result();
                events.accept(new RunEvent.Noted("copied to %s: %s".formatted(to, text(result))));
                if (!result.isWhole()) {
                    throw incomplete(to, result);
                }
                if (place.retention() != null) {
                    places.afterwards().expire(to, place.retention());
                }
            } catch (ProblemException e) {
                if (first == null) {
                    first = e;
                } else {
                    events.accept(
                            new RunEvent.Noted(
                                    "copying to %s failed: %s (%s)"
                                            .formatted(
                                                    to,
                                                    e.problem().headline(),
                                                    e.problem().code().name())));
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /// When it was begun last for the place for which that was the longest ago; null if nobody
    /// knows of one.
    @Nullable Instant lastBegun() {
        List<Optional<Instant>> begun =
                places.copies().stream()
                        .map(to -> record(to.at()).read().map(CopyRecord.Entry::begun))
                        .toList();
        return begun.stream().allMatch(Optional::isPresent)
                ? begun.stream()
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .orElse(null)
                : null;
    }

    /// How each place stands, by what was noted here; nothing is asked there.
    public List<Standing> standings() {
        return places.copies().stream().map(to -> standing(to.at())).toList();
    }

    private Standing standing(VaultLocation to) {
        Optional<CopyRecord.Entry> entry = record(to).read();
        return new Standing(
                to.toString(),
                entry.map(CopyRecord.Entry::begun).orElse(null),
                entry.flatMap(CopyRecord.Entry::whole).orElse(null),
                entry.map(CopyRecord.Entry::text).orElse(""));
    }

    private CopyRecord record(VaultLocation to) {
        return new CopyRecord(places.records(), to.toString());
    }

    private Copied copy(VaultLocation to, CopyOrder.Mode mode) {
        Instant begun = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        try {
            Replicated result = vault.get().replicate(here, new CopyOrder(to, mode), events);
            if (mode == CopyOrder.Mode.COPY) {
                record(to).write(begun, result.isWhole(), text(result));
            }
            return new Copied(to.toString(), result);
        } catch (ProblemException e) {
            if (mode == CopyOrder.Mode.COPY) {
                record(to).write(begun, false, e.problem().headline());
            }
            throw e;
        }
    }

    private static String text(Replicated result) {
        Checked checked = result.checked();
        String done =
                "%d objects copied, %s; %d objects and %d backups are there"
                        .formatted(
                                result.copied(),
                                new ByteSize(result.bytes()),
                                checked.objects() - missing(checked),
                                checked.snapshots());
        return result.isWhole() ? done + ", whole" : done + "; " + lack(result);
    }

    private static long missing(Checked checked) {
        return checked.lacking().stream()
                .map(Replicated.Lack::object)
                .filter(object -> !object.startsWith("snap/"))
                .count();
    }

    private static String lack(Replicated result) {
        if (!result.findings().isEmpty()) {
            var first = result.findings().getFirst();
            return "damaged here: %d, the first is %s"
                    .formatted(result.findings().size(), first.object());
        }
        if (!result.checked().lacking().isEmpty()) {
            var first = result.checked().lacking().getFirst();
            return "lacking there: %d, the first is %s: %s"
                    .formatted(result.checked().lacking().size(), first.object(), first.what());
        }
        var first = result.withheld().getFirst();
        return "withheld: %d, the first is %s, which needs %s"
                .formatted(result.withheld().size(), first.object(), first.needs());
    }

    private static ProblemException incomplete(VaultLocation to, Replicated result) {
        return AppProblems.COPY_INCOMPLETE
                .says("the copy in '%s' lacks something", to)
                .what("%s", lack(result))
                .kept("the copy is sound without it")
                .remedy(
                        "See all of it with `cairn repo replicate --to %s`, and what is damaged"
                                + " here with `cairn repo check`.",
                        to)
                .with("path", to)
                .asException();
    }

    private void requirePlace() {
        if (places.copies().isEmpty()) {
            throw AppProblems.USAGE
                    .says("no place for the copy was named")
                    .what("there is no --to, and cairn.yaml declares no copies of the vault")
                    .kept("nothing was copied")
                    .remedy(
                            "Name one with --to FOLDER or --to s3://bucket/prefix, or declare it"
                                    + " under vault: {copies: [{location: …}]}.")
                    .asException();
        }
    }
}
