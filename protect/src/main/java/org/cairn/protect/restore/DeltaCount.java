package org.cairn.protect.restore;

import java.nio.file.Path;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.cairn.vault.snapshot.FileComparison;
import org.cairn.vault.snapshot.SnapshotReader;

/// Counts what a restore over a directory does, and lends what compares. Safe for any thread.
final class DeltaCount {
    private final SnapshotReader reader;
    private final Queue<FileComparison> idle = new ConcurrentLinkedQueue<>();
    private final Queue<FileComparison> all = new ConcurrentLinkedQueue<>();
    private final AtomicLong same = new AtomicLong();
    private final AtomicLong wholeBytes = new AtomicLong();
    private final Names rewritten = new Names();
    private final Names created = new Names();
    private final Names removed = new Names();
    private final Names setAside = new Names();
    private final Names left = new Names();

    DeltaCount(SnapshotReader reader) {
        this.reader = reader;
    }

    /// The first of many names.
    private static final class Names {
        private static final int MOST = 100;
        private final TreeSet<String> first = new TreeSet<>();
        private long count;

        synchronized void add(String path) {
            count++;
            first.add(path);
            if (first.size() > MOST) {
                first.pollLast();
            }
        }

        synchronized Delta.Paths paths() {
            return new Delta.Paths(count, java.util.List.copyOf(first));
        }
    }

    FileComparison borrow() {
        FileComparison comparison = idle.poll();
        if (comparison == null) {
            comparison = reader.comparison();
            all.add(comparison);
        }
        return comparison;
    }

    void giveBack(FileComparison comparison) {
        idle.add(comparison);
    }

    void compared(String path, boolean changed) {
        if (changed) {
            rewritten.add(path);
        } else {
            same.incrementAndGet();
        }
    }

    void created(String path, long bytes) {
        created.add(path);
        wholeBytes.addAndGet(bytes);
    }

    void removed(String path) {
        removed.add(path);
    }

    void setAside(String path) {
        setAside.add(path);
    }

    void left(String path) {
        left.add(path);
    }

    Delta delta(Path aside) {
        long whole = wholeBytes.get();
        return new Delta(
                same.get(),
                rewritten.paths(),
                created.paths(),
                removed.paths(),
                setAside.paths(),
                left.paths(),
                aside,
                new Delta.Bytes(
                        all.stream().mapToLong(FileComparison::heldBytes).sum(),
                        whole + all.stream().mapToLong(FileComparison::fetchedBytes).sum(),
                        whole + all.stream().mapToLong(FileComparison::differingBytes).sum()));
    }
}
