package org.cairn.postgres.summary;

import java.sql.Connection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.Sql;
import org.cairn.postgres.change.ChangeMap;
import org.cairn.postgres.change.FileChange;
import org.cairn.postgres.change.Fork;
import org.cairn.postgres.change.PositionScan;
import org.cairn.postgres.change.Relation;
import org.cairn.postgres.change.RelationFile;
import org.cairn.postgres.page.PageChange;
import org.cairn.postgres.testing.OwnServer;

/// Which blocks the WAL between two backups names, as `pg_walinspect` says: it reads the WAL
/// itself, neither summaries nor pages. And which of them are read by each way to tell changes.
final class WalOracle {
    private static final int PAGE = 8192;
    // 15 has no function for blocks, but writes them out, the same for many records.
    private static final String WRITTEN_OUT =
            """
            SELECT DISTINCT m[1]::bigint, m[2]::bigint, m[3]::bigint,
                   CASE coalesce(m[4], 'main')
                        WHEN 'main' THEN 0 WHEN 'fsm' THEN 1 WHEN 'vm' THEN 2 ELSE 3 END,
                   m[5]::bigint
              FROM (SELECT DISTINCT block_ref
                      FROM pg_get_wal_records_info(?::pg_lsn, ?::pg_lsn)) AS r,
                   regexp_matches(
                       r.block_ref,
                       'rel (\\d+)/(\\d+)/(\\d+)(?: fork (\\w+))? blk (\\d+)', 'g') AS m
            """;
    private static final String BY_BLOCK =
            """
            SELECT DISTINCT reltablespace::bigint, reldatabase::bigint, relfilenode::bigint,
                   relforknumber::integer, relblocknumber
              FROM pg_get_wal_block_info(?::pg_lsn, ?::pg_lsn, false)
            """;
    private static final int FIRST_BY_BLOCK = 16;

    private final CopiedBackup base;
    private final CopiedBackup present;
    private final Map<String, Set<Integer>> blocks = new TreeMap<>();
    private final int named;

    /// What a way reads, and what of it the WAL names.
    ///
    /// @param missed blocks that the WAL names and that would be taken from the base
    /// @param untouched of these the ones that are the same in the base: the WAL named a block that
    ///   it did not change
    /// @param blocks in files of relations
    /// @param read how many of them are read
    /// @param named how many of them the WAL names
    /// @param excess how many are read and not named, by why
    record Comparison(
            Set<String> missed,
            int untouched,
            long blocks,
            long read,
            long named,
            Map<String, Long> excess) {
        @Override
        public String toString() {
            long more = read - named;
            return "%d blocks, the WAL names %d (%d of them did not change); %d are read, %.1f %% of them not named: %s"
                    .formatted(
                            blocks,
                            named,
                            untouched,
                            read,
                            100.0 * more / Math.max(1, read),
                            excess);
        }
    }

    private record Block(Relation relation, int fork, long number) {
        RelationFile file() {
            return new RelationFile(
                    relation, Fork.of(fork), (int) (number / CopiedBackup.BLOCKS_PER_FILE));
        }

        int inFile() {
            return (int) (number % CopiedBackup.BLOCKS_PER_FILE);
        }
    }

    /// Asks a server, on which the WAL still is.
    static WalOracle ask(OwnServer server, int major, CopiedBackup base, CopiedBackup present)
            throws Exception {
        try (Connection connection = server.connect()) {
            Sql.execute(connection, "CREATE EXTENSION IF NOT EXISTS pg_walinspect");
            return new WalOracle(base, present, blocks(connection, major, base, present));
        }
    }

    private static List<Block> blocks(
            Connection connection, int major, CopiedBackup base, CopiedBackup present)
            throws Exception {
        Lsn from = base.range().start();
        Lsn to = present.range().start();
        return Sql.list(
                connection,
                major >= FIRST_BY_BLOCK ? BY_BLOCK : WRITTEN_OUT,
                row ->
                        new Block(
                                new Relation(row.getLong(1), row.getLong(2), row.getLong(3)),
                                row.getInt(4),
                                row.getLong(5)),
                from.toString(),
                to.toString());
    }

    private WalOracle(CopiedBackup base, CopiedBackup present, List<Block> all) {
        this.base = base;
        this.present = present;
        this.named = all.size();
        var paths = new HashMap<RelationFile, String>();
        present.sizes()
                .keySet()
                .forEach(path -> RelationFile.parse(path).ifPresent(file -> paths.put(file, path)));
        for (Block block : all) {
            String path = paths.get(block.file());
            // Relations that are gone, and ends that were cut off, have nothing to be read.
            if (path != null && block.inFile() < present.sizes().getOrDefault(path, 0L) / PAGE) {
                blocks.computeIfAbsent(path, _ -> new HashSet<>()).add(block.inFile());
            }
        }
    }

    /// How many blocks the WAL names, also of relations that are gone.
    int named() {
        return named;
    }

    /// What one file's blocks are: read or not, and why.
    private interface Reading {
        boolean isRead(int block);

        String why();
    }

    private interface Way {
        Reading of(String path, long sizeBytes) throws Exception;
    }

    private record Read(java.util.function.IntPredicate test, String why) implements Reading {
        @Override
        public boolean isRead(int block) {
            return test.test(block);
        }
    }

    /// Compares with what the summaries say.
    Comparison with(ChangeMap map) throws Exception {
        return compare((path, size) ->
                switch (map.decide(path, size, base.sizes().get(path))) {
                    case FileChange.Whole(var reason) -> new Read(_ -> true, reason.name());
                    case FileChange.Unchanged _ -> new Read(_ -> false, "unchanged");
                    case FileChange.Blocks found ->
                            new Read(block -> !found.isInBase(block), "by blocks");
                });
    }

    /// Compares with what the positions in the pages say.
    Comparison withPositions() throws Exception {
        var scan =
                PositionScan.since(
                        base.standing(), present.databases(), CopiedBackup.BLOCKS_PER_FILE);
        var pages = PageChange.since(base.range().start());
        return compare((path, size) ->
                switch (scan.decide(path, size, base.sizes().get(path))) {
                    case PositionScan.FileScan.Whole(var reason) ->
                            new Read(_ -> true, reason.name());
                    case PositionScan.FileScan.ByPosition(int count) -> {
                        byte[] bytes = present.bytes(path);
                        yield new Read(
                                block -> block >= count || pages.isChanged(bytes, block * PAGE),
                                "by position");
                    }
                });
    }

    private Comparison compare(Way way) throws Exception {
        var missed = new HashSet<String>();
        int untouched = 0;
        long all = 0;
        long read = 0;
        long readAndNamed = 0;
        var excess = new TreeMap<String, Long>();
        for (Map.Entry<String, Long> file : present.sizes().entrySet()) {
            String path = file.getKey();
            if (RelationFile.parse(path).isEmpty()) {
                continue;
            }
            Set<Integer> wanted = blocks.getOrDefault(path, Set.of());
            Reading reading = way.of(path, file.getValue());
            for (int block = 0; block < file.getValue() / PAGE; block++) {
                all++;
                boolean isNamed = wanted.contains(block);
                if (reading.isRead(block)) {
                    read++;
                    readAndNamed += isNamed ? 1 : 0;
                    if (!isNamed) {
                        excess.merge(reading.why(), 1L, Long::sum);
                    }
                } else if (isNamed && isSame(path, block)) {
                    untouched++;
                } else if (isNamed) {
                    missed.add(path + " " + block);
                }
            }
        }
        return new Comparison(missed, untouched, all, read, readAndNamed, excess);
    }

    private boolean isSame(String path, int block) throws Exception {
        byte[] now = present.bytes(path);
        byte[] before = base.sizes().containsKey(path) ? base.bytes(path) : new byte[0];
        int from = block * PAGE;
        return from + PAGE <= before.length
                && Objects.equals(
                        java.nio.ByteBuffer.wrap(before, from, PAGE),
                        java.nio.ByteBuffer.wrap(now, from, PAGE));
    }
}
