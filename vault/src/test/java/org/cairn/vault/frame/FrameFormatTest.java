package org.cairn.vault.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.cairn.kernel.Sha256;
import org.junit.jupiter.api.Test;

/// The compressed frame of `docs/format/vault-0.md` stays readable. It is not compared with what is
/// written now, since another version of zstd may compress in other bytes.
final class FrameFormatTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("### A compressed frame\n.*?```text\n(.*?)```", Pattern.DOTALL);

    @Test
    void readsTheCompressedFrameOfThePage() throws IOException {
        Path page = Path.of(System.getProperty("cairn.root"), "docs/format/vault-0.md");
        var example = EXAMPLE.matcher(Files.readString(page));
        assertThat(example.find()).isTrue();
        byte[] frame = HexFormat.of().parseHex(example.group(1).replaceAll(";[^\n]*|\\s", ""));
        byte[] plain = "a".repeat(1_000).getBytes(US_ASCII);
        var ref = new FrameRef(FrameType.DATA, 44, frame.length - 16, 1_000, Sha256.of(plain));

        byte[] read = FrameReader.decode("page", ref, frame);

        FrameReader.requireId("page", ref, read);
        assertThat(read).isEqualTo(plain);
    }
}
