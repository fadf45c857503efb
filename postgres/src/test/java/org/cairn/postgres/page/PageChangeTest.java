package org.cairn.postgres.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.cairn.kernel.Lsn;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PageChangeTest {
    private static final Lsn REDO = Lsn.parse("16/B374D848");

    @ParameterizedTest
    @CsvSource({
        "0/0, true",
        "0/1, true",
        "0/28, true",
        "0/FFFFF, true",
        "0/100000, false",
        "0/1000028, false",
        "15/FFFFFFFF, false",
        "16/B374D847, false",
        "16/B374D848, true",
        "16/B374D849, true",
        "17/0, true",
        "7FFFFFFF/FFFFFFFF, true"
    })
    void aPageHasChangedWhenItsPositionIsNotBetweenTheFirstAndTheRedo(
            String position, boolean changed) {
        assertThat(PageChange.since(REDO).isChanged(page(Lsn.parse(position).bytes()), 0))
                .isEqualTo(changed);
    }

    @Test
    void aPositionThatIsGarbageHasChanged() {
        assertThat(PageChange.since(REDO).isChanged(page(-1), 0)).isTrue();
        assertThat(PageChange.since(REDO).isChanged(page(Long.MIN_VALUE), 0)).isTrue();
    }

    @Test
    void findsJustTheChangedOnesOfMany() {
        SeededRandom.forAll(
                50,
                random -> {
                    int pages = random.between(0, 40);
                    int before = random.between(0, 100);
                    byte[] bytes = new byte[before + pages * PageCheck.PAGE_BYTES];
                    int[] expected = new int[pages];
                    int count = 0;
                    for (int i = 0; i < pages; i++) {
                        long position = random.between(0, 2 * REDO.bytes());
                        put(bytes, before + i * PageCheck.PAGE_BYTES, position);
                        if (position < 1 << 20 || position >= REDO.bytes()) {
                            expected[count++] = i;
                        }
                    }
                    int[] found = new int[pages];

                    assertThat(PageChange.since(REDO).find(bytes, before, pages, found))
                            .isEqualTo(count);
                    assertThat(Arrays.copyOf(found, count))
                            .isEqualTo(Arrays.copyOf(expected, count));
                });
    }

    @Test
    void noServerHasACheckpointBeforeItsFirstWal() {
        assertThatThrownBy(() -> PageChange.since(new Lsn(1000)))
                .hasMessage("no server has a checkpoint at 0/3E8");
    }

    private static byte[] page(long position) {
        byte[] bytes = new byte[PageCheck.PAGE_BYTES];
        put(bytes, 0, position);
        return bytes;
    }

    private static void put(byte[] bytes, int at, long position) {
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at, (int) (position >>> 32))
                .putInt(at + 4, (int) position);
    }
}
