package org.cairn.vault.snapshot;

import java.util.List;

/// The pages whose checksums did not fit when they were read, and did not change on a second look.
///
/// @param count all of them
/// @param first the first, at most 10,000, in the order in which they were found
public record BadPages(long count, List<BadPage> first) {
    public static final BadPages NONE = new BadPages(0, List.of());

    /// So many that a snapshot object stays small.
    static final int MOST = 10_000;

    public BadPages {
        first = List.copyOf(first);
        if (first.size() != Math.min(count, MOST)) {
            throw new IllegalArgumentException("%d of %d bad pages".formatted(first.size(), count));
        }
    }

    /// One page.
    ///
    /// @param path of its file
    /// @param block its number in the relation
    /// @param expected checksum by its bytes
    /// @param found checksum that it carries
    public record BadPage(String path, long block, int expected, int found) {}

    public static BadPages of(List<BadPage> all) {
        return new BadPages(all.size(), all.subList(0, Math.min(all.size(), MOST)));
    }
}
