package org.cairn.app;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.vault.Concern;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.VaultScrub;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.scrub.ScrubShare;
import org.cairn.vault.scrub.Scrubbed;
import org.jspecify.annotations.Nullable;

/// Reads a share of a vault back without any key, and remembers where it was.
public final class ScrubVault {
    private final VaultLocation location;
    private final ScrubCursor cursor;
    private final Supplier<Vault> unlocked;
    private final InstantSource clock;
    private final EventSink events;

    /// @param unlocked opens the vault with a key, which only damage asks for
    ScrubVault(
            VaultLocation location,
            Path cursors,
            Supplier<Vault> unlocked,
            InstantSource clock,
            EventSink events) {
        this.location = location;
        this.cursor = new ScrubCursor(cursors, location.toString());
        this.unlocked = unlocked;
        this.clock = clock;
        this.events = events;
    }

    /// What is asked for.
    ///
    /// @param share as `1/30`; null for all, from the beginning
    /// @param useKey whether damage is to be told with what it takes along
    public record Order(@Nullable String share, boolean useKey) {}

    /// What came out.
    ///
    /// @param began when the round did
    /// @param concerns what damage takes along; empty where no key opened the vault
    public record Answer(Scrubbed scrubbed, Instant began, List<Concern> concerns) {
        public Answer {
            concerns = List.copyOf(concerns);
        }
    }

    /// Reads. Problems: `vault-missing`, `usage` for what is no share, and those of the store.
    public Answer scrub(Order order) {
        ScrubShare share = order.share() == null ? ScrubShare.ALL : share(order.share());
        Optional<ScrubCursor.Place> known =
                order.share() == null ? Optional.empty() : cursor.read();
        Optional<String> after = known.flatMap(ScrubCursor.Place::after);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant began = after.isPresent() ? known.orElseThrow().began() : now;
        VaultScrub vault = VaultScrub.of(location, clock);
        Scrubbed scrubbed =
                vault.scrub(
                        share,
                        after,
                        name -> cursor.write(new ScrubCursor.Place(Optional.of(name), began, now)),
                        events);
        cursor.write(new ScrubCursor.Place(scrubbed.reached(), began, now));
        return new Answer(scrubbed, began, concerns(scrubbed, order));
    }

    /// What `serve` does each day. Raises `vault-object-damaged` when something is.
    void daily() {
        Scrubbed scrubbed = scrub(new Order(ScrubShare.DAILY.toString(), false)).scrubbed();
        if (!scrubbed.findings().isEmpty()) {
            Finding first = scrubbed.findings().getFirst();
            throw VaultProblems.OBJECT_DAMAGED
                    .says("%d objects of the vault are damaged", scrubbed.findings().size())
                    .what("the first is '%s': %s", first.object(), first.what())
                    .kept("other objects are unaffected")
                    .remedy(
                            "`cairn repo check` names all of them and what they take along; put them"
                                    + " back from a copy of the vault.")
                    .with("object", first.object())
                    .asException();
        }
        events.accept(
                new RunEvent.Noted(
                        "scrub: %d objects of the vault read back, all whole"
                                .formatted(scrubbed.objects())));
    }

    /// When it was begun last; null if nobody knows.
    @Nullable Instant lastBegun() {
        return cursor.read().map(ScrubCursor.Place::last).orElse(null);
    }

    private List<Concern> concerns(Scrubbed scrubbed, Order order) {
        if (scrubbed.findings().isEmpty() || !order.useKey()) {
            return List.of();
        }
        try {
            return unlocked.get()
                    .concerns(scrubbed.findings().stream().map(Finding::object).toList());
        } catch (ProblemException e) {
            events.accept(
                    new RunEvent.Noted(
                            "what the damage takes along is not known: " + e.problem().headline()));
            return List.of();
        }
    }

    private static ScrubShare share(String text) {
        try {
            return ScrubShare.parse(text);
        } catch (IllegalArgumentException e) {
            throw AppProblems.USAGE
                    .says("'%s' is no share of a vault", text)
                    .what("%s", String.valueOf(e.getMessage()))
                    .kept("nothing was read")
                    .remedy("Write --share 1/30, or --all.")
                    .asException();
        }
    }
}
