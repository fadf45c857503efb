package org.cairn.vault.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Tasks;
import org.cairn.vault.store.Guarantee.Verdict;
import org.cairn.vault.store.ObjectStore.Creation;

/// Tries out what every store has to promise, on an empty store that is thrown away afterwards.
///
/// A trial that fails is a finding like any other. Confined to one thread.
public final class StoreTrial {
    private static final int WRITERS = 16;
    private static final int ROUNDS = 8;
    private static final int BULK_BYTES = 16 << 20;
    private static final double MEBIBYTE = 1 << 20;
    private static final long SEED = 20_261_127;

    private final ObjectStore store;
    private final List<Guarantee> found = new ArrayList<>();

    /// @param store holds nothing
    public StoreTrial(ObjectStore store) {
        this.store = store;
    }

    /// Makes the trials in order and says how each turned out.
    public List<Guarantee> run() {
        check("create once", this::createOnce);
        check("read after write", this::readAfterWrite);
        check("list after write", this::listAfterWrite);
        check("ranges", this::ranges);
        check("speed", this::speed);
        check("remove", this::remove);
        return List.copyOf(found);
    }

    private void check(String name, Supplier<Guarantee> trial) {
        found.add(tried(name, trial));
    }

    /// Makes one trial; what it raises is its result.
    public static Guarantee tried(String name, Supplier<Guarantee> trial) {
        try {
            return trial.get();
        } catch (ProblemException e) {
            Problem problem = e.problem();
            return new Guarantee(
                    name,
                    Verdict.MISSING,
                    "%s: %s".formatted(problem.headline(), problem.what()),
                    "it could not be tried to the end",
                    problem.remedy());
        }
    }

    private Guarantee createOnce() {
        var writers = IntStream.range(0, WRITERS).boxed().toList();
        for (int round = 0; round < ROUNDS; round++) {
            var name = new ObjectName("once/" + round);
            List<Creation> heard =
                    Tasks.map(
                            writers,
                            writer -> store.putIfAbsent(name, new byte[] {writer.byteValue()}));
            int winners = Collections.frequency(heard, Creation.CREATED);
            byte kept = read(name)[0];
            if (winners != 1 || heard.get(kept) != Creation.CREATED) {
                return new Guarantee(
                        "create once",
                        Verdict.MISSING,
                        "%d of %d writers at once believed that they made one object"
                                .formatted(winners, WRITERS),
                        "two servers of one identity, or two writers of one run, can overwrite each"
                                + " other unnoticed",
                        "Use another store for the vault.");
            }
        }
        return Guarantee.holds(
                "create once", "%d times one of %d writers won".formatted(ROUNDS, WRITERS));
    }

    private byte[] read(ObjectName name) {
        try (var object = store.open(name)) {
            return object.readAll(BULK_BYTES);
        }
    }

    private Guarantee readAfterWrite() {
        for (int round = 0; round < ROUNDS; round++) {
            var name = new ObjectName("read/" + round);
            byte[] bytes = ("round " + round).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            boolean before = store.exists(name);
            store.putIfAbsent(name, bytes);
            if (before || !store.exists(name) || !java.util.Arrays.equals(read(name), bytes)) {
                return new Guarantee(
                        "read after write",
                        Verdict.MISSING,
                        "an object was not there, or was another, right after it was written",
                        "a backup can be told as done whose objects cannot be read yet",
                        "Use another store for the vault, or one of its modes that is consistent.");
            }
        }
        return Guarantee.holds("read after write", ROUNDS + " objects were read at once");
    }

    private Guarantee listAfterWrite() {
        for (int round = 0; round < ROUNDS; round++) {
            store.putIfAbsent(new ObjectName("list/" + round), new byte[1]);
            int listed = store.list("list/").size();
            if (listed != round + 1) {
                return new Guarantee(
                        "list after write",
                        Verdict.DEGRADED,
                        "%d of %d objects were listed right after they were written"
                                .formatted(listed, round + 1),
                        "the newest backups and WAL may not be seen for a while; nothing is"
                                + " overwritten because of it, but a sweep may remove what they need",
                        "Wait before you restore to the last seconds, and do not sweep; or use another"
                                + " store.");
            }
        }
        return Guarantee.holds("list after write", ROUNDS + " objects were listed at once");
    }

    private Guarantee ranges() {
        byte[] bytes = new byte[1 << 20];
        new Random(SEED).nextBytes(bytes);
        var name = new ObjectName("ranges/object");
        store.putIfAbsent(name, bytes);
        try (var object = store.open(name)) {
            byte[] part = object.read(700_000, 1_000);
            boolean right =
                    java.util.Arrays.equals(
                            part, java.util.Arrays.copyOfRange(bytes, 700_000, 701_000));
            return right
                    ? Guarantee.holds("ranges", "a part of an object was read by itself")
                    : new Guarantee(
                            "ranges",
                            Verdict.MISSING,
                            "other bytes came than were asked for",
                            "nothing read from this store can be trusted",
                            "Use another store for the vault.");
        }
    }

    private Guarantee speed() {
        byte[] bytes = new byte[BULK_BYTES];
        new Random(SEED).nextBytes(bytes);
        var name = new ObjectName("speed/object");
        long begin = System.nanoTime();
        store.putIfAbsent(name, bytes);
        long written = System.nanoTime();
        byte[] back = read(name);
        long read = System.nanoTime();
        String fact =
                String.format(
                        Locale.ROOT,
                        "%.0f MiB/s to it, %.0f MiB/s from it",
                        rate(bytes.length, written - begin),
                        rate(back.length, read - written));
        return java.util.Arrays.equals(bytes, back)
                ? Guarantee.holds("speed", fact)
                : new Guarantee(
                        "speed",
                        Verdict.MISSING,
                        "%d bytes came back changed".formatted(bytes.length),
                        "nothing read from this store can be trusted",
                        "Use another store for the vault.");
    }

    private static double rate(int bytes, long nanos) {
        return bytes / MEBIBYTE / (nanos / 1e9);
    }

    private Guarantee remove() {
        try {
            store.survey("").forEach(each -> store.remove(each.name()));
        } catch (ProblemException e) {
            return new Guarantee(
                    "remove",
                    Verdict.DEGRADED,
                    e.problem().headline(),
                    "fragments of WAL stay beside the segment that holds their bytes, and take room;"
                            + " what this trial wrote stays too",
                    e.problem().remedy());
        }
        return store.list("").isEmpty()
                ? Guarantee.holds("remove", "what was removed is gone")
                : new Guarantee(
                        "remove",
                        Verdict.DEGRADED,
                        "what was removed is still listed",
                        "fragments of WAL take room for longer",
                        "Look whether the store keeps versions.");
    }
}
