package org.cairn.postgres.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.cairn.kernel.Lsn;
import org.junit.jupiter.api.Test;

final class PageCheckTest {
    private static final long SEED = Long.getLong("cairn.seed", 7);

    @Test
    void aPageOfZerosIsFreshWhereverItLies() {
        byte[] bytes = new byte[3 * PageCheck.PAGE_BYTES];
        bytes[PageCheck.PAGE_BYTES - 1] = 1;
        bytes[2 * PageCheck.PAGE_BYTES] = 1;

        assertThat(PageCheck.judge(bytes, PageCheck.PAGE_BYTES, 17))
                .isEqualTo(new PageVerdict.Fresh());
    }

    @Test
    void aPageThatCallsItselfFreshAndIsNotZeroIsBad() {
        byte[] page = new byte[PageCheck.PAGE_BYTES];
        page[4000] = 1;

        assertThat(PageCheck.judge(page, 0, 0)).isInstanceOf(PageVerdict.Bad.class);
    }

    @Test
    void theChecksumIsThatOfTheStraightforwardForm() {
        var random = new Random(SEED);
        byte[] bytes = new byte[4 * PageCheck.PAGE_BYTES];
        for (int round = 0; round < 200; round++) {
            random.nextBytes(bytes);
            int offset = random.nextInt(bytes.length - PageCheck.PAGE_BYTES);
            int block = random.nextInt();

            assertThat(PageChecksum.of(bytes, offset, block))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(StraightChecksum.of(bytes, offset, block));
        }
    }

    @Test
    void everyFlippedBitAndEveryOtherPlaceIsSeen() {
        byte[] page = sealed(5);
        var random = new Random(SEED);

        assertThat(PageCheck.judge(page, 0, 5)).isEqualTo(new PageVerdict.Sound());
        assertThat(PageCheck.judge(page, 0, 6)).isInstanceOf(PageVerdict.Bad.class);
        for (int round = 0; round < 500; round++) {
            int bit = random.nextInt(PageCheck.PAGE_BYTES * 8);
            page[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(PageCheck.judge(page, 0, 5))
                    .as("seed %d, bit %d", SEED, bit)
                    .isInstanceOf(PageVerdict.Bad.class);
            page[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void theVerdictNamesBothChecksums() {
        byte[] page = sealed(0);
        int right = (page[8] & 0xFF) + ((page[9] & 0xFF) << 8);
        page[8] ^= 1;

        assertThat(PageCheck.judge(page, 0, 0)).isEqualTo(new PageVerdict.Bad(right, right ^ 1));
    }

    @Test
    void thePositionIsTwoHalvesWithTheHighOneFirst() {
        byte[] page = new byte[PageCheck.PAGE_BYTES];
        page[0] = 0x16;
        page[4] = 0x48;
        page[7] = (byte) 0xB3;

        assertThat(PageCheck.lsn(page, 0)).isEqualTo(Lsn.parse("16/B3000048"));
        page[3] = (byte) 0x80;
        assertThat(PageCheck.lsn(page, 0)).isEqualTo(new Lsn(Long.MAX_VALUE));
    }

    /// A page of noise with the right checksum for its block.
    private static byte[] sealed(int block) {
        byte[] page = new byte[PageCheck.PAGE_BYTES];
        new Random(SEED).nextBytes(page);
        int checksum = StraightChecksum.of(page, 0, block);
        page[8] = (byte) checksum;
        page[9] = (byte) (checksum >>> 8);
        return page;
    }
}
