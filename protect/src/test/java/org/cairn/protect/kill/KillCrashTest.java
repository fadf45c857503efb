package org.cairn.protect.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.protect.kill.KillChild.Act;
import org.cairn.protect.kill.KillPlace.Form;
import org.cairn.testkit.RunningJvm;
import org.cairn.testkit.SeededRandom;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.Bytes;
import org.cairn.vault.PlainReader;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.s3.S3Store;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that back up, store documents, expire, sweep and copy, one or two at a time on one
/// vault, are killed at a random moment or where they stand at a random step, again and again.
/// After each kill the independent reader finds all that was ever reported as done, nothing half,
/// and in the copy nothing that it has not; and nobody is in the next one's way.
///
/// `-Dcairn.kills=N` says how many; as many as that, in all three places together. A seed repeats
/// what the processes do and where they are killed, not when exactly.
final class KillCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_STEPS = 50;
    // As often as there are objects: not counted, or no copy would come to its end.
    private static final String EACH_OBJECT = "copy.object-durable";
    private static final int SETTLE_EVERY = 20;
    private static final int KILLS = Integer.getInteger("cairn.kills", 24);
    // They start slowly.
    private static final int IN_BUCKETS = Math.max(2, KILLS / 24);
    private static final Map<Act, List<String>> STEPS =
            Map.of(
                    Act.BACKUP,
                    List.of(
                            "vault.wal-durable",
                            "vault.snapshot-begun",
                            "vault.snapshot-packs-durable",
                            "vault.snapshot-files-durable",
                            "vault.snapshot-announced",
                            "vault.snapshot-packs-found",
                            "vault.snapshot-durable"),
                    Act.DOCUMENT,
                    List.of(
                            "vault.body-announced",
                            "vault.pack-durable",
                            "vault.body-durable",
                            "vault.document-durable"),
                    Act.EXPIRE,
                    List.of(
                            "expire.snapshot-removed",
                            "expire.snapshots-removed",
                            "expire.wal-recorded",
                            "expire.wal-removed",
                            "expire.wal-all-removed",
                            "expire.records-removed"),
                    Act.SWEEP,
                    List.of(
                            "vault.sweep-marked",
                            "vault.sweep-writers-ended",
                            "vault.sweep-needs-read",
                            "vault.sweep-pack-removed",
                            "vault.sweep-packs-removed",
                            "vault.sweep-done"),
                    Act.COPY,
                    List.of(
                            "copy.vault-made",
                            EACH_OBJECT,
                            "copy.packs-durable",
                            "copy.bodies-durable",
                            "copy.wal-durable",
                            "copy.others-durable",
                            "copy.documents-durable",
                            "copy.snapshots-durable"),
                    Act.SWEEP_COPY,
                    List.of("vault.sweep-marked", "vault.sweep-pack-removed", "vault.sweep-done"));

    @SuppressWarnings("NullAway.Init")
    private static KillProgram program;

    @TempDir private Path scratch;
    private final Map<String, Integer> killedAt = new TreeMap<>();

    /// How one child lives and dies.
    ///
    /// @param step that it stands still at, or nothing
    /// @param moment after so many steps, and this delay, it is killed wherever it is
    private record Kill(
            int writer,
            long seed,
            Act first,
            @Nullable String step,
            int nth,
            int moment,
            Duration delay) {}

    @BeforeAll
    static void make(@TempDir Path folder) throws IOException {
        try (S3Server server = S3Server.inMemory()) {
            Path home = Files.createDirectory(folder.resolve("home"));
            var place = new KillPlace(home, server.endpoint(), Form.VAULT_IN_BUCKET);
            program = KillProgram.make(folder, place);
        }
    }

    @Test
    void nothingIsLostOrHalfWhereverItIsKilledInFolders() throws Exception {
        play(Form.FOLDERS, URI.create("none"), Math.max(2, KILLS - 2 * IN_BUCKETS));
    }

    @Test
    void nothingIsLostOrHalfWhereverItIsKilledInABucket() throws Exception {
        try (S3Server server = S3Server.inMemory()) {
            play(Form.VAULT_IN_BUCKET, server.endpoint(), IN_BUCKETS);
        }
    }

    @Test
    void nothingIsLostOrHalfWhereverItIsKilledCopyingToABucket() throws Exception {
        try (S3Server server = S3Server.inMemory()) {
            play(Form.COPY_IN_BUCKET, server.endpoint(), IN_BUCKETS);
        }
    }

    private void play(Form form, URI bucket, int kills) throws Exception {
        SeededRandom random = SeededRandom.fresh();
        var place = new KillPlace(Files.createTempDirectory(scratch, "at"), bucket, form);
        int done = 0;
        try {
            for (int round = 1; done < kills; round++) {
                List<Kill> planned = plan(random);
                Tasks.map(planned, kill -> carryOut(place, kill)).forEach(this::count);
                done += planned.size();
                KillWitness.endRound(place);
                requireAll(place);
                if (round % SETTLE_EVERY == 0 || done >= kills) {
                    settle(place);
                    requireAll(place);
                }
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "after %d kills in %s; again with -Dcairn.kills=%d %s: %s%n%s"
                            .formatted(done, form, KILLS, random, e.getMessage(), story(place)),
                    e);
        }
        var witness = KillWitness.of(place);
        System.out.printf(
                "%s: %d kills with %s: %d backups taken, %d refused, %d expired, %d copies; at %s%n",
                form,
                done,
                random,
                witness.taken.size(),
                witness.refused.size(),
                witness.expired.size(),
                witness.copies,
                killedAt);
    }

    private static String story(KillPlace place) throws IOException {
        var story = new StringBuilder();
        for (int writer = 0; writer < 2; writer++) {
            Path journal = KillChild.journal(place, writer);
            if (Files.exists(journal)) {
                List<String> lines = Files.readAllLines(journal);
                story.append(
                        "journal %d: ...%s%n"
                                .formatted(
                                        writer,
                                        lines.subList(
                                                Math.max(0, lines.size() - 40), lines.size())));
            }
        }
        return story.toString();
    }

    private static List<Kill> plan(SeededRandom random) {
        List<Kill> planned = new ArrayList<>();
        int writers = random.between(1, 2);
        for (int writer = 0; writer < writers; writer++) {
            List<Act> may =
                    writer == 0
                            ? List.of(Act.values())
                            : List.of(Act.BACKUP, Act.DOCUMENT, Act.SWEEP);
            Act first = random.pick(may);
            String step =
                    random.oneIn(3) ? null : random.pick(STEPS.getOrDefault(first, List.of()));
            planned.add(
                    new Kill(
                            writer,
                            random.random().nextLong(),
                            first,
                            step,
                            random.oneIn(2) ? 1 : random.between(1, 5),
                            step != null || random.oneIn(5) ? MOST_STEPS : random.between(0, 30),
                            Duration.ofMillis(random.between(0, 20))));
        }
        return planned;
    }

    private String carryOut(KillPlace place, Kill kill) {
        String step = kill.step() == null ? "-" : kill.step();
        try (RunningJvm child =
                program.start(place, kill.writer(), kill.seed(), kill.first())
                        .argument(step)
                        .argument(kill.nth())
                        .start()) {
            child.awaitOutput(KillChild.READY, PATIENCE);
            boolean isThere = isAtTheMoment(child, kill);
            if (!isThere) {
                LockSupport.parkNanos(kill.delay().toNanos());
            }
            RunningJvm.Finished finished = child.kill();
            assertThat(finished.exitCode()).as("%s: %s", kill, finished).isEqualTo(137);
            return isThere ? step : "any moment";
        }
    }

    /// Waits until it stands at its step, or has passed so many that its moment has come. Counts
    /// steps, not time: a slow machine changes nothing.
    private static boolean isAtTheMoment(RunningJvm child, Kill kill) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (child.isAlive() && System.nanoTime() < until) {
            String said = child.stdout();
            if (said.contains(KillChild.AT_THE_STEP)) {
                return true;
            }
            if (said.lines().filter(line -> !line.equals(EACH_OBJECT)).count() > kill.moment()) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        return false;
    }

    private void count(String step) {
        killedAt.merge(step, 1, Integer::sum);
    }

    private void requireAll(KillPlace place) throws IOException {
        var witness = KillWitness.of(place);
        KillAudit vault = audit(place, place.vault(), "vault");
        Set<Long> visible = vault.backups().keySet();
        assertThat(visible).as("reported as taken").containsAll(witness.required());
        assertThat(witness.begun).as("visible, and begun by somebody").containsAll(visible);
        assertThat(both(visible, witness.refused)).as("refused").isEmpty();
        assertThat(both(visible, witness.expired)).as("expired").isEmpty();
        assertThat(vault.documents()).as("reported as stored").containsAll(hashes(witness.stored));
        if (isVault(place.copy())) {
            KillAudit copy = audit(place, place.copy(), "copy");
            Set<Long> there = copy.backups().keySet();
            assertThat(there).as("reported as copied").containsAll(witness.copied);
            assertThat(witness.begun).as("copied, and begun by somebody").containsAll(there);
            assertThat(both(there, witness.refused)).as("copied and refused").isEmpty();
            assertThat(hashes(witness.storing)).containsAll(copy.documents());
        }
    }

    private static Set<Long> both(Set<Long> one, Set<Long> other) {
        Set<Long> both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }

    private static Set<String> hashes(Set<Long> documents) throws IOException {
        Set<String> hashes = new HashSet<>();
        for (long number : documents) {
            hashes.add(PlainReader.sha256(KillSample.document(number)));
        }
        return hashes;
    }

    private static boolean isVault(VaultLocation location) {
        return switch (location) {
            case VaultLocation.Folder(Path path) -> Files.exists(path.resolve("repo.json"));
            case VaultLocation.Bucket bucket -> store(bucket).exists(new ObjectName("repo.json"));
        };
    }

    private static ObjectStore store(VaultLocation.Bucket bucket) {
        return S3Store.open(bucket.address(), bucket.settings(), InstantSource.system());
    }

    private static KillAudit audit(KillPlace place, VaultLocation at, String name)
            throws IOException {
        byte[] key = key(place);
        return switch (at) {
            case VaultLocation.Folder(Path path) -> new KillAudit(path, key);
            case VaultLocation.Bucket bucket ->
                    new KillAudit(mirror(store(bucket), place.home().resolve("of-" + name)), key);
        };
    }

    /// A folder with the objects of a bucket; what was there before is not fetched again.
    private static Path mirror(ObjectStore store, Path folder) throws IOException {
        List<ObjectName> names = store.list("");
        for (ObjectName name : names) {
            Path file = folder.resolve(name.value());
            if (Files.notExists(file)) {
                Files.createDirectories(file.getParent());
                try (var object = store.open(name)) {
                    Files.write(file, object.readAll(1 << 24));
                }
            }
        }
        Set<String> there = new HashSet<>();
        names.forEach(name -> there.add(name.value()));
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!there.contains(folder.relativize(file).toString())) {
                    Files.delete(file);
                }
            }
        }
        return folder;
    }

    /// Nobody is at work: sweeps leave nothing that is dead but what somebody had announced who may
    /// only sleep, and nothing at all when it is known that he does not.
    private static void settle(KillPlace place) throws IOException {
        Vault vault = open(place);
        for (long number : KillWitness.of(place).storing) {
            // A document that was killed half-way is let go when its bytes have come again.
            var _ = Bytes.store(vault, "source", KillSample.document(number));
        }
        vault.sweeper().sweep(Duration.ZERO);
        var report = vault.sweeper().sweep(Duration.ZERO);
        KillAudit audit = audit(place, place.vault(), "vault");
        assertThat(audit.announced()).as("dead and announced").containsAll(audit.dead());

        report.held().keySet().forEach(vault.sweeper()::forget);
        vault.sweeper().sweep(Duration.ZERO);
        vault.sweeper().sweep(Duration.ZERO);
        audit = audit(place, place.vault(), "vault");
        assertThat(audit.dead()).as("dead").isEmpty();
        assertThat(audit.leftovers()).as("left by sweeps and writers").isEmpty();
        requireNoDrafts(place);
        assertThat(vault.verify().findings()).isEmpty();
    }

    private static void requireNoDrafts(KillPlace place) throws IOException {
        if (place.vault() instanceof VaultLocation.Folder(Path folder)) {
            for (Path draft : new KillAudit(folder, key(place)).drafts()) {
                Files.setLastModifiedTime(
                        draft,
                        FileTime.from(InstantSource.system().instant().minus(Duration.ofDays(2))));
            }
            open(place);
            assertThat(new KillAudit(folder, key(place)).drafts()).as("drafts").isEmpty();
        }
    }

    private static byte @Nullable [] key(KillPlace place) {
        return place.form() == Form.FOLDERS ? new byte[32] : null;
    }

    private static Vault open(KillPlace place) {
        return Vault.open(place.vault(), place.access(), InstantSource.system(), Steps.NONE);
    }
}
