package org.cairn.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keeps `docs/format/vault-0.md` true: the example there is written byte for byte by this code,
/// and read by it as well.
final class VaultFormatTest {
    private static final Path PAGE =
            Path.of(System.getProperty("cairn.root"), "docs/format/vault-0.md");
    private static final Instant NOW = ExampleVault.NOW;
    private static final byte[] BODY = ExampleVault.BODY;

    /// The file table is compressed, and another version of zstd may write other bytes: its pack
    /// and the body that names it are read by this test and not compared.
    private static final Pattern COMPRESSED = Pattern.compile("packs/05/.*|body/(?!81/).*");

    private static final Pattern TABLE =
            Pattern.compile(
                    "### A file table\n\n[^`]*`([0-9a-f]{8})…[^\n]*\n\n```text\n(.*?)```",
                    Pattern.DOTALL);
    private static final Pattern EXAMPLE =
            Pattern.compile(
                    "### `([a-z0-9._/-]+)`\n\n(?:[^`\n][^\n]*\n)*\n?```text\n(.*?)```",
                    Pattern.DOTALL);

    @TempDir private Path folder;

    /// The objects of the page, by name.
    private static Map<String, byte[]> examples() throws IOException {
        Map<String, byte[]> examples = new LinkedHashMap<>();
        for (Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE)); matcher.find(); ) {
            String name = matcher.group(1);
            String text = matcher.group(2);
            boolean json = text.startsWith("{");
            examples.put(name, json ? text.getBytes(UTF_8) : bytes(text));
        }
        return examples;
    }

    /// Hexadecimal digits with notes after a semicolon.
    private static byte[] bytes(String text) {
        return HexFormat.of().parseHex(text.replaceAll(";[^\n]*|\\s", ""));
    }

    @Test
    void writesTheObjectsOfThePage() throws IOException {
        ExampleVault.write(folder);
        var store = FileStore.open(folder, InstantSource.fixed(NOW));

        Map<String, byte[]> examples = examples();

        assertThat(examples.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        store.list("").stream().map(ObjectName::value).toList());
        for (var example : examples.entrySet()) {
            if (!COMPRESSED.matcher(example.getKey()).matches()) {
                assertThat(shown(Files.readAllBytes(folder.resolve(example.getKey()))))
                        .as(example.getKey())
                        .isEqualTo(shown(example.getValue()));
            }
        }
    }

    @Test
    void readsTheObjectsOfThePage() throws IOException {
        for (var example : examples().entrySet()) {
            Path file = folder.resolve(example.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, example.getValue());
        }

        Vault vault = Vault.open(folder, InstantSource.fixed(NOW), Steps.NONE);

        assertThat(vault.verify().isSound()).isTrue();
        var document = vault.documents().log("seats").getFirst();
        assertThat(document.fetchedAt()).isEqualTo(NOW);
        assertThat(vault.documents().open(document.sha256()).read(0, BODY.length)).isEqualTo(BODY);
        assertThat(new PlainReader(folder).body(Sha256.of(BODY).hex())).isEqualTo(BODY);
        assertThat(vault.runs().highest()).contains(new RunNumber(812));
        assertThat(vault.runs().open()).isEmpty();
        assertWalAndSnapshotAreRead(vault);
    }

    private void assertWalAndSnapshotAreRead(Vault vault) throws IOException {
        var plain = new PlainReader(folder);
        WalObject wal = vault.wal().list(ExampleVault.SERVER).getFirst();
        assertThat(vault.wal().at(wal)).isEqualTo(NOW);
        assertThat(plain.wal(wal.toString())).isEqualTo(ExampleVault.WAL);
        assertThat(vault.wal().findHistory(ExampleVault.SERVER, new Timeline(2)))
                .hasValue(ExampleVault.HISTORY);
        assertThat(vault.wal().gaps(ExampleVault.SERVER)).hasSize(1);
        assertThat(vault.servers().list()).hasSize(1);
        Snapshot snapshot = vault.snapshots().list().getFirst();
        assertThat(vault.snapshots().verify(snapshot).isSound()).isTrue();
        assertThat(plain.snapshot(snapshot.objectName()))
                .containsExactlyInAnyOrderEntriesOf(ExampleVault.FILES);
    }

    private static String shown(byte[] bytes) {
        return new String(bytes, UTF_8) + "\n" + HexFormat.of().formatHex(bytes);
    }
}
