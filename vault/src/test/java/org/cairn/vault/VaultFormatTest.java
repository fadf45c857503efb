package org.cairn.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.testkit.Golden;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keeps `docs/format/vault-1.md` true: the vaults of the example there are written byte for byte
/// by this code, and read by it as well. `-Dgolden=update` writes them anew.
final class VaultFormatTest {
    private static final Path PAGE =
            Path.of(System.getProperty("cairn.root"), "docs/format/vault-1.md");
    private static final Pattern OBJECT =
            Pattern.compile("#### `([a-z0-9._/-]+)`\n\n```text\n(.*?)```", Pattern.DOTALL);

    @TempDir private Path folder;

    private static VaultAccess access(Suite suite) {
        return suite == Suite.CLEAR ? VaultAccess.CLEAR : new TestAccess();
    }

    private static String heading(Suite suite) {
        return "### Suite " + suite.number() + "\n";
    }

    @Test
    void writesTheVaultsOfThePage() throws IOException {
        String page = Files.readString(PAGE);
        int first = page.indexOf(heading(Suite.CLEAR));
        var text = new StringBuilder(first < 0 ? page : page.substring(0, first));
        for (Suite suite : Suite.values()) {
            Path place = folder.resolve(suite.name());
            ExampleVault.write(place, access(suite));
            text.append(heading(suite)).append('\n').append(String.join("\n", shown(place)));
            text.append(suite == Suite.CLEAR ? "\n" : "");
        }

        new Golden(PAGE).matches(text.toString());
    }

    private static List<String> shown(Path place) throws IOException {
        List<String> shown = new ArrayList<>();
        var store = FileStore.open(place, InstantSource.fixed(ExampleVault.NOW));
        for (ObjectName name : store.list("")) {
            byte[] bytes = Files.readAllBytes(place.resolve(name.value()));
            String text =
                    bytes[0] == '{'
                            ? new String(bytes, UTF_8)
                            : HexFormat.of()
                                            .formatHex(bytes)
                                            .replaceAll("(.{64})", "$1\n")
                                            .stripTrailing()
                                    + "\n";
            shown.add("#### `%s`\n\n```text\n%s```\n".formatted(name, text));
        }
        return shown;
    }

    @Test
    void readsTheVaultsOfThePage() throws IOException {
        String page = Files.readString(PAGE);
        for (Suite suite : Suite.values()) {
            int from = page.indexOf(heading(suite));
            int next = page.indexOf("### Suite", from + 1);
            Path place = folder.resolve(suite.name());
            write(place, examples(page.substring(from, next < 0 ? page.length() : next)));

            Vault vault =
                    Vault.open(
                            place,
                            access(suite),
                            InstantSource.fixed(ExampleVault.NOW),
                            Steps.NONE);
            assertIsRead(vault);
            String snapshot = vault.snapshots().list().getFirst().objectName();
            var plain = new PlainReader(place, suite == Suite.CLEAR ? null : new byte[32]);
            assertThat(plain.snapshot(snapshot))
                    .containsExactlyInAnyOrderEntriesOf(ExampleVault.FILES);
            assertSayings(plain, snapshot);
        }
    }

    /// What is said of the snapshot, and of WAL that expired.
    private static void assertSayings(PlainReader plain, String snapshot) throws IOException {
        String of = snapshot.substring("snap/".length());
        assertThat(plain.json("hold/" + of))
                .isEqualTo(
                        ("{\"type\":\"hold\",\"version\":1,\"object\":\"hold/%s\",\"snapshot\":\"%s\","
                                        + "\"who\":\"asha\",\"why\":\"the audit of 2026\","
                                        + "\"at\":\"2026-11-21T10:00:00.500Z\"}")
                                .formatted(of, snapshot));
        assertThat(plain.json("proof/" + of + "/001795255200500"))
                .endsWith(
                        ("\"snapshot\":\"%s\",\"level\":\"V2\",\"objects\":4,\"bytes\":8293,"
                                        + "\"at\":\"2026-11-21T10:00:00.500Z\"}")
                                .formatted(snapshot));
        assertThat(
                        plain.json(
                                "expired/7512345678901234567/00000001/"
                                        + "00000016b2000000-00000016b3000000"))
                .contains("\"type\":\"wal-expired\"", "\"end_lsn\":\"16/B3000000\"");
    }

    private static Map<String, byte[]> examples(String section) {
        Map<String, byte[]> examples = new LinkedHashMap<>();
        for (Matcher matcher = OBJECT.matcher(section); matcher.find(); ) {
            String text = matcher.group(2);
            examples.put(
                    matcher.group(1),
                    text.startsWith("{")
                            ? text.getBytes(UTF_8)
                            : HexFormat.of().parseHex(text.replaceAll("\\s", "")));
        }
        return examples;
    }

    private static void write(Path place, Map<String, byte[]> objects) throws IOException {
        for (var object : objects.entrySet()) {
            Path file = place.resolve(object.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, object.getValue());
        }
    }

    private static void assertIsRead(Vault vault) {
        assertThat(vault.verify().isSound()).isTrue();
        var document = vault.documents().log("seats").getFirst();
        assertThat(document.fetchedAt()).isEqualTo(ExampleVault.NOW);
        assertThat(vault.documents().open(document.sha256()).read(0, ExampleVault.BODY.length))
                .isEqualTo(ExampleVault.BODY);
        assertThat(vault.runs().highest()).contains(new RunNumber(812));
        assertThat(vault.runs().open()).isEmpty();
        WalObject wal = vault.wal().list(ExampleVault.SERVER).getFirst();
        assertThat(vault.wal().at(wal)).isEqualTo(ExampleVault.NOW);
        assertThat(vault.wal().findHistory(ExampleVault.SERVER, new Timeline(2)))
                .hasValue(ExampleVault.HISTORY);
        assertThat(vault.wal().gaps(ExampleVault.SERVER)).hasSize(1);
        assertThat(vault.wal().expired(ExampleVault.SERVER)).hasSize(1);
        assertThat(vault.servers().list()).hasSize(1);
        Snapshot snapshot = vault.snapshots().list().getFirst();
        assertThat(vault.holds().find(snapshot))
                .hasValueSatisfying(hold -> assertThat(hold.who()).isEqualTo("asha"));
        assertThat(vault.proofs().find(snapshot))
                .hasValueSatisfying(proof -> assertThat(proof.at()).isEqualTo(ExampleVault.NOW));
        assertThat(vault.snapshots().verify(snapshot).isSound()).isTrue();
        try (SnapshotReader reader = vault.snapshots().open(snapshot);
                Stream<SnapshotFile> files = reader.files()) {
            assertThat(files.toList())
                    .hasSize(ExampleVault.FILES.size())
                    .allSatisfy(file ->
                            assertThat(reader.readAll(file))
                                    .isEqualTo(ExampleVault.FILES.get(file.path())));
        }
    }
}
