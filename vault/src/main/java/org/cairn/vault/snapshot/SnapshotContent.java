package org.cairn.vault.snapshot;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cairn.vault.frame.PackId;
import org.jspecify.annotations.Nullable;

/// What a snapshot holds: where its file table and its packs are, and how much it is.
public final class SnapshotContent implements SnapshotFigures {
    private final Changes changes;
    private final @Nullable String base;
    private final String reason;
    private final @Nullable ReadFrom readFrom;
    private final List<TableChunk> chunks;
    private final List<TablePack> packs;
    private final long files;
    private final Sizes sizes;

    /// @param packs ascending by id
    SnapshotContent(
            Origin origin,
            List<TableChunk> chunks,
            List<TablePack> packs,
            long files,
            Sizes sizes) {
        this.changes = origin.changes();
        this.base = origin.base();
        this.reason = origin.reason();
        this.readFrom = origin.readFrom();
        this.chunks = List.copyOf(chunks);
        this.packs = List.copyOf(packs);
        this.files = files;
        this.sizes = sizes;
        requireOrder(packs);
        if (files < chunks.size()) {
            throw new IllegalArgumentException(
                    "%d files in %d chunks".formatted(files, chunks.size()));
        }
    }

    /// How it came about.
    ///
    /// @param base label of the snapshot that it was compared with
    /// @param reason a clause that says why there was no better way; may be empty
    /// @param readFrom where the files were read, if that is known
    public record Origin(
            Changes changes, @Nullable String base, String reason, @Nullable ReadFrom readFrom) {
        /// Of a snapshot that was not compared with any.
        public static final Origin ALONE = new Origin(Changes.WHOLE, null, "");

        public Origin(Changes changes, @Nullable String base, String reason) {
            this(changes, base, reason, null);
        }

        public Origin {
            if (base != null) {
                SnapshotName.requireLabel(base);
            }
        }
    }

    /// Where the files were read.
    ///
    /// @param reason a clause that says why there
    public record ReadFrom(FileSource source, String reason) {}

    /// @param logicalBytes of all files together
    /// @param readBytes that were read from the server
    /// @param storedBytes of the packs that were written for it, and not of the file table
    record Sizes(long logicalBytes, long readBytes, long storedBytes) {
        Sizes {
            if (logicalBytes < 0 || readBytes < 0 || storedBytes < 0) {
                throw new IllegalArgumentException("a snapshot of negative size");
            }
        }
    }

    private static void requireOrder(List<TablePack> packs) {
        for (int i = 1; i < packs.size(); i++) {
            if (packs.get(i - 1).id().hex().compareTo(packs.get(i).id().hex()) >= 0) {
                throw new IllegalArgumentException("its packs are out of order");
            }
        }
    }

    @Override
    public Changes changes() {
        return changes;
    }

    @Override
    public Optional<String> base() {
        return Optional.ofNullable(base);
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public Optional<ReadFrom> readFrom() {
        return Optional.ofNullable(readFrom);
    }

    List<TableChunk> chunks() {
        return chunks;
    }

    List<TablePack> packs() {
        return packs;
    }

    /// The names of the packs that it needs, each with its length if that is known.
    public Map<String, OptionalLong> packLengths() {
        Map<String, OptionalLong> lengths = new TreeMap<>();
        chunks.forEach(chunk -> lengths.put(chunk.pack().objectName(), OptionalLong.empty()));
        packs.forEach(
                pack -> lengths.put(pack.id().objectName(), OptionalLong.of(pack.sizeBytes())));
        return lengths;
    }

    /// The packs that it needs: those of its files and those of its file table.
    public Set<PackId> needed() {
        return Stream.concat(
                        packs.stream().map(TablePack::id), chunks.stream().map(TableChunk::pack))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Says whether it needs a pack.
    public boolean needs(PackId pack) {
        return needed().contains(pack);
    }

    @Override
    public long files() {
        return files;
    }

    @Override
    public long logicalBytes() {
        return sizes.logicalBytes();
    }

    @Override
    public long readBytes() {
        return sizes.readBytes();
    }

    @Override
    public long storedBytes() {
        return sizes.storedBytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SnapshotContent content
                && changes == content.changes
                && base().equals(content.base())
                && reason.equals(content.reason)
                && readFrom().equals(content.readFrom())
                && chunks.equals(content.chunks)
                && packs.equals(content.packs)
                && files == content.files
                && sizes.equals(content.sizes);
    }

    @Override
    public int hashCode() {
        return 31 * chunks.hashCode() + packs.hashCode();
    }
}
