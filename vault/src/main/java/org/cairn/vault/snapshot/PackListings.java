package org.cairn.vault.snapshot;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.cairn.vault.body.Packs;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.problem.VaultProblems;

/// Compares the frames of a file table with those that the packs themselves list, a few lists in
/// memory (4 MiB each at most). Confined to one thread.
final class PackListings {
    private static final int MOST = 8;

    private final Packs packs;
    private final List<TablePack> table;
    private final String fileTable;
    private final SequencedMap<Integer, Map<Long, FrameRef>> lists =
            new LinkedHashMap<>(16, 0.75f, true);

    /// @param fileTable name of the body, for problems
    PackListings(Packs packs, List<TablePack> table, String fileTable) {
        this.packs = packs;
        this.table = table;
        this.fileTable = fileTable;
    }

    /// Raises `vault-object-damaged` with the file table's name when a frame is not in its pack.
    void require(SnapshotFile file) {
        for (StoredFrame frame : file.frames()) {
            if (!frame.isZero() && !isListed(frame)) {
                throw VaultProblems.damaged(
                        fileTable, "'%s' has a frame that its pack does not list", file.path());
            }
        }
    }

    private boolean isListed(StoredFrame frame) {
        FrameRef ref = frame.ref();
        return ref.equals(list(frame.pack()).get(ref.offset()));
    }

    private Map<Long, FrameRef> list(int pack) {
        Map<Long, FrameRef> list = lists.get(pack);
        if (list == null) {
            if (lists.size() == MOST) {
                lists.pollFirstEntry();
            }
            list = read(pack);
            lists.put(pack, list);
        }
        return list;
    }

    private Map<Long, FrameRef> read(int pack) {
        Map<Long, FrameRef> list = new HashMap<>();
        try (var open = packs.open(table.get(pack).id())) {
            open.reader().frames().forEach(frame -> list.put(frame.offset(), frame));
        }
        return list;
    }
}
