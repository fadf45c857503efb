package org.cairn.vault.wal;

import java.io.InputStream;
import java.util.Iterator;
import java.util.Objects;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.ContainerReader;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.store.ObjectReader;

/// One range of WAL from its first byte to its last, one frame in memory; each frame is checked
/// before any byte of it is handed out. Confined to one thread at a time.
final class WalStream extends InputStream {
    private final ObjectReader object;
    private final ContainerReader reader;
    private final Iterator<FrameRef> frames;
    private byte[] plain = new byte[0];
    private int position;

    /// Takes over the object, and closes it if header, description or footer are damaged.
    WalStream(WalForm form, ContainerKeys keys, ObjectReader object) {
        this.object = object;
        try {
            this.reader = new ContainerReader(keys, form.label(), object.sizeBytes(), object::read);
            form.readDescription(reader);
            this.frames = form.readFrames(reader).iterator();
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    @Override
    public int read() {
        return atEnd() ? -1 : plain[position++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (atEnd()) {
            return -1;
        }
        int count = Math.min(length, plain.length - position);
        System.arraycopy(plain, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return plain.length - position;
    }

    private boolean atEnd() {
        if (position < plain.length) {
            return false;
        }
        if (!frames.hasNext()) {
            return true;
        }
        plain = reader.read(frames.next());
        position = 0;
        return false;
    }

    @Override
    public void close() {
        object.close();
    }
}
