package org.cairn.protect.restore;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Reads a stream in a thread of its own, up to a MiB ahead: opening frames of WAL and looking at
/// records take about as long as each other, and so take half the time together. Confined to one
/// thread. What goes wrong in the other is raised here, where it would have been without it.
final class ReadAhead extends InputStream {
    private static final int BLOCK_BYTES = 1 << 18;
    private static final int BLOCKS = 4;

    private final BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(BLOCKS);
    private final InputStream source;
    private final Thread thread;
    private Block current = new Block(new byte[0], null);
    private int position;
    private boolean ended;

    /// Bytes, or none of them at the end or with what went wrong.
    private record Block(byte[] bytes, @Nullable Throwable failure) {
        boolean isLast() {
            return bytes.length == 0;
        }
    }

    /// @param source is closed with this
    ReadAhead(InputStream source) {
        this.source = source;
        this.thread = Thread.ofPlatform().daemon().name("wal-read-ahead").start(this::readAll);
    }

    private void readAll() {
        try {
            Block block;
            do {
                block = next();
                blocks.put(block);
            } while (!block.isLast());
        } catch (InterruptedException _) {
            // Closed; nobody waits for more.
        }
    }

    private Block next() {
        try {
            byte[] bytes = new byte[BLOCK_BYTES];
            int length = source.readNBytes(bytes, 0, BLOCK_BYTES);
            return new Block(length == BLOCK_BYTES ? bytes : Arrays.copyOf(bytes, length), null);
        } catch (IOException | RuntimeException | Error e) {
            return new Block(new byte[0], e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (position == current.bytes().length && !advance()) {
            return -1;
        }
        int taken = Math.min(length, current.bytes().length - position);
        System.arraycopy(current.bytes(), position, target, offset, taken);
        position += taken;
        return taken;
    }

    private boolean advance() throws IOException {
        if (!ended) {
            try {
                current = blocks.take();
                ended = current.isLast();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while reading WAL");
            }
            position = 0;
        }
        switch (current.failure()) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
        return !current.isLast();
    }

    /// Ends the other thread and closes the source.
    @Override
    public void close() throws IOException {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }
}
