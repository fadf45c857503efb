package org.cairn.vault.wal;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.ContainerKind;
import org.cairn.vault.frame.ContainerWriter;
import org.cairn.vault.frame.ContentHash;
import org.cairn.vault.frame.ContentId;
import org.cairn.vault.frame.FrameType;
import org.cairn.vault.frame.FrameWriter;
import org.cairn.vault.store.ObjectDraft;

/// Writes one range of WAL into a draft, one frame in memory. Confined to one thread.
final class WalWriter {
    /// WAL is read once or never; the fast level gains most of what there is to gain.
    private static final int LEVEL = 1;

    private final WalForm form;
    private final ContainerKeys keys;
    private final WalInput input;

    WalWriter(WalForm form, ContainerKeys keys, InputStream bytes) {
        this.form = form;
        this.keys = keys;
        this.input = new WalInput(form.object(), bytes);
    }

    /// Writes the object and returns the ids of its frames.
    ///
    /// @param id 32 random hexadecimal digits, used never before
    List<ContentId> write(ObjectDraft draft, String id, WalForm.Description description) {
        var container = new ContainerWriter(keys, ContainerKind.WAL, id, draft::append);
        List<ContentId> ids = new ArrayList<>();
        try (var writer = new FrameWriter(keys, LEVEL)) {
            byte[] first = form.write(description);
            System.arraycopy(first, 0, writer.plain(), 0, first.length);
            container.append(writer.encodeRaw(FrameType.WAL_DESCRIPTION, first.length));
            for (int frame = 0; frame < form.frames(); frame++) {
                int length = form.plainBytes(frame);
                input.fill(writer.plain(), length);
                ids.add(container.append(writer.encode(length)).id());
            }
        }
        container.finish();
        return ids;
    }

    /// Reads the bytes only to know the ids that their frames would have.
    List<ContentId> identify() {
        List<ContentId> ids = new ArrayList<>();
        ContentHash hash = keys.contentHash();
        byte[] plain = new byte[FrameWriter.MAX_PLAIN];
        for (int frame = 0; frame < form.frames(); frame++) {
            int length = form.plainBytes(frame);
            input.fill(plain, length);
            ids.add(hash.of(plain, 0, length));
        }
        return ids;
    }
}
