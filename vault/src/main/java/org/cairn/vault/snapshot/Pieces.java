package org.cairn.vault.snapshot;

import java.util.Arrays;

/// What a file is made of, in order: stretches of zeros, and stretches of the plain bytes of packs,
/// each of which may run over many frames. Never changed.
///
/// A file that was read whole has one piece for each 64 MiB or so; one of which single pages
/// changed has two for each of them. 16 bytes for each piece: at worst, where every other page of
/// every file changed, 2 MiB for each GiB of the server; usually a few KiB.
public final class Pieces {
    public static final Pieces NONE = new Pieces(new long[0], new long[0]);

    private final long[] ends;
    private final long[] places;

    Pieces(long[] ends, long[] places) {
        this.ends = ends;
        this.places = places;
    }

    /// The length of the file.
    public long bytes() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    public int count() {
        return ends.length;
    }

    long start(int piece) {
        return piece == 0 ? 0 : ends[piece - 1];
    }

    long end(int piece) {
        return ends[piece];
    }

    boolean isZero(int piece) {
        return places[piece] == Place.ZEROS;
    }

    long place(int piece) {
        return places[piece];
    }

    /// The piece that holds a byte before the end.
    int at(long position) {
        int found = Arrays.binarySearch(ends, position);
        return found >= 0 ? found + 1 : -found - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pieces pieces
                && Arrays.equals(ends, pieces.ends)
                && Arrays.equals(places, pieces.places);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ends) + Arrays.hashCode(places);
    }

    @Override
    public String toString() {
        return "%d bytes in %d pieces".formatted(bytes(), count());
    }
}
