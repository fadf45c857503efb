package org.cairn.vault.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.Bytes;
import org.cairn.vault.PlainReader;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.jspecify.annotations.Nullable;

/// A vault that several use at once, and what should be in it.
final class SweepModel {
    private static final List<String> COMMIT =
            List.of(
                    "vault.snapshot-begun",
                    "vault.snapshot-packs-durable",
                    "vault.snapshot-files-durable",
                    "vault.snapshot-announced",
                    "vault.snapshot-packs-found",
                    "vault.snapshot-durable");
    private static final List<String> SWEEP =
            List.of(
                    "vault.sweep-marked",
                    "vault.sweep-writers-ended",
                    "vault.sweep-needs-read",
                    "vault.sweep-pack-removed",
                    "vault.sweep-packs-removed",
                    "vault.sweep-done");
    private static final List<String> STORE =
            List.of("vault.body-announced", "vault.pack-durable", "vault.body-durable");
    private static final List<InstantSource> CLOCKS =
            List.of(
                    InstantSource.system(),
                    InstantSource.offset(InstantSource.system(), Duration.ofDays(-1)),
                    InstantSource.offset(InstantSource.system(), Duration.ofDays(365)));
    private static final int MOST_AT_WORK = 5;

    private final TimedStore store;
    private final Supplier<Path> folder;
    private final SeededRandom random;
    private final Vault vault;
    private final Map<String, Map<String, byte[]>> byStart = new HashMap<>();
    private final List<byte[]> documents = new ArrayList<>();
    private final List<Doing> atWork = new ArrayList<>();
    private final AtomicLong removed = new AtomicLong();
    private final StringBuilder story = new StringBuilder();
    private Map<String, byte[]> contents;
    private int snapshots;
    private boolean isAnyGone;

    /// @param steps at which it may stand still
    private record Doing(String what, Actor actor, List<String> steps) {}

    /// @param folder the objects as files, at the moment
    SweepModel(ObjectStore real, Supplier<Path> folder, SeededRandom random) {
        this.store = new TimedStore(real);
        this.folder = folder;
        this.random = random;
        this.vault = Vault.openOrCreate(store, InstantSource.system(), Steps.NONE);
        this.contents = SweepSample.contents(8, random.seed());
    }

    long removed() {
        return removed.get();
    }

    void step() {
        switch (random.between(0, 9)) {
            case 0, 1 -> begin("backup", this::backUp, COMMIT);
            case 2 -> begin("document", this::storeDocument, STORE);
            case 3, 4 -> begin("sweep", this::sweep, SWEEP);
            case 5 -> removeSnapshot();
            case 6 -> pass(Duration.ofHours(random.between(1, 100)));
            case 7, 8 -> goOn();
            default -> crash();
        }
    }

    private void begin(String what, java.util.function.Consumer<Vault> act, List<String> steps) {
        if (atWork.size() < MOST_AT_WORK) {
            var doing = new Doing(what, new Actor(store, random.pick(CLOCKS), act), steps);
            atWork.add(doing);
            advance(doing);
        }
    }

    private void goOn() {
        if (!atWork.isEmpty()) {
            advance(random.pick(atWork));
        }
    }

    private void advance(Doing doing) {
        String until = random.oneIn(2) ? null : random.pick(doing.steps());
        boolean ended = doing.actor().goOn(until);
        story.append("%n%s to %s%s".formatted(doing.what(), until, ended ? ", ended" : ""));
        if (ended) {
            atWork.remove(doing);
            requireExpected(doing.actor().failure());
        }
    }

    private void requireExpected(@Nullable RuntimeException failure) {
        if (failure instanceof ProblemException e) {
            story.append(" by ").append(e.problem().code().name());
            assertThat(e.problem().code())
                    .as("%s", story)
                    .isEqualTo(VaultProblems.SNAPSHOT_SESSION_ENDED);
        } else if (failure != null) {
            throw new AssertionError(story.toString(), failure);
        }
    }

    /// Whoever is dropped here never goes on.
    private void crash() {
        if (!atWork.isEmpty()) {
            Doing gone = random.pick(atWork);
            atWork.remove(gone);
            isAnyGone = true;
            story.append("%n%s is gone".formatted(gone.what()));
        }
    }

    private void backUp(Vault own) {
        String start = "0/%X".formatted(0x2000028 + 0x100000 * snapshots++);
        Map<String, byte[]> next = new TreeMap<>(contents);
        for (int i = random.between(0, 3); i > 0; i--) {
            String path = random.pick(List.copyOf(next.keySet()));
            next.put(path, random.bytes(random.between(1, 3000)));
        }
        contents = next;
        byStart.put(SampleSnapshot.facts(start).span().wal().start().toString(), next);
        List<Snapshot> all = own.snapshots().survey().snapshots();
        SweepSample.Base base = null;
        if (!all.isEmpty() && !random.oneIn(4)) {
            Snapshot chosen = random.oneIn(3) ? random.pick(all) : all.getLast();
            base = new SweepSample.Base(chosen, expected(chosen));
        }
        SweepSample.take(own, start, next, base);
    }

    private Map<String, byte[]> expected(Snapshot snapshot) {
        Map<String, byte[]> files = byStart.get(snapshot.start().toString());
        if (files == null) {
            throw new AssertionError("nobody took " + snapshot.objectName());
        }
        return files;
    }

    private void storeDocument(Vault own) {
        byte[] body =
                documents.isEmpty() || random.oneIn(2)
                        ? random.bytes(random.between(1, 3000))
                        : random.pick(documents);
        documents.add(body);
        Bytes.store(own, "source", body);
    }

    private void sweep(Vault own) {
        removed.addAndGet(own.sweeper().sweep(Sweeper.GRACE).removed().packs());
    }

    private void removeSnapshot() {
        List<Snapshot> all = vault.snapshots().survey().snapshots();
        if (!all.isEmpty()) {
            String name = random.pick(all).objectName();
            store.remove(new ObjectName(name));
            story.append("%nremoved %s".formatted(name));
        }
    }

    private void pass(Duration time) {
        store.pass(time);
        story.append("%npassed %s".formatted(time));
    }

    void requireAllReadable() {
        try {
            var reader = new PlainReader(folder.get(), null);
            for (Snapshot snapshot : vault.snapshots().list()) {
                assertThat(reader.snapshot(snapshot.objectName()))
                        .as("%s: %s", snapshot.objectName(), story)
                        .containsExactlyInAnyOrderEntriesOf(expected(snapshot));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(story.toString(), e);
        }
        assertThat(vault.verify().findings()).as("%s", story).isEmpty();
    }

    /// All who stand still go on; then sweeps remove all that nobody needs.
    void end() {
        while (!atWork.isEmpty()) {
            Doing doing = atWork.removeFirst();
            doing.actor().goOn(null);
            story.append("%n%s to its end".formatted(doing.what()));
            requireExpected(doing.actor().failure());
            requireAllReadable();
        }
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofHours(100));
            sweep(vault);
        }
        Room room = vault.sweeper().room();
        if (!isAnyGone) {
            assertThat(room.dead()).as("%s", story).isEqualTo(Amount.NONE);
            assertThat(store.list("sess/").stream().filter(name -> name.value().endsWith("00")))
                    .as("%s", story)
                    .isEmpty();
        }
    }
}
