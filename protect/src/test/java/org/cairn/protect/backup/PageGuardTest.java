package org.cairn.protect.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.DataFile;
import org.cairn.postgres.page.PageCheck;
import org.cairn.postgres.page.PageVerdict;
import org.cairn.vault.snapshot.BadPages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was read first is given; what the file holds now is what the second look sees.
final class PageGuardTest {
    private static final int PAGE = PageCheck.PAGE_BYTES;
    private static final int BLOCK = 131_072 + 1;

    @TempDir private Path folder;
    private Path file;
    private final SuspectPages suspects = new SuspectPages();

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("5.1");
    }

    @Test
    void aPageThatIsWholeOnTheSecondLookIsTakenAsItIsNow() throws Exception {
        byte[] whole = page(0x100);
        byte[] torn = whole.clone();
        torn[6000] ^= 1;
        Files.write(file, concat(page0(), whole));
        byte[] buffer = concat(page0(), torn);

        assertThat(look(buffer, true).isEmpty()).isTrue();

        assertThat(buffer).isEqualTo(concat(page0(), whole));
        assertThat(bad(0, 0).count()).isZero();
    }

    @Test
    void aPageThatChangesIsLeftToTheWal() throws Exception {
        byte[] other = page(0x100);
        other[7000] ^= 1;
        byte[] torn = page(0x100);
        torn[6000] ^= 1;
        Files.write(file, concat(page0(), other));
        byte[] buffer = concat(page0(), torn);

        assertThat(look(buffer, true)).isEqualTo(BitSet.valueOf(new long[] {2}));

        assertThat(buffer).isEqualTo(concat(page0(), other));
        assertThat(bad(0, 0).count()).isZero();
    }

    @Test
    void aPageThatWasCutOffIsLeftToTheWal() throws Exception {
        byte[] torn = page(0x100);
        torn[6000] ^= 1;
        Files.write(file, page0());

        assertThat(look(concat(page0(), torn), true)).isEqualTo(BitSet.valueOf(new long[] {2}));

        assertThat(bad(0, 0).count()).isZero();
    }

    @Test
    void aPageThatStaysBadIsNamedUnlessItChangedDuringTheBackup() throws Exception {
        byte[] torn = page(0x100);
        torn[6000] ^= 1;
        Files.write(file, concat(page0(), torn));

        look(concat(page0(), torn), true);

        assertThat(bad(0x80, 0x180).count()).isZero();
        assertThat(bad(0x200, 0x300).count()).isEqualTo(1);
        BadPages.BadPage page = bad(0x10, 0x20).first().getFirst();
        assertThat(page.path()).isEqualTo("base/5/5.1");
        assertThat(page.block()).isEqualTo(BLOCK);
        PageVerdict verdict = PageCheck.judge(torn, 0, BLOCK);
        assertThat(verdict).isEqualTo(new PageVerdict.Bad(page.expected(), page.found()));
    }

    @Test
    void withoutChecksumsNobodyLooks() throws Exception {
        byte[] torn = page(0x100);
        torn[6000] ^= 1;
        Files.write(file, concat(page0(), torn));

        look(concat(page0(), torn), false);

        assertThat(bad(0, 0).count()).isZero();
    }

    private BadPages bad(long start, long stop) {
        return suspects.resolve(new Lsn(start), new Lsn(stop));
    }

    private BitSet look(byte[] buffer, boolean checksums) throws Exception {
        var listed =
                new DataFile(
                        "base/5/5.1",
                        DataFile.Kind.FILE,
                        buffer.length,
                        0600,
                        Instant.EPOCH,
                        true,
                        131_072);
        var unsound = new BitSet();
        new PageGuard(suspects, checksums)
                .look(
                        listed,
                        new Bytes(Files.readAllBytes(file)),
                        new PageRange(buffer, 0, buffer.length, 0),
                        unsound);
        return unsound;
    }

    /// A file that holds these bytes.
    private static final class Bytes implements BackupFiles.OpenFile {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(byte[] target, int offset, long position, int length) {
            int there = Math.clamp(bytes.length - position, 0, length);
            System.arraycopy(bytes, (int) position, target, offset, there);
            return there;
        }

        @Override
        public void close() {}
    }

    /// The page before, which is sound.
    private static byte[] page0() {
        return new byte[PAGE];
    }

    private static byte[] page(int lsn) {
        byte[] page = new byte[PAGE];
        page[5] = (byte) (lsn >>> 8);
        page[4] = (byte) lsn;
        page[14] = 100;
        page[5000] = 7;
        if (PageCheck.judge(page, 0, BLOCK) instanceof PageVerdict.Bad bad) {
            page[8] = (byte) bad.expected();
            page[9] = (byte) (bad.expected() >>> 8);
        }
        assertThat(PageCheck.judge(page, 0, BLOCK)).isInstanceOf(PageVerdict.Sound.class);
        return page;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = new byte[one.length + other.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
