package org.cairn.protect.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.testkit.FakeClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keeps `docs/format/journal-0.md` true: the example there is written byte for byte by this code,
/// and read by it as well.
final class JournalFormatTest {
    private static final Path PAGE =
            Path.of(System.getProperty("cairn.root"), "docs/format/journal-0.md");
    private static final Pattern EXAMPLE =
            Pattern.compile(
                    "## Example\n\n`\\.cairn/wal/([^`]+)`.*?```text\n(.*?)```", Pattern.DOTALL);
    private static final Lsn START = Lsn.parse("0/5000100");
    private static final byte[] FIRST = "the first bytes, ".getBytes(US_ASCII);
    private static final byte[] SECOND = "and more".getBytes(US_ASCII);

    @TempDir private Path folder;

    private static Matcher example() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(PAGE));
        assertThat(example.find()).isTrue();
        return example;
    }

    private static byte[] bytes() throws IOException {
        return HexFormat.of().parseHex(example().group(2).replaceAll(";[^\n]*|\\s", ""));
    }

    @Test
    void writesTheFileOfThePage() throws IOException {
        var clock = FakeClock.atStart();
        try (WalJournal journal =
                WalJournal.open(folder, Journals.SYSTEM, Journals.SEGMENTS, clock, Steps.NONE)) {
            journal.append(Timeline.FIRST, START, FIRST, 0, FIRST.length);
            journal.force();
            clock.advance(Duration.ofMillis(1_500));
            Lsn next = START.plusBytes(FIRST.length);
            journal.append(Timeline.FIRST, next, SECOND, 0, SECOND.length);
            journal.force();
        }

        assertThat(shown(Files.readAllBytes(folder.resolve(example().group(1)))))
                .isEqualTo(shown(bytes()));
    }

    @Test
    void readsTheFileOfThePage() throws IOException {
        Path file = folder.resolve(example().group(1));
        Files.createDirectory(folder.resolve(Journals.SYSTEM));
        Files.write(file, bytes());

        try (WalJournal journal = Journals.open(folder)) {
            WalRange held = Journals.range(Timeline.FIRST, START, FIRST.length + SECOND.length);
            assertThat(journal.ranges()).containsExactly(held);
            assertThat(new String(Journals.read(journal, held), US_ASCII))
                    .isEqualTo("the first bytes, and more");
            assertThat(journal.arrivedBy(held)).isEqualTo(FakeClock.START.plusMillis(1_500));
        }
        assertThat(file).hasBinaryContent(bytes());
    }

    private static String shown(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
