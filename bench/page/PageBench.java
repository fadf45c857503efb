import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.page.PageChange;
import org.cairn.postgres.page.PageCheck;
import org.cairn.postgres.page.PageVerdict;

/// How fast one core tells changed pages from unchanged ones by their position: pages in a buffer
/// of 1 MiB that is in the cache, as a reader has them; pages of a large array that are not; and
/// with the reading of a file, with and without the checksum of each page.
///
/// Every tenth page has changed. Medians of rounds; the first rounds warm up.
final class PageBench {
    private static final int PAGE = 8192;
    private static final int BUFFER_PAGES = 128;
    private static final int LARGE_PAGES = 65_536;
    private static final int ROUNDS = 15;
    private static final Lsn REDO = Lsn.parse("1/0");

    private static final PageChange CHANGE = PageChange.since(REDO);
    private static final int[] FOUND = new int[BUFFER_PAGES];

    void main() throws Exception {
        byte[] large = pages(LARGE_PAGES);
        byte[] buffer = Arrays.copyOf(large, BUFFER_PAGES * PAGE);
        report("position, buffer of 1 MiB in the cache", () -> repeat(buffer));
        report("position, 512 MiB in memory", () -> walk(large));
        report("position and checksum, 512 MiB in memory", () -> judge(large));
        Path file = Files.createTempFile("pages", ".bin");
        try {
            Files.write(file, large);
            report("read of a cached file alone", () -> read(file, buffer, 0));
            report("read and position", () -> read(file, buffer, 1));
            report("read, position and checksum", () -> read(file, buffer, 2));
        } finally {
            Files.delete(file);
        }
    }

    private static int repeat(byte[] buffer) {
        int found = 0;
        for (int i = 0; i < LARGE_PAGES / BUFFER_PAGES; i++) {
            found += CHANGE.find(buffer, 0, BUFFER_PAGES, FOUND);
        }
        return found;
    }

    private static int walk(byte[] large) {
        int found = 0;
        for (int i = 0; i < LARGE_PAGES; i += BUFFER_PAGES) {
            found += CHANGE.find(large, i * PAGE, BUFFER_PAGES, FOUND);
        }
        return found;
    }

    private static int judge(byte[] large) {
        int found = 0;
        for (int i = 0; i < LARGE_PAGES; i++) {
            found += CHANGE.isChanged(large, i * PAGE) ? 1 : 0;
            found += PageCheck.judge(large, i * PAGE, i) instanceof PageVerdict.Bad ? 0 : 1;
        }
        return found;
    }

    private static int read(Path file, byte[] buffer, int what) {
        int found = 0;
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            for (int i = 0; i < LARGE_PAGES; i += BUFFER_PAGES) {
                in.readFully(buffer);
                if (what > 0) {
                    found += CHANGE.find(buffer, 0, BUFFER_PAGES, FOUND);
                }
                for (int page = 0; what > 1 && page < BUFFER_PAGES; page++) {
                    found += PageCheck.judge(buffer, page * PAGE, i + page) instanceof PageVerdict.Bad ? 0 : 1;
                }
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found;
    }

    private static void report(String what, IntSupplier work) {
        double[] seconds = new double[ROUNDS];
        int sum = 0;
        for (int round = -5; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            sum += work.getAsInt();
            if (round >= 0) {
                seconds[round] = (System.nanoTime() - begin) / 1e9;
            }
        }
        Arrays.sort(seconds);
        double median = seconds[ROUNDS / 2];
        double gigabytes = (double) LARGE_PAGES * PAGE / 1e9;
        System.out.printf(
                "%-42s %8.1f GB/s, best %8.1f, %5.1f ns a page (%d)%n",
                what, gigabytes / median, gigabytes / seconds[0], median * 1e9 / LARGE_PAGES, sum);
    }

    private static byte[] pages(int count) {
        byte[] bytes = new byte[count * PAGE];
        var random = new Random(7);
        random.nextBytes(bytes);
        var view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            long lsn = REDO.bytes() + (random.nextInt(10) == 0 ? 1 : -1) * (1000L + random.nextInt(1 << 20));
            view.putInt(i * PAGE, (int) (lsn >>> 32));
            view.putInt(i * PAGE + 4, (int) lsn);
        }
        return bytes;
    }
}
