package org.cairn.vault.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cairn.vault.Bytes;
import org.cairn.vault.TestAccess;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flips, cuts and removes: the object at fault is named, and no wrong byte is handed out.
final class DocumentDamageStoreTest {
    private static final byte[] BODY =
            "name,seats\nNairobi,17\nMombasa,6\n".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;
    private Vault vault;
    private ArchivedDocument document;

    @BeforeEach
    void store() {
        vault = TestAccess.openOrCreate(folder);
        document = Bytes.store(vault, "seats", BODY);
    }

    @Test
    void everyFlippedByteIsFoundInItsObject() throws IOException {
        for (String kind : new String[] {"packs", "body", "doc"}) {
            Path file = only(kind);
            byte[] whole = Files.readAllBytes(file);
            for (int at = 0; at < whole.length; at++) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                Files.write(file, flipped);
                assertDamageIsFound(file, kind + " byte " + at);
            }
            Files.write(file, whole);
        }
        assertThat(vault.verify().isSound()).isTrue();
    }

    @Test
    void everyCutIsFoundInItsObject() throws IOException {
        for (String kind : new String[] {"packs", "body", "doc"}) {
            Path file = only(kind);
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertDamageIsFound(file, kind + " cut at " + length);
            }
            Files.write(file, Arrays.copyOf(whole, whole.length + 1));
            assertDamageIsFound(file, kind + " lengthened");
            Files.write(file, whole);
        }
    }

    private void assertDamageIsFound(Path file, String how) {
        String name = folder.relativize(file).toString();
        assertThat(vault.verify().damaged()).as(how).containsExactly(name);
        assertThat(readsRightOrNamesDamageIn(name)).as(how).isTrue();
    }

    private boolean readsRightOrNamesDamageIn(String name) {
        try {
            boolean listed = vault.documents().log("seats").getFirst().equals(document);
            byte[] read = vault.documents().open(document.sha256()).read(0, BODY.length);
            return listed && Arrays.equals(read, BODY);
        } catch (org.cairn.kernel.ProblemException e) {
            return e.problem().code().equals(VaultProblems.OBJECT_DAMAGED)
                    && name.equals(e.problem().facts().get("object"));
        }
    }

    @Test
    void namesABodyUnderTheNameOfAnother() throws IOException {
        var other = Bytes.store(vault, "b", Bytes.random(1_000, 1));
        Path mine = folder.resolve(vault.documents().bodyOf(document.sha256()).value());
        Path theirs = folder.resolve(vault.documents().bodyOf(other.sha256()).value());
        Files.write(mine, Files.readAllBytes(theirs));

        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_DAMAGED,
                        () -> vault.documents().open(document.sha256()));

        assertThat(problem.facts()).containsEntry("object", folder.relativize(mine).toString());
        assertThat(vault.verify().lostDocuments()).hasSize(1);
    }

    @Test
    void namesAMissingPack() throws IOException {
        Path pack = only("packs");
        Files.delete(pack);

        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_MISSING,
                        () -> vault.documents().open(document.sha256()).read(0, 1));

        String name = folder.relativize(pack).toString();
        assertThat(problem.headline()).isEqualTo("vault object '" + name + "' is missing");
        assertThat(problem.remedy()).startsWith("Put '" + name + "' back from a copy");
        assertThat(vault.verify().missing()).containsExactly(name);
    }

    @Test
    void namesAMissingBody() throws IOException {
        Path body = only("body");
        Files.delete(body);

        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_MISSING,
                        () -> vault.documents().open(document.sha256()));

        assertThat(problem.facts()).containsEntry("object", folder.relativize(body).toString());
        assertThat(vault.verify().missing()).hasSize(1);
        assertThat(vault.verify().lostDocuments()).hasSize(1);
    }

    @Test
    void doesNotBuildOnABodyThatLostItsPack() throws IOException {
        Path pack = only("packs");
        Files.delete(pack);

        Problems.raisedBy(VaultProblems.OBJECT_MISSING, () -> Bytes.store(vault, "seats", BODY));
        Files.write(pack, new byte[50]);
        Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> Bytes.store(vault, "seats", BODY));
    }

    @Test
    void healsWhenTheBodyObjectIsMovedAwayAndFetchedAgain() throws IOException {
        Files.delete(only("packs"));
        Files.delete(only("body"));

        Bytes.store(vault, "seats", BODY);

        assertThat(vault.verify().isSound()).isTrue();
        assertThat(vault.documents().open(document.sha256()).read(0, BODY.length)).isEqualTo(BODY);
    }

    private Path only(String kind) throws IOException {
        try (var files = Files.walk(folder.resolve(kind))) {
            return files.filter(Files::isRegularFile)
                    .reduce((_, _) -> Path.of("two"))
                    .orElseThrow();
        }
    }
}
