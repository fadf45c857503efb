package org.cairn.protect.kill;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.WalRange;
import org.cairn.protect.expire.ExpireBackups;
import org.cairn.protect.plan.Base;
import org.cairn.protect.plan.Retention;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.Bytes;
import org.cairn.vault.CopyOrder;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotProof;
import org.cairn.vault.sweep.SweepSample;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject;
import org.cairn.vault.wal.WalObject.Kind;

/// A program that backs up, stores documents, expires, sweeps and copies in an order of chance,
/// until it is killed. Its journal says what it is about to do and what it was told is done.
///
/// Arguments: those of [KillPlace], which writer it is (0, or 1 beside it), a seed, what to do
/// first, the step to stand still at or `-`, and the how manyeth time; or `once` instead of a
/// number, to do everything once and end.
public final class KillChild {
    static final String READY = "ready";
    static final String AT_THE_STEP = "at the step";
    static final String ONCE = "once";

    private static final String SERVER = SampleSnapshot.SERVER;
    private static final Retention RETENTION = Retention.parse("min 3");
    private static final List<Duration> GRACES =
            List.of(Duration.ZERO, Duration.ZERO, Duration.ofMillis(100), Duration.ofDays(3));

    private final KillPlace place;
    private final int writer;
    private final SeededRandom random;
    private final Steps steps;
    private final FileChannel journal;
    private final Vault vault;

    /// What it does; the second writer leaves the copy alone, since only one may sweep a copy while
    /// nobody copies to it (decision 0018).
    enum Act {
        BACKUP,
        DOCUMENT,
        EXPIRE,
        SWEEP,
        COPY,
        SWEEP_COPY
    }

    private KillChild(KillPlace place, int writer, long seed, Steps steps) throws IOException {
        this.place = place;
        this.writer = writer;
        this.random = SeededRandom.withSeed(seed);
        this.steps = steps;
        this.journal =
                FileChannel.open(
                        journal(place, writer),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
        this.vault =
                Vault.openOrCreate(place.vault(), place.access(), InstantSource.system(), steps);
    }

    static Path journal(KillPlace place, int writer) {
        return place.home().resolve("journal-" + writer);
    }

    public static void main(String[] arguments) throws IOException {
        String step = arguments[6];
        var left =
                new AtomicInteger(arguments[7].equals(ONCE) ? -1 : Integer.parseInt(arguments[7]));
        Steps steps =
                reached -> {
                    System.out.println(reached);
                    if (reached.equals(step) && left.decrementAndGet() == 0) {
                        System.out.println(AT_THE_STEP);
                        while (true) {
                            LockSupport.park();
                        }
                    }
                };
        var child =
                new KillChild(
                        KillPlace.of(arguments[0], arguments[1], arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Long.parseLong(arguments[4]),
                        steps);
        System.out.println(READY);
        endWithTheParent();
        if (arguments[7].equals(ONCE)) {
            for (Act act : Act.values()) {
                child.act(act);
            }
            return;
        }
        for (Act act = Act.valueOf(arguments[5]); ; act = child.next()) {
            child.act(act);
        }
    }

    // Its end of the pipe closes when it ends, however.
    private static void endWithTheParent() {
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                System.in.readAllBytes();
                            } catch (IOException _) {
                                // The same.
                            }
                            Runtime.getRuntime().halt(1);
                        });
    }

    private Act next() {
        return random.pick(
                writer == 0
                        ? List.of(
                                Act.BACKUP,
                                Act.BACKUP,
                                Act.BACKUP,
                                Act.DOCUMENT,
                                Act.EXPIRE,
                                Act.SWEEP,
                                Act.COPY,
                                Act.SWEEP_COPY)
                        : List.of(Act.BACKUP, Act.BACKUP, Act.DOCUMENT, Act.SWEEP));
    }

    private void act(Act act) throws IOException {
        try {
            switch (act) {
                case BACKUP -> backUp();
                case DOCUMENT -> storeDocument();
                case EXPIRE -> expire();
                case SWEEP -> vault.sweeper().sweep(random.pick(GRACES));
                case COPY -> copy();
                case SWEEP_COPY -> sweepCopy();
            }
        } catch (ProblemException e) {
            say("unexpected %s in %s", e.problem().code().name(), act);
            throw e;
        } catch (RuntimeException e) {
            say("unexpected %s in %s", e, act);
            throw e;
        }
    }

    // One write, which is whole or not there: the kernel has it when a kill comes.
    private void say(String what, Object... facts) throws IOException {
        var _ = journal.write(StandardCharsets.UTF_8.encode(what.formatted(facts) + "\n"));
    }

    /// Who backs up shares it, who expires has it alone: without `pitr` there may be no backup
    /// under way while one expires (decision 0017).
    private Lock lock(boolean shared) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        place.home().resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        return new Lock(channel, channel.lock(0, Long.MAX_VALUE, shared));
    }

    private record Lock(FileChannel channel, FileLock held) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            held.release();
            channel.close();
        }
    }

    private void backUp() throws IOException {
        try (Lock _ = lock(true)) {
            long number = ship();
            say("begun %d", number);
            Snapshot taken =
                    SweepSample.take(
                            vault, KillSample.facts(number), KillSample.contents(number), base());
            say("taken %d %s", number, taken.objectName());
        } catch (ProblemException e) {
            if (!e.problem().code().equals(VaultProblems.SNAPSHOT_SESSION_ENDED)) {
                throw e;
            }
            say("refused");
        }
    }

    /// Puts all WAL up to the end of the next backup of this writer, and gives its number.
    private long ship() {
        long end =
                vault.wal().list(SERVER).stream()
                        .mapToLong(object -> object.range().end().bytes() / KillSample.STEP)
                        .max()
                        .orElse(KillSample.FIRST);
        long number = end % 2 == writer ? end : end + 1;
        for (long next = end; next <= number; next++) {
            WalRange range =
                    SampleWal.range(KillSample.walStart(next), KillSample.walStart(next + 1));
            var _ =
                    vault.wal()
                            .put(
                                    new WalObject(SERVER, range, Kind.FRAGMENT),
                                    16 << 20,
                                    new ByteArrayInputStream(SampleWal.bytes(range)),
                                    KillSample.finished(next));
        }
        return number;
    }

    private SweepSample.Base base() {
        List<Snapshot> all = vault.snapshots().survey().snapshots();
        if (all.isEmpty() || random.oneIn(4)) {
            return null;
        }
        Snapshot chosen = random.oneIn(3) ? random.pick(all) : all.getLast();
        long number = chosen.start().bytes() / KillSample.STEP;
        return new SweepSample.Base(chosen, KillSample.contents(number));
    }

    private void storeDocument() throws IOException {
        long number = random.between(0, 40);
        byte[] body = KillSample.document(number);
        say("storing %d", number);
        var _ = Bytes.store(vault, "source", body);
        say("stored %d", number);
    }

    private void expire() throws IOException {
        try (Lock _ = lock(false)) {
            expire(vault, "expiring", "expired");
        }
    }

    private void expire(Vault at, String before, String after) throws IOException {
        List<Snapshot> all = at.snapshots().list();
        if (all.isEmpty()) {
            return;
        }
        Snapshot newest = all.getLast();
        var found = at.snapshots().verify(newest);
        if (!found.isSound()) {
            say("unexpected: the newest is not whole: %s", found.findings());
        }
        at.proofs()
                .put(
                        new SnapshotProof(
                                newest.objectName(),
                                "V2",
                                found.objects(),
                                found.bytes(),
                                InstantSource.system().instant()));
        var expire = new ExpireBackups(at, InstantSource.system(), steps);
        var decision = expire.decide(SERVER, RETENTION);
        String numbers =
                decision.plan().removed().stream()
                        .map(Base::start)
                        .map(start -> Long.toString(start.bytes() / KillSample.STEP))
                        .collect(Collectors.joining(" "));
        say("%s %s", before, numbers);
        var _ = expire.execute(decision);
        say("%s %s", after, numbers);
    }

    private void copy() throws IOException {
        say("copying");
        var done =
                vault.replicate(
                        place.vault(),
                        new CopyOrder(place.copy(), CopyOrder.Mode.COPY),
                        EventSink.NONE);
        if (!done.isWhole()) {
            say("unexpected: not copied: %s, %s", done.findings(), done.withheld());
        }
        say("copied");
    }

    private void sweepCopy() throws IOException {
        if (place.copy() instanceof VaultLocation.Folder(Path folder)
                && Files.notExists(folder.resolve("repo.json"))) {
            return;
        }
        if (place.form() == KillPlace.Form.COPY_IN_BUCKET) {
            // A request of a killed copier may still be under way.
            return;
        }
        Vault copy = Vault.open(place.copy(), place.access(), InstantSource.system(), steps);
        expire(copy, "copy-expiring", "copy-expired");
        var _ = copy.sweeper().sweep(Duration.ZERO);
    }
}
