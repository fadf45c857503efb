package org.cairn.vault.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A temporary file on its way to becoming an object.
///
/// The order is law: all bytes, force, link under the final name (fails if that is taken), drop the
/// temporary name, force the folder. A hard link rather than a rename, because rename(2) replaces
/// what is there and link(2) never does.
final class FileDraft implements ObjectDraft {
    private final Path temporary;
    private final Path target;
    private final DurableFolders folders;
    private @Nullable FileChannel channel;

    FileDraft(Path temporary, Path target, DurableFolders folders) {
        this.temporary = temporary;
        this.target = target;
        this.folders = folders;
        try {
            folders.ensure(DurableFolders.parentOf(temporary));
            this.channel =
                    FileChannel.open(
                            temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw StoreFailures.writing(target, e);
        }
    }

    @Override
    public void append(byte[] bytes, int offset, int length) {
        FileChannel open = channel;
        if (open == null) {
            throw new IllegalStateException("this draft is finished: " + target);
        }
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            while (rest.hasRemaining()) {
                open.write(rest);
            }
        } catch (IOException e) {
            throw StoreFailures.writing(target, e);
        }
    }

    @Override
    public void finish() {
        FileChannel open = channel;
        if (open == null) {
            return;
        }
        // After a failed fsync the kernel may have dropped the dirty pages, and a second fsync
        // would
        // succeed over lost bytes: so the channel is given up either way and never forced again.
        channel = null;
        try (open) {
            open.force(true);
        } catch (IOException e) {
            discard(e);
            throw StoreFailures.writing(target, e);
        }
    }

    @Override
    public ObjectStore.Creation publish() {
        finish();
        try {
            Path folder = DurableFolders.parentOf(target);
            folders.ensure(folder);
            ObjectStore.Creation creation = link();
            Files.delete(temporary);
            DurableFolders.force(folder);
            return creation;
        } catch (UnsupportedOperationException e) {
            throw StoreFailures.writing(target, withoutLinks(e));
        } catch (IOException e) {
            throw StoreFailures.writing(target, e);
        }
    }

    private ObjectStore.Creation link() throws IOException {
        try {
            Files.createLink(target, temporary);
            return ObjectStore.Creation.CREATED;
        } catch (FileAlreadyExistsException _) {
            // Create-if-absent: whoever was first has the name, and the caller is told.
            return ObjectStore.Creation.EXISTED;
        }
    }

    private static IOException withoutLinks(UnsupportedOperationException cause) {
        return new IOException("Operation not permitted: no hard links here", cause);
    }

    @Override
    public void close() {
        FileChannel open = channel;
        channel = null;
        try {
            if (open != null) {
                open.close();
            }
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw StoreFailures.writing(temporary, e);
        }
    }

    private void discard(IOException cause) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
