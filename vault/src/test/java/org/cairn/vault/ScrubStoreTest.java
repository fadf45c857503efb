package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.kernel.EventSink;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.scrub.ScrubShare;
import org.cairn.vault.scrub.Scrubbed;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.store.s3.S3Bucket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScrubStoreTest {
    @TempDir private Path place;
    private Path folder;
    private Vault vault;

    @BeforeEach
    void make() {
        folder = place.resolve("vault");
        vault = CopySample.make(folder);
    }

    private static Scrubbed scrub(VaultLocation location, ScrubShare share, String after) {
        return VaultScrub.of(location, CopySample.CLOCK)
                .scrub(
                        share,
                        Optional.of(after).filter(name -> !name.isEmpty()),
                        _ -> {},
                        EventSink.NONE);
    }

    private Scrubbed scrub(ScrubShare share, String after) {
        return scrub(new VaultLocation.Folder(folder), share, after);
    }

    private static List<String> objects(Scrubbed scrubbed) {
        return scrubbed.findings().stream().map(Finding::object).toList();
    }

    @Test
    void readsAllWithoutAnyKey() {
        Scrubbed scrubbed = scrub(ScrubShare.ALL, "");

        assertThat(scrubbed.findings()).isEmpty();
        assertThat(scrubbed.reached()).isEmpty();
        assertThat(scrubbed.bytes()).isEqualTo(scrubbed.totalBytes());
        assertThat(scrubbed.objects()).isEqualTo(CopySample.store(folder).list("").size());
    }

    @Test
    void readsABucket() {
        try (var server = S3Server.inMemory()) {
            var bucket =
                    new VaultLocation.Bucket(
                            S3Bucket.fresh(server.endpoint()),
                            S3Bucket.settings(place.resolve("spool")));
            CopySample.copy(new VaultLocation.Folder(folder), bucket);

            Scrubbed scrubbed = scrub(bucket, ScrubShare.ALL, "");

            assertThat(scrubbed.findings()).isEmpty();
            assertThat(scrubbed.bytes()).isEqualTo(scrub(ScrubShare.ALL, "").bytes());
        }
    }

    @Test
    void readsEachObjectOnceInARoundOfShares() {
        var share = new ScrubShare(5);
        long objects = 0;
        long bytes = 0;
        int times = 0;
        String after = "";
        Set<String> ends = new TreeSet<>();
        do {
            Scrubbed scrubbed = scrub(share, after);
            objects += scrubbed.objects();
            bytes += scrubbed.bytes();
            assertThat(scrubbed.behindBytes()).isEqualTo(bytes);
            after = scrubbed.reached().orElse("");
            assertThat(ends.add(after)).isTrue();
            times++;
        } while (!after.isEmpty());

        assertThat(times).isBetween(2, 5);
        assertThat(objects).isEqualTo(CopySample.store(folder).list("").size());
        assertThat(bytes).isEqualTo(scrub(ScrubShare.ALL, "").bytes());
    }

    @Test
    void goesOnWhereAnObjectWasThatIsGone() {
        assertThat(scrub(ScrubShare.ALL, "packs/zz").objects())
                .isEqualTo(
                        CopySample.store(folder).list("").stream()
                                .filter(name -> name.value().compareTo("packs/zz") > 0)
                                .count());
        assertThat(scrub(ScrubShare.ALL, "zzz").reached()).isEmpty();
    }

    @Test
    void namesEachObjectWhereverAByteIsFlipped() throws IOException {
        for (String kind : List.of("keys", "packs", "meta", "body", "doc", "wal", "snap")) {
            Path object = CopySample.first(folder, kind);
            int size = (int) Files.size(object);
            List<Integer> places = new ArrayList<>(List.of(0, 5, 20, 43, 46, 50, 52, 54, 57, 60));
            places.addAll(List.of(size / 2, size - 70, size - 20, size - 10, size - 6, size - 1));
            for (int at : places) {
                CopySample.flip(object, at);
                assertThat(objects(scrub(ScrubShare.ALL, "")))
                        .as("%s at %d", object, at)
                        .containsExactly(folder.relativize(object).toString());
                CopySample.flip(object, at);
            }
            CopySample.cut(object, 0);
            assertThat(scrub(ScrubShare.ALL, "").findings()).isEmpty();
        }
    }

    @Test
    void namesAnObjectThatWasCutOrIsAnothers() throws IOException {
        Path pack = CopySample.first(folder, "packs");
        byte[] whole = Files.readAllBytes(pack);
        CopySample.cut(pack, 1);
        assertThat(objects(scrub(ScrubShare.ALL, ""))).hasSize(1);
        Files.write(pack, new byte[0]);
        assertThat(objects(scrub(ScrubShare.ALL, ""))).hasSize(1);
        byte[] longer = java.util.Arrays.copyOf(whole, whole.length + 1);
        Files.write(pack, longer);
        assertThat(objects(scrub(ScrubShare.ALL, ""))).hasSize(1);
        Files.write(pack, Files.readAllBytes(CopySample.first(folder, "meta")));
        assertThat(objects(scrub(ScrubShare.ALL, ""))).as("a meta pack").hasSize(1);
    }

    @Test
    void saysWhatDamageTakesAlong() throws IOException {
        Snapshot snapshot = vault.snapshots().list().getFirst();
        String pack =
                snapshot.content().packLengths().keySet().stream()
                        .filter(name -> name.startsWith("packs/"))
                        .findFirst()
                        .orElseThrow();
        CopySample.flip(folder.resolve(pack), 300);

        Concern concern = vault.concerns(List.of(pack)).getFirst();

        assertThat(concern.object()).isEqualTo(pack);
        assertThat(concern.snapshots()).contains(snapshot.label());
        assertThat(concern.parts()).isNotEmpty().allMatch(part -> part.contains("/"));
        assertThat(concern.documents()).isEmpty();
    }

    @Test
    void saysWhichDocumentsAndBackupsNeedAnObject() {
        var votes = vault.documents().log("votes").getFirst();
        String body = vault.documents().bodyOf(votes.sha256()).value();
        String segment = folder.relativize(CopySample.first(folder, "wal")).toString();

        List<Concern> concerns =
                vault.concerns(List.of(body, segment, "keys/00000001/" + "a".repeat(32)));

        assertThat(concerns.get(0).documents())
                .singleElement()
                .satisfies(name -> assertThat(name).startsWith("doc/votes/"));
        assertThat(concerns.get(0).snapshots()).isEmpty();
        assertThat(concerns.get(1).snapshots())
                .containsExactly(vault.snapshots().list().getFirst().label());
        assertThat(concerns.get(2))
                .isEqualTo(
                        new Concern(
                                "keys/00000001/" + "a".repeat(32),
                                List.of(),
                                List.of(),
                                List.of()));
    }
}
