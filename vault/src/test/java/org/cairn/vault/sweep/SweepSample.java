package org.cairn.vault.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.vault.Bytes;
import org.cairn.vault.Vault;
import org.cairn.vault.snapshot.BaseFiles;
import org.cairn.vault.snapshot.SampleSnapshot;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFacts;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotFile.Kind;
import org.cairn.vault.snapshot.SnapshotLane;
import org.cairn.vault.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/// Snapshots that share with one before, as backups do.
public final class SweepSample {
    private SweepSample() {}

    /// What an earlier snapshot holds, by which the next one knows what did not change.
    public record Base(Snapshot snapshot, Map<String, byte[]> contents) {}

    static Map<String, byte[]> contents(int files, long seed) {
        Map<String, byte[]> contents = new TreeMap<>();
        for (int i = 0; i < files; i++) {
            contents.put("base/1/" + (10_000 + i), Bytes.random(400 + 100 * i, seed + i));
        }
        return contents;
    }

    static Snapshot take(
            Vault vault, String startLsn, Map<String, byte[]> contents, @Nullable Base base) {
        return take(vault, SampleSnapshot.facts(startLsn), contents, base);
    }

    public static Snapshot take(
            Vault vault, SnapshotFacts facts, Map<String, byte[]> contents, @Nullable Base base) {
        try (SnapshotWriter writer = vault.snapshots().writer(1)) {
            BaseFiles shared = base == null ? null : writer.base(base.snapshot()).orElse(null);
            writer.adopt();
            List<SnapshotFile> files = new ArrayList<>();
            // Two lanes, so that a snapshot has several packs.
            try (SnapshotLane one = writer.lane();
                    SnapshotLane other = writer.lane()) {
                for (Map.Entry<String, byte[]> file : contents.entrySet()) {
                    SnapshotFile old = shared == null ? null : unchanged(shared, base, file);
                    SnapshotLane lane = files.size() % 2 == 0 ? one : other;
                    files.add(
                            old != null
                                    ? old
                                    : SampleSnapshot.store(
                                            writer,
                                            lane,
                                            Kind.RELATION,
                                            file.getKey(),
                                            file.getValue()));
                }
            }
            return SampleSnapshot.commit(writer, facts, files);
        }
    }

    private static @Nullable SnapshotFile unchanged(
            BaseFiles shared, @Nullable Base base, Map.Entry<String, byte[]> file) {
        SnapshotFile old = shared.find(file.getKey());
        if (base == null || old == null) {
            return null;
        }
        boolean same = Arrays.equals(base.contents().get(file.getKey()), file.getValue());
        return same && shared.isUsable(old.pieces(), 0, old.sizeBytes()) ? old : null;
    }
}
