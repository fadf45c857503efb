package org.cairn.vault.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Tasks;
import org.cairn.vault.Bytes;
import org.cairn.vault.TestKeys;
import org.cairn.vault.body.BodyLimits;
import org.cairn.vault.body.Packs;
import org.cairn.vault.body.StoredBody;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.FaultyStore;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DocumentArchiveStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456789Z");
    private static final int MIB = 1 << 20;

    @TempDir private Path folder;
    private FileStore store;
    private final List<String> steps = new ArrayList<>();
    private final AtomicInteger lastId = new AtomicInteger();

    @BeforeEach
    void open() {
        store = FileStore.create(folder, InstantSource.fixed(NOW));
    }

    private DocumentArchive archive(ObjectStore objects, BodyLimits limits) {
        Supplier<String> ids = () -> "%032x".formatted(lastId.incrementAndGet());
        return new DocumentArchive(
                new Packs(objects, TestKeys.clear(), ids),
                InstantSource.fixed(NOW),
                steps::add,
                limits);
    }

    private DocumentArchive archive() {
        return archive(store, BodyLimits.DEFAULT);
    }

    private static ArchivedDocument put(DocumentArchive archive, String source, byte[] body) {
        return archive.store(Bytes.origin(source), new ByteArrayInputStream(body), _ -> {});
    }

    @Test
    void storesKnownBytesAgainByTheirHashAlone() {
        byte[] body = Bytes.random(3 * MIB, 7);
        ArchivedDocument first = put(archive(), "votes", body);

        ArchivedDocument again =
                archive().storeAgain(Bytes.origin("votes"), first.sha256()).orElseThrow();

        assertThat(again.id()).isNotEqualTo(first.id());
        assertThat(again.lengthBytes()).isEqualTo(body.length);
        assertThat(archive().log("votes")).containsExactly(first, again);
    }

    @Test
    void doesNotStoreAgainWhatTheVaultHasNot() {
        Sha256 unknown = Sha256.of(new byte[] {1, 2, 3});

        assertThat(archive().storeAgain(Bytes.origin("votes"), unknown)).isEmpty();
        assertThat(archive().log("votes")).isEmpty();
    }

    static Stream<byte[]> bodies() {
        return Stream.of(
                new byte[0],
                new byte[] {42},
                Bytes.random(MIB - 1, 1),
                Bytes.random(MIB, 2),
                Bytes.random(MIB + 1, 3),
                Bytes.random(10 * MIB, 4),
                Bytes.compressible(10 * MIB, 5),
                new byte[10 * MIB]);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void givesBackEveryBody(byte[] body) throws IOException {
        ArchivedDocument document = put(archive(), "votes", body);

        StoredBody stored = archive().open(document.sha256());

        assertThat(document.sha256()).isEqualTo(Sha256.of(body));
        assertThat(document.lengthBytes()).isEqualTo(body.length);
        assertThat(stored.lengthBytes()).isEqualTo(body.length);
        try (InputStream in = stored.stream()) {
            assertThat(in.readAllBytes()).isEqualTo(body);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(stored.read(0, body.length)).isEqualTo(body);
    }

    @Test
    void readsAnySpan() {
        long seed = 20_261_121;
        var random = new Random(seed);
        byte[] body = Bytes.compressible(5 * MIB + 77, seed);
        StoredBody stored = archive().open(put(archive(), "votes", body).sha256());

        for (int i = 0; i < 300; i++) {
            int offset = random.nextInt(body.length + 1);
            int length = random.nextInt(Math.min(body.length - offset, 2 * MIB) + 1);
            byte[] span = stored.read(offset, length);
            assertThat(Arrays.equals(span, 0, length, body, offset, offset + length))
                    .as("seed %d, span %d+%d", seed, offset, length)
                    .isTrue();
        }
        assertThatThrownBy(() -> stored.read(body.length, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> stored.read(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void spreadsABodyOverPacks() throws IOException {
        byte[] body = Bytes.random(5 * MIB + 1, 6);

        var document = put(archive(store, new BodyLimits(2 * MIB, 100)), "votes", body);

        assertThat(store.list("packs/")).hasSize(3);
        try (InputStream in = archive().open(document.sha256()).stream()) {
            assertThat(in.readAllBytes()).isEqualTo(body);
        }
    }

    @Test
    void findsADocumentByItsIdWithAllThatWasSaid() {
        var origin = new DocumentOrigin("votes", "https://x.org/ü?a=1", "inner/ü.csv", "text/csv");
        var stored = archive().store(origin, new ByteArrayInputStream(new byte[3]), _ -> {});

        assertThat(stored.fetchedAt()).isEqualTo(NOW);
        assertThat(archive().find(stored.id())).contains(stored);
        assertThat(archive().find(new DocumentId("f".repeat(32)))).isEmpty();
    }

    @Test
    void storesTheSameBytesOnce() {
        byte[] body = Bytes.random(1_000, 7);
        var first = put(archive(), "votes", body);
        steps.clear();

        var second = put(archive(), "votes", body);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.sha256()).isEqualTo(first.sha256());
        assertThat(store.list("packs/")).hasSize(1);
        assertThat(steps).containsExactly("vault.body-durable", "vault.document-durable");
    }

    @Test
    void announcesTheStepsInTheOrderOfTheLaw() {
        put(archive(), "votes", new byte[1]);

        assertThat(steps)
                .containsExactly(
                        "vault.body-announced",
                        "vault.pack-durable",
                        "vault.body-durable",
                        "vault.document-durable");
    }

    @Test
    void logsDocumentsInTheOrderOfStoringThoughTheClockStandsStill() {
        List<ArchivedDocument> stored = new ArrayList<>();
        DocumentArchive first = archive();
        for (int i = 0; i < 10; i++) {
            stored.add(put(first, "votes", new byte[i]));
        }
        put(first, "votes-2", new byte[1]);
        stored.add(put(archive(), "votes", new byte[99]));

        assertThat(archive().log("votes")).isEqualTo(stored);
        assertThat(archive().log("votes-2")).hasSize(1);
        assertThat(archive().log("none")).isEmpty();
        assertThat(archive().all()).hasSize(12);
    }

    @Test
    void reportsProgressInBytes() {
        List<Long> progress = new ArrayList<>();

        archive()
                .store(
                        Bytes.origin("votes"),
                        new ByteArrayInputStream(new byte[2 * MIB + 5]),
                        progress::add);

        assertThat(progress).containsExactly((long) MIB, 2L * MIB, 2L * MIB + 5);
    }

    @Test
    void storesOneBodyForManyThreads() {
        byte[] body = Bytes.random(3 * MIB, 8);
        DocumentArchive archive = archive();

        var documents =
                Tasks.map(IntStream.range(0, 6).boxed().toList(), _ -> put(archive, "votes", body));

        assertThat(store.list("body/")).hasSize(1);
        assertThat(archive().log("votes")).containsExactlyInAnyOrderElementsOf(documents);
        assertThat(archive().open(Sha256.of(body)).read(0, body.length)).isEqualTo(body);
    }

    @Test
    void keepsNothingOfABodyThatEndsWithAnError() {
        InputStream broken =
                new SequenceInputStream(new ByteArrayInputStream(new byte[3 * MIB]), new Broken());

        var problem =
                Problems.raisedBy(
                        VaultProblems.BODY_INTERRUPTED,
                        () -> archive().store(Bytes.origin("votes"), broken, _ -> {}));

        assertThat(problem.what()).isEqualTo("connection reset");
        assertNothingIsStored();
    }

    @Test
    void refusesABodyOfTooManyFrames() {
        var small = archive(store, new BodyLimits(MIB, 3));

        var problem =
                Problems.raisedBy(
                        VaultProblems.BODY_TOO_LARGE,
                        () -> put(small, "votes", new byte[3 * MIB + 1]));

        assertThat(problem.headline()).isEqualTo("a document has more than 3 MiB");
        assertNothingIsStored();
    }

    @Test
    void leavesNothingVisibleWhenTheDiskIsFull() {
        byte[] body = Bytes.random(5 * MIB, 9);
        int needed = 5 * MIB + 3_000;
        for (int room = 0; room < needed; room += 299_993) {
            var full = archive(FaultyStore.fullAfter(store, room), BodyLimits.DEFAULT);

            var problem = Problems.raisedBy(VaultProblems.FULL, () -> put(full, "votes", body));

            assertThat(problem.headline()).startsWith("no room in the vault for 'packs/");
            assertNothingIsStored();
        }
        put(archive(), "votes", body);
    }

    @Test
    void staysUsableWhenPublishingFailsAtAnyPoint() {
        byte[] body = Bytes.random(3 * MIB, 10);
        for (int publishes = 0; publishes < 5; publishes++) {
            var faulty =
                    archive(
                            FaultyStore.failingAfterPublishes(store, publishes),
                            new BodyLimits(MIB, 100));

            Problems.raisedBy(VaultProblems.IO_FAILED, () -> put(faulty, "votes", body));

            assertThat(archive().log("votes")).isEmpty();
        }

        put(archive(), "votes", body);

        assertThat(archive().log("votes")).hasSize(1);
        assertThat(archive().open(Sha256.of(body)).read(0, body.length)).isEqualTo(body);
    }

    @Test
    void refusesASourceThatCouldLeadElsewhere() {
        for (String source : List.of("", "..", "a/b", "A", "ä", "a.b", "-a")) {
            assertThatThrownBy(() -> Bytes.origin(source))
                    .hasMessage("not the name of a source: " + source);
            assertThatThrownBy(() -> archive().log(source))
                    .hasMessage("not the name of a source: " + source);
        }
    }

    private void assertNothingIsStored() {
        assertThat(store.list("")).isEmpty();
        Path temporary = folder.resolve(".tmp");
        assertThat(temporary)
                .satisfiesAnyOf(
                        path -> assertThat(path).doesNotExist(),
                        path -> assertThat(path).isEmptyDirectory());
    }

    /// A connection that ends in the middle.
    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("connection reset");
        }
    }
}
