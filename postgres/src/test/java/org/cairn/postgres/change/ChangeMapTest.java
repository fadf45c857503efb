package org.cairn.postgres.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChangeMapTest {
    private static final int PER_FILE = 131_072;
    private static final long PAGE = 8192;
    private static final Relation TABLE = new Relation(1663, 5, 16384);
    private static final String PATH = "base/5/16384";

    private final ChangeMap.Builder seen = new ChangeMap.Builder(PER_FILE);

    @Test
    void aFileThatNobodyTouchedIsUnchanged() {
        assertThat(decide(PATH, 10, 10L)).isInstanceOf(FileChange.Unchanged.class);
    }

    @ParameterizedTest
    @CsvSource({
        "base/5/PG_VERSION, 3, 3, NO_RELATION",
        "pg_xact/0000, 8192, 8192, NO_RELATION",
        "base/5/16384, 8191, 8192, ODD_SIZE",
        "base/5/16384, 1073750016, 8192, ODD_SIZE",
        "base/5/16384_fsm, 8192, 8192, FREE_SPACE_MAP",
        "base/5/16384_vm, 8192, 8192, VISIBILITY_MAP",
        "base/5/16384, 8192, , NOT_IN_BASE",
        "base/5/16384, 0, 8192, EMPTY"
    })
    void someFilesAreWholeWhateverTheWalSays(
            String path, long size, Long base, WholeReason reason) {
        assertThat(seen.build().decide(path, size, base)).isEqualTo(new FileChange.Whole(reason));
    }

    @Test
    void touchedBlocksAreReadAndTheOthersKept() {
        touch(7, 3, 7);

        assertThat(blocks(decide(PATH, 10, 10L)).read().toArray()).containsExactly(3, 7);
        assertThat(blocks(decide(PATH, 10, 10L)).isInBase(3)).isFalse();
        assertThat(blocks(decide(PATH, 10, 10L)).isInBase(4)).isTrue();
        assertThat(blocks(decide(PATH, 10, 10L)).isInBase(10)).isFalse();
    }

    @Test
    void behindTheLimitNothingIsKeptThoughTheWalTouchedNothingThere() {
        seen.cut(TABLE, Fork.MAIN, 4);

        var found = blocks(decide(PATH, 10, 10L));

        assertThat(found.read().toArray()).containsExactly(4, 5, 6, 7, 8, 9);
        assertThat(found.limit()).isEqualTo(4);
    }

    @Test
    void theLowestLimitCountsInWhateverOrderItCame() {
        seen.cut(TABLE, Fork.MAIN, 8);
        seen.cut(TABLE, Fork.MAIN, 5);
        seen.cut(TABLE, Fork.MAIN, 9);
        touch(2, 6);

        assertThat(blocks(decide(PATH, 10, 10L)).read().toArray())
                .containsExactly(2, 5, 6, 7, 8, 9);
    }

    @Test
    void whatTheBaseDoesNotReachIsRead() {
        assertThat(blocks(decide(PATH, 12, 10L)).read().toArray()).containsExactly(10, 11);
    }

    @Test
    void whatBecameShorterIsCutAndNotRead() {
        var found = blocks(decide(PATH, 8, 10L));

        assertThat(found.readCount()).isZero();
        assertThat(found.end()).isEqualTo(8);
    }

    @Test
    void aHalfWrittenLastBlockOfTheBaseIsNotKept() {
        assertThat(seen.build().decide(PATH, 10 * PAGE, 10 * PAGE - 1))
                .isInstanceOfSatisfying(
                        FileChange.Blocks.class, found -> assertThat(found.limit()).isEqualTo(9));
    }

    @Test
    void aRelationThatWasMadeOrDroppedIsWhole() {
        seen.cut(TABLE, Fork.MAIN, 0);

        assertThat(decide(PATH, 10, 10L))
                .isEqualTo(new FileChange.Whole(WholeReason.RELATION_REMADE));
        assertThat(decide(PATH + ".3", 10, 10L))
                .isEqualTo(new FileChange.Whole(WholeReason.RELATION_REMADE));
    }

    @Test
    void theLimitIsThatOfTheRelationAndTheNumbersAreThoseOfTheFile() {
        seen.cut(TABLE, Fork.MAIN, PER_FILE + 6L);
        seen.touched(TABLE, Fork.MAIN, PER_FILE + 2L);
        seen.touched(TABLE, Fork.MAIN, PER_FILE - 1L);

        assertThat(blocks(decide(PATH, PER_FILE, (long) PER_FILE)).read().toArray())
                .containsExactly(PER_FILE - 1);
        assertThat(blocks(decide(PATH + ".1", 9, 9L)).read().toArray()).containsExactly(2, 6, 7, 8);
        assertThat(decide(PATH + ".2", 9, 9L))
                .isEqualTo(new FileChange.Whole(WholeReason.RELATION_REMADE));
    }

    @Test
    void aDatabaseThatWasMadeIsWholeInThatTablespaceOnly() {
        seen.cut(new Relation(1663, 5, 0), Fork.MAIN, 0);

        assertThat(decide("base/5/999", 10, 10L))
                .isEqualTo(new FileChange.Whole(WholeReason.DATABASE_REMADE));
        assertThat(decide("base/6/999", 10, 10L)).isInstanceOf(FileChange.Unchanged.class);
        assertThat(decide("pg_tblspc/7/PG_18_1/5/999", 10, 10L))
                .isInstanceOf(FileChange.Unchanged.class);
    }

    @Test
    void nineTenthsMayBeReadInBlocksAndMoreIsWhole() {
        IntStream.range(0, 9).forEach(block -> touch(block));
        assertThat(blocks(decide(PATH, 10, 10L)).readCount()).isEqualTo(9);

        touch(9);
        assertThat(decide(PATH, 10, 10L))
                .isEqualTo(new FileChange.Whole(WholeReason.MOSTLY_CHANGED));
    }

    @Test
    void forksAreKeptApart() {
        seen.touched(TABLE, Fork.INIT, 0);
        seen.touched(TABLE, Fork.VISIBILITY_MAP, 0);

        assertThat(decide(PATH, 10, 10L)).isInstanceOf(FileChange.Unchanged.class);
        assertThat(blocks(decide(PATH + "_init", 2, 2L)).read().toArray()).containsExactly(0);
    }

    @Test
    void touchesBehindTheEndOfTheFileAreNothing() {
        touch(10, 11, 100_000);

        assertThat(decide(PATH, 10, 10L)).isInstanceOf(FileChange.Unchanged.class);
    }

    @Test
    void noBlockIsLostHoweverManyThereAre() {
        SeededRandom.forAll(
                20,
                random -> {
                    var builder = new ChangeMap.Builder(PER_FILE);
                    var expected = new BitSet();
                    int count = random.between(1, random.pick(List.of(50, 5_000, 100_000)));
                    for (int i = 0; i < count; i++) {
                        int block = random.between(0, 3 * PER_FILE - 1);
                        expected.set(block);
                        builder.touched(TABLE, Fork.MAIN, block);
                        builder.touched(TABLE, Fork.MAIN, block);
                    }
                    long limit = random.between(1, 4 * PER_FILE);
                    builder.cut(TABLE, Fork.MAIN, limit);
                    ChangeMap map = builder.build();
                    for (int segment = 0; segment < 3; segment++) {
                        assertSegment(map, segment, expected, limit);
                    }
                });
    }

    private static void assertSegment(ChangeMap map, int segment, BitSet expected, long limit) {
        long first = (long) segment * PER_FILE;
        FileChange change =
                map.decide(
                        segment == 0 ? PATH : PATH + "." + segment,
                        PER_FILE * PAGE,
                        PER_FILE * PAGE);
        if (limit <= first) {
            assertThat(change).isEqualTo(new FileChange.Whole(WholeReason.RELATION_REMADE));
        } else if (change instanceof FileChange.Blocks blocks) {
            int[] wanted =
                    IntStream.range(0, PER_FILE)
                            .filter(block ->
                                    expected.get((int) first + block) || first + block >= limit)
                            .toArray();
            assertThat(blocks.read().toArray()).isEqualTo(wanted);
            assertThat(blocks.readCount()).isEqualTo(wanted.length);
        } else if (change instanceof FileChange.Unchanged) {
            assertThat(expected.get((int) first, (int) first + PER_FILE).isEmpty()).isTrue();
        } else {
            assertThat(change).isEqualTo(new FileChange.Whole(WholeReason.MOSTLY_CHANGED));
        }
    }

    @Test
    void nobodyCanTouchWhatIsNoBlock() {
        assertThatThrownBy(() -> seen.touched(TABLE, Fork.MAIN, 0xFFFF_FFFFL))
                .hasMessage("not a block: 4294967295");
        assertThatThrownBy(() -> new ChangeMap.Builder(0)).hasMessage("blocks per file: 0");
    }

    private void touch(int... blocks) {
        for (int block : blocks) {
            seen.touched(TABLE, Fork.MAIN, block);
        }
    }

    private FileChange decide(String path, int blocks, Long baseBlocks) {
        return seen.build().decide(path, blocks * PAGE, baseBlocks * PAGE);
    }

    private static FileChange.Blocks blocks(FileChange change) {
        assertThat(change).isInstanceOf(FileChange.Blocks.class);
        return (FileChange.Blocks) change;
    }
}
