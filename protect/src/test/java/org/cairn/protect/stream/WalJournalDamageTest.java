package org.cairn.protect.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cairn.protect.stream.Journals.ONE;
import static org.cairn.protect.stream.Journals.append;
import static org.cairn.protect.stream.Journals.bytes;
import static org.cairn.protect.stream.Journals.range;
import static org.cairn.protect.stream.Journals.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.WalRange;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a crash, a bad disk or a stranger can leave in the folder of a journal.
final class WalJournalDamageTest {
    private static final Lsn START = Lsn.parse("1/5000000");
    private static final int[] CHUNKS = {40, 1, 100, 60, 25, 7};
    // After the second, the fourth and the sixth chunk.
    private static final int FORCED_EVERY = 2;
    private static final int LENGTH = Arrays.stream(CHUNKS).sum();

    @TempDir private Path place;
    private Path folder;
    private Path file;
    private byte[] whole;

    @BeforeEach
    void write() throws IOException {
        folder = place.resolve("journal");
        try (WalJournal journal = Journals.open(folder, _ -> {})) {
            Lsn at = START;
            for (int i = 0; i < CHUNKS.length; i++) {
                append(journal, ONE, at, CHUNKS[i]);
                at = at.plusBytes(CHUNKS[i]);
                if (i % FORCED_EVERY == 1) {
                    journal.force();
                }
            }
        }
        file = Journals.onlyFile(folder);
        whole = Files.readAllBytes(file);
    }

    /// Where each chunk ends in the file.
    private static List<Integer> borders() {
        List<Integer> borders = new ArrayList<>(List.of(JournalHeader.BYTES));
        for (int length : CHUNKS) {
            borders.add(borders.getLast() + JournalChunk.HEADER_BYTES + length);
        }
        return borders;
    }

    private static int walBefore(int chunk) {
        return Arrays.stream(CHUNKS, 0, chunk).sum();
    }

    private WalJournal reopen(byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Journals.open(folder, _ -> {});
    }

    @Test
    void isCutBackToTheLastWholeChunkWhereverItWasTorn() {
        for (int cut = 0; cut < whole.length; cut++) {
            int length = cut;
            int chunks = (int) borders().stream().filter(border -> border <= length).count() - 1;
            int kept = Math.max(0, chunks) == 0 ? 0 : walBefore(chunks);
            try (WalJournal journal = reopen(Arrays.copyOf(whole, cut))) {
                assertThat(journal.damages()).as("cut at %d", cut).isEmpty();
                List<WalRange> expected = kept == 0 ? List.of() : List.of(range(ONE, START, kept));
                assertThat(journal.ranges()).as("cut at %d", cut).isEqualTo(expected);

                append(journal, ONE, START.plusBytes(kept), LENGTH - kept);
                journal.force();

                assertThat(read(journal, range(ONE, START, LENGTH)))
                        .isEqualTo(bytes(START, LENGTH));
            }
            assertThat(Journals.onlyFile(folder)).isEqualTo(file);
        }
    }

    @Test
    void isCutBackBeforeGarbageAndBeforeATailThatCameTwice() {
        List<Integer> borders = borders();
        byte[] last = Arrays.copyOfRange(whole, borders.get(CHUNKS.length - 1), whole.length);
        byte[] lastTwo = Arrays.copyOfRange(whole, borders.get(CHUNKS.length - 2), whole.length);
        SeededRandom random = SeededRandom.fresh();
        for (byte[] tail :
                List.of(last, lastTwo, new byte[5_000], random.bytes(5_000), random.bytes(1))) {
            try (WalJournal journal = reopen(joined(whole, tail))) {
                assertThat(journal.damages()).as("%s", random).isEmpty();
                assertThat(journal.ranges()).containsExactly(range(ONE, START, LENGTH));
            }
            assertThat(file).hasBinaryContent(whole);
        }
    }

    @Test
    void everyFlippedByteIsCutOffOrReported() {
        for (int at = JournalHeader.BYTES; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            int offset = at;
            int chunk = (int) borders().stream().filter(border -> border <= offset).count() - 1;
            try (WalJournal journal = reopen(flipped)) {
                checkFlipped(journal, chunk);
            }
        }
    }

    private static void checkFlipped(WalJournal journal, int chunk) {
        int before = walBefore(chunk);
        // Chunks 4 and 5 were written when 0 to 3 had been forced, and say so.
        boolean known = chunk < 4;
        var expected = new ArrayList<WalRange>();
        if (before > 0) {
            expected.add(range(ONE, START, before));
        }
        if (known) {
            int behind = walBefore(chunk + 1);
            expected.add(range(ONE, START.plusBytes(behind), LENGTH - behind));
            assertThat(journal.damages())
                    .extracting(JournalDamage::from)
                    .containsExactly(START.plusBytes(before));
        } else {
            assertThat(journal.damages()).isEmpty();
        }
        assertThat(journal.ranges()).as("chunk %d", chunk).isEqualTo(expected);
        for (WalRange held : expected) {
            assertThat(read(journal, held))
                    .isEqualTo(bytes(held.start(), (int) held.lengthBytes()));
        }
    }

    @Test
    void claimsOnlyRightBytesAfterAnyNumberOfChanges() {
        SeededRandom.forAll(
                300,
                random -> {
                    byte[] changed = whole.clone();
                    for (int i = random.between(1, 4); i > 0; i--) {
                        int at = random.between(JournalHeader.BYTES, changed.length - 1);
                        changed[at] = (byte) random.between(-128, 127);
                    }
                    byte[] cut = Arrays.copyOf(changed, random.between(0, changed.length));
                    try (WalJournal journal = reopen(cut)) {
                        for (WalRange held : journal.ranges()) {
                            assertThat(read(journal, held))
                                    .isEqualTo(bytes(held.start(), (int) held.lengthBytes()));
                        }
                    }
                });
    }

    @Test
    void aDamagedPlaceIsFilledByWhatIsReceivedAgain() {
        byte[] flipped = whole.clone();
        flipped[borders().get(2) + 40] ^= 1;
        Lsn from = START.plusBytes(walBefore(2));
        try (WalJournal journal = reopen(flipped)) {
            assertThat(journal.damages().getFirst().problem().headline())
                    .isEqualTo("the WAL journal is damaged at 1/5000029 on timeline 1");
            append(journal, ONE, from, 300);
            journal.force();

            int length = walBefore(2) + 300;
            assertThat(read(journal, range(ONE, START, length))).isEqualTo(bytes(START, length));
        }
        assertThat(Journals.files(folder)).hasSize(2);
    }

    @Test
    void anOlderFileThatIsTornIsDamaged() throws IOException {
        try (WalJournal journal = Journals.open(folder, _ -> {})) {
            append(journal, ONE, Journals.SEGMENTS.endOf(START), 10);
            journal.force();
        }
        try (WalJournal journal = reopen(Arrays.copyOf(whole, whole.length - 1))) {
            assertThat(journal.damages()).hasSize(1);
            assertThat(journal.ranges()).hasSize(2);
        }
    }

    @Test
    void aFileOfAnotherServerIsSetAside() throws IOException {
        Path other = place.resolve("other/7000000000000000001");
        try (WalJournal journal =
                WalJournal.open(
                        place.resolve("other"),
                        "7000000000000000001",
                        Journals.SEGMENTS,
                        InstantSource.system(),
                        Steps.NONE)) {
            append(journal, ONE, START, 10);
            journal.force();
        }
        Files.copy(other.resolve(file.getFileName()), file, StandardCopyOption.REPLACE_EXISTING);

        try (WalJournal journal = Journals.open(folder, _ -> {})) {
            assertThat(journal.ranges()).isEmpty();
            assertThat(journal.damages()).extracting(JournalDamage::from).containsExactly(START);
            append(journal, ONE, START, 10);
            journal.force();
        }
        assertThat(Journals.files(folder))
                .extracting(path -> path.getFileName().toString())
                .containsExactly(
                        "00000001-0000000105000000.journal",
                        "00000001-0000000105000000.journal.unreadable");
    }

    @Test
    void bytesThatChangeWhileItIsOpenAreRefusedByTheReader() throws IOException {
        try (WalJournal journal = Journals.open(folder, _ -> {})) {
            byte[] flipped = whole.clone();
            flipped[borders().get(3) + 50] ^= 1;
            Files.write(file, flipped);

            assertThatThrownBy(() -> read(journal, range(ONE, START, LENGTH)))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problem().code().name())
                                            .isEqualTo("journal-damaged"));
        }
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
