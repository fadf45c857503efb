package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.kernel.WalRange;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.copy.Replicated;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.s3.S3Bucket;
import org.cairn.vault.store.s3.S3Store;
import org.cairn.vault.wal.SampleWal;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VaultCopyStoreTest {
    @TempDir private Path place;
    private Path vault;
    private Path copy;
    private Vault original;

    @BeforeEach
    void make() {
        vault = place.resolve("vault");
        copy = place.resolve("copy");
        original = CopySample.make(vault);
    }

    private Replicated copy() {
        return CopySample.copy(vault, copy);
    }

    private void assertSame() {
        CopySample.assertSame(CopySample.store(vault), CopySample.store(copy));
    }

    private static String nameOf(Path folder, Path object) {
        return folder.relativize(object).toString();
    }

    @Test
    void copiesAllOfItAndThenOnlyWhatIsNew() {
        Replicated first = copy();

        assertThat(first.isWhole()).isTrue();
        assertThat(first.copied()).isEqualTo(CopySample.store(vault).list("").size());
        assertThat(first.present()).isZero();
        assertSame();
        CopySample.assertSound(copy);

        Bytes.store(original, "seats", new byte[] {1, 2, 3});
        Replicated second = copy();

        assertThat(second.copied()).as("pack, body and document").isEqualTo(3);
        assertThat(second.present()).isEqualTo(first.copied());
        assertSame();
    }

    @Test
    void isAVaultThatOpensWithTheSameKeys() {
        copy();

        Vault opened = CopySample.open(copy);

        assertThat(opened.uuid()).isEqualTo(original.uuid());
        assertThat(opened.snapshots().list()).isEqualTo(original.snapshots().list());
        assertThat(opened.documents().all()).isEqualTo(original.documents().all());
        assertThat(opened.wal().all()).isEqualTo(original.wal().all());
    }

    @Test
    void goesIntoABucketAndBack() {
        try (var server = S3Server.inMemory()) {
            var address = S3Bucket.fresh(server.endpoint());
            var bucket =
                    new VaultLocation.Bucket(address, S3Bucket.settings(place.resolve("spool")));
            var there = new VaultLocation.Folder(vault);

            assertThat(CopySample.copy(there, bucket).isWhole()).isTrue();
            ObjectStore store = S3Store.open(address, bucket.settings(), CopySample.CLOCK);
            CopySample.assertSame(CopySample.store(vault), store);
            assertThat(CopySample.copy(there, bucket).copied()).isZero();

            assertThat(CopySample.copy(bucket, new VaultLocation.Folder(copy)).isWhole()).isTrue();
            assertSame();
            CopySample.assertSound(copy);

            Problems.raisedBy(VaultProblems.COPY_ITSELF, () -> CopySample.copy(bucket, bucket));
        }
    }

    @Test
    void saysWhatItWouldCopyAndWritesNothing() {
        var order = new CopyOrder(new VaultLocation.Folder(copy), CopyOrder.Mode.REHEARSE);

        Replicated said = original.replicate(here(), order, EventSink.NONE);

        assertThat(said.copied()).isEqualTo(CopySample.store(vault).list("").size());
        assertThat(said.bytes()).isGreaterThan(16 * CopySample.MIB / 2);
        assertThat(copy).doesNotExist();
        copy();
        assertThat(original.replicate(here(), order, EventSink.NONE).copied()).isZero();
    }

    private VaultLocation here() {
        return new VaultLocation.Folder(vault);
    }

    @Test
    void refusesAnotherVault() {
        CopySample.make(copy);
        var before = CopySample.objects(CopySample.store(copy)).keySet();

        Problems.raisedBy(VaultProblems.COPY_FOREIGN, this::copy);

        assertThat(CopySample.objects(CopySample.store(copy)).keySet()).isEqualTo(before);
    }

    @Test
    void refusesAFolderOfOtherThings() throws IOException {
        Files.createDirectories(copy);
        Files.writeString(copy.resolve("diary.txt"), "dear diary");

        Problems.raisedBy(VaultProblems.FOREIGN_FOLDER, this::copy);
    }

    @Test
    void refusesTheVaultItself() throws IOException {
        Path link = Files.createSymbolicLink(place.resolve("link"), vault);
        for (Path itself :
                List.of(vault, link, vault.resolve("copy"), link.resolve("a/b"), place)) {
            var problem =
                    Problems.raisedBy(
                            VaultProblems.COPY_ITSELF, () -> CopySample.copy(vault, itself));
            assertThat(problem.kept()).isEqualTo("nothing was copied");
        }
    }

    @Test
    void refusesACopyWithWalBehindTheEndOfTheOriginal() {
        copy();
        SampleWal.put(
                CopySample.open(copy).wal(),
                WalObject.Kind.FRAGMENT,
                SampleWal.range(34 * CopySample.MIB, 35 * CopySample.MIB));

        var problem = Problems.raisedBy(VaultProblems.COPY_NEWER, this::copy);

        assertThat(problem.what())
                .isEqualTo(
                        "it has WAL of server %s behind the end of the original's"
                                .formatted(SampleWal.SERVER));
    }

    @Test
    void refusesACopyWithADocumentThatCameLater() {
        copy();
        Bytes.store(CopySample.open(copy), "seats", new byte[] {1});

        Problems.raisedBy(VaultProblems.COPY_NEWER, this::copy);
    }

    @Test
    void keepsWhatTheOriginalForgot() throws IOException {
        copy();
        Snapshot oldest = original.snapshots().list().getFirst();
        Files.delete(vault.resolve(oldest.objectName()));

        assertThat(copy().isWhole()).isTrue();

        assertThat(CopySample.open(copy).snapshots().list()).hasSize(2);
        CopySample.assertSound(copy);
    }

    @Test
    void leavesOutWhatIsDamagedAndWhatNeedsIt() throws IOException {
        Snapshot damaged = original.snapshots().list().getLast();
        String pack =
                damaged.content().packLengths().keySet().stream()
                        .filter(name -> name.startsWith("packs/"))
                        .findFirst()
                        .orElseThrow();
        CopySample.flip(vault.resolve(pack), 300);

        Replicated result = copy();

        assertThat(result.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.object()).isEqualTo(pack);
                    assertThat(finding.kind()).isEqualTo(Finding.Kind.DAMAGED);
                });
        assertThat(result.withheld())
                .allSatisfy(each -> assertThat(each.needs()).isEqualTo(pack))
                .extracting(Replicated.Withheld::object)
                .contains(damaged.objectName())
                .allMatch(name -> name.startsWith("snap/"));
        assertThat(copy.resolve(pack)).doesNotExist();
        CopySample.assertSound(copy);

        CopySample.flip(vault.resolve(pack), 300);
        assertThat(copy().isWhole()).isTrue();
        assertSame();
    }

    @Test
    void noticesAFlippedByteWhereverItIs() throws IOException {
        for (String kind : List.of("packs", "meta", "body", "doc", "wal", "snap")) {
            Path object = CopySample.first(vault, kind);
            int size = (int) Files.size(object);
            for (int at : List.of(6, 30, 60, size / 2, size - 30, size - 3)) {
                CopySample.flip(object, at);
                Path to = place.resolve(kind + at);
                Replicated result = CopySample.copy(vault, to);
                assertThat(result.findings())
                        .as("%s at %d", object, at)
                        .extracting(Finding::object)
                        .containsExactly(nameOf(vault, object));
                assertThat(to.resolve(nameOf(vault, object))).doesNotExist();
                assertThat(CopySample.open(to).verify().isSound()).isTrue();
                CopySample.flip(object, at);
            }
        }
    }

    @Test
    void withholdsADocumentWhoseBytesAreMissing() throws IOException {
        String body = original.documents().bodyOf(document("votes").sha256()).value();
        String pack =
                original.documents().packsOf(new ObjectName(body)).orElseThrow().stream()
                        .findFirst()
                        .orElseThrow()
                        .objectName();
        Files.delete(vault.resolve(pack));

        Replicated result = copy();

        assertThat(result.withheld())
                .contains(new Replicated.Withheld(body, pack))
                .anyMatch(
                        each -> each.object().startsWith("doc/votes/") && each.needs().equals(body))
                .hasSize(2);
        assertThat(CopySample.open(copy).documents().log("votes")).isEmpty();
        CopySample.assertSound(copy);
    }

    private ArchivedDocument document(String source) {
        return original.documents().log(source).getFirst();
    }

    @Test
    void withholdsASnapshotWhoseWalIsDamaged() throws IOException {
        CopySample.flip(
                vault.resolve(
                        CopySample.first(
                                vault,
                                "wal/"
                                        + SampleWal.SERVER
                                        + "/00000001/0000000001000000-0000000002000000")),
                5000);

        Replicated result = copy();

        assertThat(result.withheld())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.object()).contains("/0000000001000028-");
                    assertThat(each.needs()).startsWith("the WAL ");
                });
        assertThat(CopySample.open(copy).snapshots().list()).hasSize(1);
        CopySample.assertSound(copy);
    }

    @Test
    void makesAnewWhatWasCutInTheCopy() throws IOException {
        copy();
        Path object = CopySample.first(copy, "packs");
        CopySample.cut(object, 7);

        Replicated result = copy();

        assertThat(result.replaced()).containsExactly(nameOf(copy, object));
        assertThat(result.isWhole()).isTrue();
        assertSame();
    }

    @Test
    void replacesNothingByWhatIsDamagedItself() throws IOException {
        copy();
        Path object = CopySample.first(vault, "packs");
        CopySample.cut(object, 7);

        Replicated result = copy();

        assertThat(result.findings())
                .extracting(Finding::object)
                .containsExactly(nameOf(vault, object));
        assertThat(result.replaced()).isEmpty();
        CopySample.assertSound(copy);
    }

    @Test
    void copiesWhatItDoesNotKnowAndLeavesWhatBelongsToOnePlace() throws IOException {
        byte[] container = Files.readAllBytes(CopySample.first(vault, "doc"));
        ObjectStore store = CopySample.store(vault);
        for (String name :
                List.of("hold/1", "drill/2026", "gc/1", "sess/abc", "proof/1", "going/1")) {
            store.putIfAbsent(new ObjectName(name), container);
        }
        store.putIfAbsent(
                new ObjectName("notes.txt"),
                "what is this".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        Replicated result = copy();

        assertThat(copy.resolve("hold/1")).hasBinaryContent(container);
        assertThat(copy.resolve("drill/2026")).exists();
        for (String folder : List.of("gc/", "sess/", "proof/", "going/")) {
            assertThat(CopySample.store(copy).list(folder)).isEmpty();
        }
        assertThat(result.findings())
                .extracting(Finding::object)
                .as("no object of a vault")
                .containsExactly("notes.txt");
    }

    /// Copies, and does something to the original when a step is reached.
    private Replicated copyWhile(String step, Runnable act) {
        Steps steps =
                reached -> {
                    if (reached.equals(step)) {
                        act.run();
                    }
                };
        return Vault.open(here(), new TestAccess(), CopySample.CLOCK, steps)
                .replicate(
                        here(),
                        new CopyOrder(new VaultLocation.Folder(copy), CopyOrder.Mode.COPY),
                        EventSink.NONE);
    }

    @Test
    void takesTheSegmentWhereItsFragmentsWentMeanwhile() {
        WalRange segment = SampleWal.range(32 * CopySample.MIB, 48 * CopySample.MIB);

        Replicated result =
                copyWhile(
                        "copy.bodies-durable",
                        () -> {
                            SampleWal.put(original.wal(), WalObject.Kind.SEGMENT, segment);
                            original.wal().removeFragments(SampleWal.SERVER, segment);
                        });

        assertThat(result.isWhole()).isTrue();
        assertSame();
        CopySample.assertSound(copy);
    }

    @Test
    void missesNothingThatWasSweptMeanwhile() {
        Snapshot oldest = original.snapshots().list().getFirst();
        Set<String> swept = new HashSet<>(oldest.content().packLengths().keySet());
        swept.removeAll(original.snapshots().list().getLast().content().packLengths().keySet());

        Replicated result =
                copyWhile(
                        "copy.vault-made",
                        () -> {
                            remove(oldest.objectName());
                            swept.forEach(this::remove);
                        });

        assertThat(result.isWhole()).isTrue();
        assertThat(CopySample.open(copy).snapshots().list()).hasSize(1);
        CopySample.assertSound(copy);
    }

    private void remove(String name) {
        CopySample.store(vault).remove(new ObjectName(name));
    }

    @Test
    void bringsAgainWhatASweepOfTheCopyTookMeanwhile() {
        String pack =
                original.snapshots().list().getFirst().content().packLengths().keySet().stream()
                        .findFirst()
                        .orElseThrow();
        var once = new AtomicBoolean(true);

        Replicated result =
                copyWhile(
                        "copy.documents-durable",
                        () -> {
                            if (once.getAndSet(false)) {
                                CopySample.store(copy).remove(new ObjectName(pack));
                            }
                        });

        assertThat(result.isWhole()).isTrue();
        assertSame();
        CopySample.assertSound(copy);
    }

    @Test
    void leavesWhatCameMeanwhileForTheNextTime() {
        Replicated first =
                copyWhile(
                        "copy.packs-durable",
                        () -> Bytes.store(original, "late", Bytes.random(2000, 9)));

        assertThat(first.isWhole()).isTrue();
        assertThat(CopySample.open(copy).documents().log("late")).isEmpty();
        assertThat(copy().copied()).isEqualTo(3);
        assertSame();
    }

    @Test
    void givesBackWhatWasDamagedInTheOriginal() throws IOException {
        copy();
        // Not one of those that are to be copied: names of packs are random.
        Path pack = CopySample.first(vault, "packs");
        Bytes.store(original, "seats", new byte[] {7});
        CopySample.flip(pack, 60);
        // As the guide says: bring the copy up to date, remove what is damaged, copy back.
        assertThat(copy().isWhole()).as("the damaged one is there already").isTrue();
        Files.delete(pack);

        Replicated back = CopySample.copy(copy, vault);

        assertThat(back.isWhole()).isTrue();
        assertThat(back.copied()).isEqualTo(1);
        assertSame();
        CopySample.assertSound(vault);
    }

    @Test
    void saysWhichKeysStillOpenTheCopy() throws IOException {
        copy();
        Path slot;
        try (var slots = Files.list(vault.resolve("keys/00000001"))) {
            slot =
                    slots.filter(each -> contentOf(each).contains("\"kind\":\"recovery\""))
                            .findFirst()
                            .orElseThrow();
        }
        Files.delete(slot);

        assertThat(copy().only()).containsExactly(nameOf(vault, slot));
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void copiesAVaultThatIsNotEncrypted() {
        Path clear = place.resolve("clear");
        Vault made = Vault.openOrCreate(clear, CopySample.CLOCK, Steps.NONE);
        Bytes.store(made, "seats", new byte[] {1, 2});
        var from = new VaultLocation.Folder(clear);

        Replicated result =
                made.replicate(
                        from,
                        new CopyOrder(new VaultLocation.Folder(copy), CopyOrder.Mode.COPY),
                        EventSink.NONE);

        assertThat(result.isWhole()).isTrue();
        CopySample.assertSame(CopySample.store(clear), CopySample.store(copy));
    }
}
