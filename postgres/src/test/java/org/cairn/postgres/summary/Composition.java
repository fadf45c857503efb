package org.cairn.postgres.summary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.change.ChangeMap;
import org.cairn.postgres.change.FileChange;
import org.cairn.postgres.change.PositionScan;
import org.cairn.postgres.page.PageChange;
import org.cairn.postgres.page.PageCheck;

/// A backup put together from a base and the present, as one of the ways to tell changes wants it.
final class Composition {
    private static final int PAGE = PageCheck.PAGE_BYTES;
    private static final int HEADER = 24;
    private static final int SPGIST = 0xBA0BABEE;

    private final CopiedBackup base;
    private final CopiedBackup present;
    private final Way way;
    private final Map<String, Integer> decisions = new TreeMap<>();

    /// Which blocks of a listed file a way takes from the base.
    interface Way {
        IntPredicate fromBase(String path, byte[] bytes, Map<String, Integer> decisions);
    }

    Composition(CopiedBackup base, CopiedBackup present, Way way) {
        this.base = base;
        this.present = present;
        this.way = way;
    }

    static Composition bySummaries(CopiedBackup base, CopiedBackup present, ChangeMap map) {
        return new Composition(
                base,
                present,
                (path, bytes, decisions) ->
                        switch (map.decide(path, bytes.length, base.sizes().get(path))) {
                            case FileChange.Whole(var reason) -> {
                                count(decisions, reason.name(), 1);
                                yield _ -> false;
                            }
                            case FileChange.Unchanged _ -> {
                                count(decisions, "unchanged files", 1);
                                yield _ -> true;
                            }
                            case FileChange.Blocks blocks -> {
                                count(decisions, "files by blocks", 1);
                                count(decisions, "blocks read", blocks.readCount());
                                count(decisions, "blocks kept", blocks.end() - blocks.readCount());
                                yield blocks::isInBase;
                            }
                        });
    }

    static Composition byPositions(CopiedBackup base, CopiedBackup present) {
        var scan =
                PositionScan.since(
                        base.standing(), present.databases(), CopiedBackup.BLOCKS_PER_FILE);
        var pages = PageChange.since(base.range().start());
        return new Composition(
                base,
                present,
                (path, bytes, decisions) ->
                        switch (scan.decide(path, bytes.length, base.sizes().get(path))) {
                            case PositionScan.FileScan.Whole(var reason) -> {
                                count(decisions, reason.name(), 1);
                                yield _ -> false;
                            }
                            case PositionScan.FileScan.ByPosition(int blocks) -> {
                                count(decisions, "files by position", 1);
                                int[] found = new int[blocks];
                                int changed = pages.find(bytes, 0, blocks, found);
                                count(decisions, "pages changed", changed);
                                count(decisions, "pages kept", blocks - changed);
                                int[] sorted = Arrays.copyOf(found, changed);
                                yield block ->
                                        block < blocks && Arrays.binarySearch(sorted, block) < 0;
                            }
                        });
    }

    /// How often which decision was made.
    Map<String, Integer> decisions() {
        return decisions;
    }

    /// The path and number of each page that would be taken from the base although the present one
    /// is another. Pages changed since the start of the present backup do not count: its own WAL
    /// has them.
    Map<String, String> missed() throws IOException {
        var missed = new TreeMap<String, String>();
        for (String path : present.sizes().keySet()) {
            byte[] now = present.bytes(path);
            IntPredicate fromBase = way.fromBase(path, now, decisions);
            byte[] before = base.sizes().containsKey(path) ? base.bytes(path) : new byte[0];
            for (int block = 0; block < now.length / PAGE; block++) {
                if (fromBase.test(block) && !isSame(before, now, block)) {
                    missed.put(path + " " + block, positions(before, now, block));
                }
            }
        }
        return missed;
    }

    /// Writes the files of the backup.
    void writeTo(Path target) throws IOException {
        for (String path : present.sizes().keySet()) {
            byte[] bytes = present.bytes(path);
            IntPredicate fromBase = way.fromBase(path, bytes, decisions);
            byte[] before = base.sizes().containsKey(path) ? base.bytes(path) : new byte[0];
            for (int block = 0; block < bytes.length / PAGE; block++) {
                if (fromBase.test(block)) {
                    System.arraycopy(before, block * PAGE, bytes, block * PAGE, PAGE);
                }
            }
            Files.createDirectories(target.resolve(path).getParent());
            Files.write(target.resolve(path), bytes);
        }
        Files.write(target.resolve("backup_label"), present.label());
    }

    private boolean isSame(byte[] before, byte[] now, int block) {
        int from = block * PAGE;
        int to = from + PAGE;
        boolean later = PageCheck.lsn(now, from).compareTo(present.range().start()) >= 0;
        return later
                || (to <= before.length
                        && (Arrays.equals(before, from, to, now, from, to)
                                || isSameButForCache(before, now, from)));
    }

    /// The first page of an SP-GiST index ends with a cache of pages with room, which the server
    /// writes without WAL (SpGistUpdateMetaPage) and does not trust when it reads it.
    private static boolean isSameButForCache(byte[] before, byte[] now, int from) {
        var view = ByteBuffer.wrap(now).order(ByteOrder.LITTLE_ENDIAN);
        return view.getInt(from + HEADER) == SPGIST
                && Arrays.equals(before, from, from + 8, now, from, from + 8)
                && Arrays.equals(
                        before, from + 10, from + HEADER + 4, now, from + 10, from + HEADER + 4);
    }

    private static String positions(byte[] before, byte[] now, int block) {
        int at = block * PAGE;
        Lsn old = at < before.length ? PageCheck.lsn(before, at) : new Lsn(0);
        return "%s in the base, %s now".formatted(old, PageCheck.lsn(now, at));
    }

    private static void count(Map<String, Integer> decisions, String what, int by) {
        decisions.merge(what, by, Integer::sum);
    }
}
