package org.cairn.vault.snapshot;

import java.util.Arrays;
import java.util.OptionalLong;
import org.cairn.vault.frame.ContentId;

/// Places of frames by their ids: open addressing over flat arrays, 40 bytes for each slot, at most
/// 2^18 frames (those of 32 GiB), which is 20 MiB. What comes later is not found, and stored again.
/// Safe for any thread.
final class FrameIndex {
    private static final int MOST = 1 << 18;
    private static final int WORDS = 4;
    private static final long FREE = -1;

    private long[] ids = new long[1024 * WORDS];
    private long[] places = filled(1024);
    private int count;

    private static long[] filled(int length) {
        long[] places = new long[length];
        Arrays.fill(places, FREE);
        return places;
    }

    synchronized OptionalLong find(ContentId id) {
        long place = places[slot(words(id))];
        return place == FREE ? OptionalLong.empty() : OptionalLong.of(place);
    }

    /// Keeps the first place of an id, if there is room.
    synchronized void put(ContentId id, long place) {
        if (count == MOST) {
            return;
        }
        if (2 * count >= places.length) {
            grow();
        }
        long[] words = words(id);
        int slot = slot(words);
        if (places[slot] == FREE) {
            set(slot, words, place);
            count++;
        }
    }

    private void set(int slot, long[] words, long place) {
        System.arraycopy(words, 0, ids, slot * WORDS, WORDS);
        places[slot] = place;
    }

    // An id is as good as random, so its first bits are the hash.
    private int slot(long[] words) {
        int slot = (int) words[0] & (places.length - 1);
        while (places[slot] != FREE
                && !Arrays.equals(ids, slot * WORDS, (slot + 1) * WORDS, words, 0, WORDS)) {
            slot = (slot + 1) & (places.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldIds = ids;
        long[] oldPlaces = places;
        ids = new long[2 * oldIds.length];
        places = filled(2 * oldPlaces.length);
        for (int i = 0; i < oldPlaces.length; i++) {
            if (oldPlaces[i] != FREE) {
                long[] words = Arrays.copyOfRange(oldIds, i * WORDS, (i + 1) * WORDS);
                set(slot(words), words, oldPlaces[i]);
            }
        }
    }

    private static long[] words(ContentId id) {
        return new long[] {id.first(), id.second(), id.third(), id.fourth()};
    }
}
