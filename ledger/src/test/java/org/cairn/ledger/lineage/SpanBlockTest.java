package org.cairn.ledger.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.cairn.ledger.LedgerProblems;
import org.cairn.ledger.lineage.SpanBlock.Entry;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

final class SpanBlockTest {
    @Test
    void everyRowIsFoundAgain() {
        SeededRandom.forAll(
                150,
                random -> {
                    List<Entry> entries = entries(random, rowCount(random));
                    byte[] packed = pack(entries);

                    for (int i : rowsToAsk(random, entries.size())) {
                        assertThat(SpanBlock.find(packed, i, entries.size()))
                                .as("row %d of %d", i, entries.size())
                                .isEqualTo(entries.get(i));
                    }
                });
    }

    @Test
    void everyRowOfAFullBlockIsFoundAgain() {
        SeededRandom random = SeededRandom.fresh();
        List<Entry> entries = entries(random, SpanBlock.MAX_ROWS);
        byte[] packed = pack(entries);

        for (int i = 0; i < entries.size(); i++) {
            assertThat(SpanBlock.find(packed, i, entries.size()))
                    .as("row %d, %s", i, random)
                    .isEqualTo(entries.get(i));
        }
    }

    @Test
    void holdsTheLargestSpansThereAre() {
        var entries =
                List.of(
                        new Entry(new ByteSpan(0, Integer.MAX_VALUE), 0),
                        new Entry(
                                new ByteSpan(Long.MAX_VALUE - Integer.MAX_VALUE, Integer.MAX_VALUE),
                                Integer.MAX_VALUE),
                        new Entry(new ByteSpan(0, 0), 0),
                        new Entry(new ByteSpan(Long.MAX_VALUE, 0), 7));
        byte[] packed = pack(entries);

        for (int i = 0; i < entries.size(); i++) {
            assertThat(SpanBlock.find(packed, i, entries.size())).isEqualTo(entries.get(i));
        }
    }

    @Test
    void damageIsSaidOrGivesAWrongPlaceButNeverAnotherFailure() {
        SeededRandom.forAll(
                30,
                random -> {
                    List<Entry> entries = entries(random, random.between(1, 400));
                    byte[] packed = pack(entries);
                    for (int at = 0; at < packed.length; at++) {
                        byte[] damaged = packed.clone();
                        damaged[at] ^= (byte) random.between(1, 255);
                        look(damaged, random.between(0, entries.size() - 1), entries.size());
                    }
                });
    }

    @Test
    void everyCutIsSaidOrGivesAWrongPlace() {
        SeededRandom random = SeededRandom.fresh();
        List<Entry> entries = entries(random, 300);
        byte[] packed = pack(entries);

        for (int length = 0; length < packed.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> SpanBlock.find(cut, 299, 300))
                    .as("cut to %d of %d bytes, %s", length, packed.length, random)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith("a lineage block cannot be read (lineage-damaged)");
        }
    }

    @Test
    void anUnknownVersionIsNamed() {
        byte[] packed = pack(List.of(new Entry(new ByteSpan(1, 2), 0)));
        packed[0] = 9;

        assertThatThrownBy(() -> SpanBlock.find(packed, 0, 1))
                .hasMessage(
                        "a lineage block cannot be read (lineage-damaged): version 9 is not known");
    }

    @Test
    void aRowWithoutStrategyIsDamage() {
        // version 1, no strategy runs, a frame at 5 with no gap bits, no length bits, length 3
        byte[] packed = {1, 0, 5, 0, 0, 3};

        assertThatThrownBy(() -> SpanBlock.find(packed, 0, 1))
                .hasMessage(
                        "a lineage block cannot be read (lineage-damaged): no strategy is written"
                                + " for row 0");
    }

    @Test
    void rowsOutsideTheBlockAreAMistakeOfTheCaller() {
        byte[] packed = pack(List.of(new Entry(new ByteSpan(1, 2), 0)));

        assertThatThrownBy(() -> SpanBlock.find(packed, 1, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> SpanBlock.find(packed, -1, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    /// The claim of the format's page: about one byte and a half a row.
    @Test
    void realisticRowsCostLessThanTwoBytes() {
        SeededRandom random = SeededRandom.withSeed(1);
        double csv = bytesPerRow(random, 40, 90, 1);
        double json = bytesPerRow(random, 250, 450, 10);
        double wide = bytesPerRow(random, 100, 4_000, 3);
        System.getLogger(SpanBlockTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "bytes per row: csv {0}, json {1}, records of 100 to 4000 bytes {2}",
                        csv,
                        json,
                        wide);

        assertThat(csv).isLessThan(1.2);
        assertThat(json).isLessThan(1.8);
        assertThat(wide).isLessThan(2.0);
    }

    private static double bytesPerRow(SeededRandom random, int least, int most, int gap) {
        List<Entry> entries = new ArrayList<>();
        long at = 100;
        for (int i = 0; i < SpanBlock.MAX_ROWS; i++) {
            int length = random.between(least, most);
            entries.add(new Entry(new ByteSpan(at, length), 0));
            at += length + gap;
        }
        return (double) pack(entries).length / entries.size();
    }

    private static void look(byte[] damaged, int index, int rows) {
        try {
            Entry entry = SpanBlock.find(damaged, index, rows);
            assertThat(entry.strategy()).isNotNegative();
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isEqualTo(LedgerProblems.LINEAGE_DAMAGED);
        }
    }

    private static int rowCount(SeededRandom random) {
        return random.oneIn(10)
                ? random.between(1, 40_000)
                : random.pick(List.of(1, 2, 127, 128, 129, 255, 256, 257, 1000));
    }

    private static List<Integer> rowsToAsk(SeededRandom random, int rows) {
        List<Integer> asked = new ArrayList<>(List.of(0, rows - 1, rows / 2));
        for (int i = 0; i < 20; i++) {
            asked.add(random.between(0, rows - 1));
        }
        return asked;
    }

    /// Rows mostly one behind another, sometimes anywhere, sometimes empty.
    private static List<Entry> entries(SeededRandom random, int rows) {
        List<Entry> entries = new ArrayList<>();
        int jumpOnce = random.pick(List.of(2, 50, 1_000_000));
        int longest = random.pick(List.of(0, 1, 300, 1 << 26));
        long at = random.between(0, 1L << 40);
        int strategy = 0;
        for (int i = 0; i < rows; i++) {
            if (random.oneIn(jumpOnce)) {
                at = random.between(0, 1L << random.between(1, 62));
            }
            if (random.oneIn(100)) {
                strategy = random.between(0, 300);
            }
            int length = random.between(0, longest);
            entries.add(new Entry(new ByteSpan(at, length), strategy));
            at += length + random.between(0, 3);
        }
        return entries;
    }

    private static byte[] pack(List<Entry> entries) {
        var block = new SpanBlock();
        entries.forEach(entry -> block.add(entry.span(), entry.strategy()));
        assertThat(block.rows()).isEqualTo(entries.size());
        return block.pack();
    }
}
