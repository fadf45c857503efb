package org.cairn.vault.wal;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import org.cairn.kernel.Sha256;
import org.cairn.vault.frame.EncodedFrame;
import org.cairn.vault.frame.FrameWriter;
import org.cairn.vault.store.ObjectDraft;

/// Writes one range of WAL into a draft, one frame in memory. Confined to one thread.
final class WalWriter {
    /// WAL is read once or never; the fast level gains most of what there is to gain.
    private static final int LEVEL = 1;

    private final WalForm form;
    private final WalInput input;

    WalWriter(WalForm form, InputStream bytes) {
        this.form = form;
        this.input = new WalInput(form.object(), bytes);
    }

    /// Writes the object and returns the ids of its frames.
    byte[] write(ObjectDraft draft, Instant at) {
        byte[] header = form.header(at);
        append(draft, header);
        byte[] ids = writeFrames(draft);
        append(draft, form.trailer(header, ids));
        return ids;
    }

    /// Reads the bytes only to know the ids that their frames would have.
    byte[] identify() {
        var ids = new ByteArrayOutputStream();
        byte[] plain = new byte[FrameWriter.MAX_PLAIN];
        for (int frame = 0; frame < form.frames(); frame++) {
            int length = form.plainBytes(frame);
            input.fill(plain, length);
            ids.writeBytes(Sha256.digest().digest(Arrays.copyOf(plain, length)));
        }
        return ids.toByteArray();
    }

    private byte[] writeFrames(ObjectDraft draft) {
        var ids = new ByteArrayOutputStream();
        try (var writer = new FrameWriter(LEVEL)) {
            for (int frame = 0; frame < form.frames(); frame++) {
                int length = form.plainBytes(frame);
                input.fill(writer.plain(), length);
                EncodedFrame encoded = writer.encode(length);
                ids.writeBytes(encoded.id().bytes());
                draft.append(encoded.bytes(), 0, encoded.length());
            }
        }
        return ids.toByteArray();
    }

    private static void append(ObjectDraft draft, byte[] bytes) {
        draft.append(bytes, 0, bytes.length);
    }
}
