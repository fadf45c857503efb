package org.cairn.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.kernel.Steps;
import org.cairn.vault.document.DocumentOrigin;
import org.cairn.vault.run.RunIntent;
import org.cairn.vault.run.RunOutcome;
import org.cairn.vault.run.RunOutcome.State;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keeps `docs/format/vault-0.md` true: the example there is written byte for byte by this code,
/// and read by it as well.
final class VaultFormatTest {
    private static final Path PAGE =
            Path.of(System.getProperty("cairn.root"), "docs/format/vault-0.md");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.5Z");
    private static final byte[] BODY = "name,seats\nNairobi,17\n".getBytes(UTF_8);
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
            examples.put(name, name.startsWith("packs/") ? bytes(text) : text.getBytes(UTF_8));
        }
        return examples;
    }

    /// Hexadecimal digits with notes after a semicolon.
    private static byte[] bytes(String text) {
        return HexFormat.of().parseHex(text.replaceAll(";[^\n]*|\\s", ""));
    }

    private Vault writeExample() {
        var last = new AtomicInteger();
        Supplier<String> ids = () -> "%02x".formatted(last.incrementAndGet()).repeat(16);
        var clock = InstantSource.fixed(NOW);
        Vault vault = Vault.openOrCreate(FileStore.create(folder, clock), ids, clock, Steps.NONE);
        vault.documents()
                .store(
                        new DocumentOrigin(
                                "seats", "https://data.example.org/seats.csv", null, "text/csv"),
                        new ByteArrayInputStream(BODY),
                        _ -> {});
        vault.runs()
                .intend(
                        new RunIntent(
                                new RunNumber(812),
                                4_295_000_000L,
                                "7512345678901234567",
                                "cairn",
                                1,
                                Lsn.parse("16/B374D848"),
                                NOW));
        vault.runs()
                .conclude(
                        new RunOutcome(
                                new RunNumber(812),
                                State.COMMITTED,
                                Lsn.parse("16/B374D900"),
                                NOW));
        return vault;
    }

    @Test
    void writesTheObjectsOfThePage() throws IOException {
        writeExample();
        var store = FileStore.open(folder, InstantSource.fixed(NOW));

        Map<String, byte[]> examples = examples();

        assertThat(examples.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        store.list("").stream().map(ObjectName::value).toList());
        for (var example : examples.entrySet()) {
            assertThat(shown(Files.readAllBytes(folder.resolve(example.getKey()))))
                    .as(example.getKey())
                    .isEqualTo(shown(example.getValue()));
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
    }

    private static String shown(byte[] bytes) {
        return new String(bytes, UTF_8) + "\n" + HexFormat.of().formatHex(bytes);
    }
}
