package org.cairn.protect.restore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.WalPatch;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalObject;
import org.cairn.vault.wal.WalObject.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is laid out beside a directory that replays, taken away by the real script.
final class WalPrefetchTest {
    private static final String SERVER = "7000000000000000001";
    private static final SegmentSize SIZE = new SegmentSize(1 << 20);
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path place;
    private Vault vault;
    private @Nullable Running running;

    private record Running(WalPrefetch prefetch, Thread thread) {}

    @BeforeEach
    void makeAVault() {
        vault = Vault.openOrCreate(place.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    @AfterEach
    void end() throws InterruptedException {
        if (running != null) {
            running.prefetch().close();
            running.thread().join();
        }
    }

    /// Bytes that say where they stand.
    private static byte[] bytes(long start, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            long at = start + i;
            bytes[i] = (byte) (at * 31 + (at >> 13));
        }
        return bytes;
    }

    private static WalRange range(long start, long length) {
        return new WalRange(Timeline.FIRST, new Lsn(start), new Lsn(start + length));
    }

    private void put(Kind kind, long start, int length) {
        vault.wal()
                .put(
                        new WalObject(SERVER, range(start, length), kind),
                        1 << 20,
                        new ByteArrayInputStream(bytes(start, length)),
                        AT);
    }

    private void putSegments(int first, int count) {
        for (int i = first; i < first + count; i++) {
            put(Kind.SEGMENT, (long) i << 20, 1 << 20);
        }
    }

    private static String name(int segment) {
        return SIZE.fileName(Timeline.FIRST, new Lsn((long) segment << 20));
    }

    private ListedWal listed() {
        return new ListedWal(vault.wal(), SERVER);
    }

    private void start(ListedWal listed, WalRange wal, SegmentSize size, WalPatch... patches) {
        var histories = Map.of(new Timeline(2), "1\t0/5000000\tx\n".getBytes(US_ASCII));
        var prefetch =
                new WalPrefetch(
                        folder(),
                        new WalPrefetch.Content(
                                listed, List.of(wal), histories, List.of(patches), size),
                        path -> {},
                        Steps.NONE);
        prefetch.prepare();
        running = new Running(prefetch, Thread.ofVirtual().start(prefetch::run));
    }

    private WalPrefetch prefetch() {
        return Objects.requireNonNull(running, "started").prefetch();
    }

    private Path folder() {
        return place.resolve("wal");
    }

    private int fetch(String name) throws Exception {
        String command =
                prefetch().command().replace("%f", name).replace("%p", "taken").replace("%%", "%");
        Process process =
                new ProcessBuilder("sh", "-c", command)
                        .directory(place.toFile())
                        .redirectErrorStream(true)
                        .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    private byte[] taken() throws IOException {
        return Files.readAllBytes(place.resolve("taken"));
    }

    private List<String> ready() {
        try (Stream<Path> files = Files.list(folder().resolve("ready"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin).isLessThan(LIMIT.toNanos());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Path fileOf(Kind kind, long start, int length) {
        return place.resolve("vault")
                .resolve(new WalObject(SERVER, range(start, length), kind).name().value());
    }

    @Test
    void givesSegmentsInOrderAndThenSaysThatThereIsNoMore() throws Exception {
        putSegments(5, 4);
        start(listed(), range(5 << 20, 4 << 20), SIZE);

        for (int segment = 5; segment < 9; segment++) {
            assertThat(fetch(name(segment))).isEqualTo(0);
            assertThat(taken()).isEqualTo(bytes((long) segment << 20, 1 << 20));
        }
        assertThat(fetch(name(9))).isEqualTo(1);
        assertThat(fetch("00000002.history")).isEqualTo(0);
        assertThat(taken()).asString(US_ASCII).isEqualTo("1\t0/5000000\tx\n");
        assertThat(fetch("00000003.history")).isEqualTo(1);
        assertThat(prefetch().problem()).isNull();
    }

    @Test
    void onlyTheSegmentsOfThePlanAreOffered() throws Exception {
        putSegments(5, 4);
        start(listed(), range((6 << 20) + 100, (1 << 20) - 100), SIZE);

        assertThat(fetch(name(5))).isEqualTo(1);
        assertThat(fetch(name(6))).isEqualTo(0);
        assertThat(fetch(name(7))).isEqualTo(1);
    }

    @Test
    void aFileMayBeFetchedAgainAndInAnyOrder() throws Exception {
        putSegments(5, 4);
        start(listed(), range(5 << 20, 4 << 20), SIZE);

        for (int segment : new int[] {7, 5, 5, 8, 7, 5}) {
            assertThat(fetch(name(segment))).isEqualTo(0);
            assertThat(taken()).isEqualTo(bytes((long) segment << 20, 1 << 20));
        }
    }

    @Test
    void aSegmentOfWhichOnlyTheBeginningIsThereEndsInZeros() throws Exception {
        put(Kind.FRAGMENT, 5 << 20, 10_000);
        put(Kind.FRAGMENT, (5 << 20) + 10_000, 5_000);
        start(listed(), range(5 << 20, 15_000), SIZE);

        assertThat(fetch(name(5))).isEqualTo(0);

        assertThat(taken()).isEqualTo(Arrays.copyOf(bytes(5 << 20, 15_000), 1 << 20));
    }

    @Test
    void onlyAFewFilesLieReadyAndARoomThatIsMadeIsFilledAgain() throws Exception {
        var huge = new SegmentSize(1 << 30);
        for (long i = 1; i < 6; i++) {
            put(Kind.FRAGMENT, i << 30, 8192);
        }
        start(listed(), range(1 << 30, 5L << 30), huge);

        for (long i = 1; i < 6; i++) {
            int left = (int) Math.min(2, 6 - i);
            await(() -> ready().size() == left);
            // A file is made under another name; that it does not appear must be seen for a while.
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
            assertThat(ready()).hasSize(left);
            Files.delete(
                    folder().resolve("ready")
                            .resolve(huge.fileName(Timeline.FIRST, new Lsn(i << 30))));
        }
    }

    @Test
    void whatReplayHasPassedDoesNotTakeTheRoomOfWhatFollows() throws Exception {
        putSegments(5, 40);
        start(listed(), range(5 << 20, 40 << 20), SIZE);

        assertThat(fetch(name(20))).isEqualTo(0);
        await(() -> ready().contains(name(44)));
        List<String> passed = ready().stream().filter(each -> each.equals(name(20))).toList();

        assertThat(passed).as("laid out for nobody").isEmpty();
    }

    @Test
    void fragmentsThatAreReplacedMeanwhileAreFoundInTheirSegment() throws Exception {
        put(Kind.FRAGMENT, 5 << 20, 10_000);
        put(Kind.FRAGMENT, (5 << 20) + 10_000, 5_000);
        ListedWal before = listed();
        putSegments(5, 1);
        assertThat(vault.wal().removeFragments(SERVER, range(5 << 20, 1 << 20))).isEqualTo(2);
        start(before, range(5 << 20, 15_000), SIZE);

        assertThat(fetch(name(5))).isEqualTo(0);

        assertThat(taken()).isEqualTo(bytes(5 << 20, 1 << 20));
        assertThat(prefetch().problem()).isNull();
    }

    @Test
    void aFragmentThatIsGoneWithoutReplacementStopsReplay() throws Exception {
        put(Kind.FRAGMENT, 5 << 20, 10_000);
        put(Kind.FRAGMENT, (5 << 20) + 10_000, 5_000);
        ListedWal before = listed();
        Path gone = fileOf(Kind.FRAGMENT, (5 << 20) + 10_000, 5_000);
        Files.delete(gone);
        start(before, range(5 << 20, 15_000), SIZE);

        stopsWith("vault-object-missing", place.resolve("vault").relativize(gone).toString());
    }

    @Test
    void aSegmentThatIsGoneStopsReplay() throws Exception {
        putSegments(5, 3);
        ListedWal before = listed();
        Path gone = fileOf(Kind.SEGMENT, 6 << 20, 1 << 20);
        Files.delete(gone);
        start(before, range(5 << 20, 3 << 20), SIZE);

        stopsWith("vault-object-missing", place.resolve("vault").relativize(gone).toString());
    }

    @Test
    void aDamagedSegmentStopsReplayAndWhatLaysReadyBeforeItStaysGood() throws Exception {
        putSegments(5, 3);
        Path file = fileOf(Kind.SEGMENT, 6 << 20, 1 << 20);
        byte[] stored = Files.readAllBytes(file);
        stored[stored.length / 2] ^= 1;
        Files.write(file, stored);
        start(listed(), range(5 << 20, 3 << 20), SIZE);

        stopsWith("vault-object-damaged", place.resolve("vault").relativize(file).toString());
        assertThat(fetch(name(5))).isEqualTo(0);
        assertThat(taken()).isEqualTo(bytes(5 << 20, 1 << 20));
    }

    private void stopsWith(String code, String object) throws Exception {
        assertThat(fetch(name(6))).isIn(1, 200);
        await(() -> prefetch().problem() != null);
        assertThat(ready()).isSubsetOf(name(5));
        if (Files.readString(folder().resolve("names")).contains(name(6))) {
            assertThat(fetch(name(6))).isEqualTo(200);
        } else {
            assertThat(fetch(name(5))).isEqualTo(200);
        }
        Problem problem = Objects.requireNonNull(prefetch().problem(), "awaited");
        assertThat(problem.code().name()).isEqualTo(code);
        assertThat(problem.toString()).contains(object);
    }
}
