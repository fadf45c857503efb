package org.cairn.vault.wal;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.cairn.kernel.Sha256;
import org.cairn.vault.frame.FrameSequence;
import org.cairn.vault.store.ObjectReader;

/// One range of WAL from its first byte to its last, one frame in memory; each frame is checked
/// before any byte of it is handed out. Confined to one thread at a time.
final class WalStream extends InputStream {
    private final WalForm form;
    private final ObjectReader reader;
    private final byte[] ids;
    private final FrameSequence frames;
    private byte[] plain = new byte[0];
    private int position;
    private int next;

    /// Takes over the reader, and closes it if header or trailer are damaged.
    WalStream(WalForm form, ObjectReader reader) {
        this.form = form;
        this.reader = reader;
        try {
            WalForm.Around around = form.readAround(reader);
            this.ids = around.ids();
            this.frames =
                    new FrameSequence(
                            form.object().name().value(),
                            reader::read,
                            WalForm.HEADER_BYTES,
                            around.idsAt());
        } catch (RuntimeException e) {
            reader.close();
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
        if (next == form.frames()) {
            return true;
        }
        int at = next * WalForm.ID_BYTES;
        var id = Sha256.ofDigest(Arrays.copyOfRange(ids, at, at + WalForm.ID_BYTES));
        byte[] bytes = frames.next(form.plainBytes(next), id);
        next++;
        if (next == form.frames()) {
            frames.requireEnd();
        }
        plain = bytes;
        position = 0;
        return false;
    }

    @Override
    public void close() {
        reader.close();
    }
}
