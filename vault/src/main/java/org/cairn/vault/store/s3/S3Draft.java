package org.cairn.vault.store.s3;

import org.cairn.vault.store.ObjectDraft;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore.Creation;
import org.cairn.vault.store.s3.S3Multipart.Sent;
import org.cairn.vault.store.s3.S3Uploads.Upload;
import org.jspecify.annotations.Nullable;

/// An object that waits on the local disk; where too much waits there, its parts are with the store
/// already, and unseen.
final class S3Draft implements ObjectDraft {
    private final S3Uploads uploads;
    private final S3Multipart multipart;
    private final Spool spool;
    private final long partBytes;
    private final Upload upload;
    private @Nullable Sent sent;
    private Stage stage = Stage.OPEN;

    private enum Stage {
        OPEN,
        FINISHED,
        PUBLISHED
    }

    S3Draft(S3Uploads uploads, S3Multipart multipart, Spool spool, Target target) {
        this.uploads = uploads;
        this.multipart = multipart;
        this.spool = spool;
        this.partBytes = target.partBytes();
        this.upload = uploads.upload(target.name(), new SpoolFile(spool));
    }

    /// What becomes of the draft.
    record Target(ObjectName name, long partBytes) {}

    @Override
    public void append(byte[] bytes, int offset, int length) {
        upload.file().append(bytes, offset, length);
    }

    @Override
    public void finish() {
        if (stage != Stage.OPEN) {
            return;
        }
        upload.file().finish();
        stage = Stage.FINISHED;
        if (spool.isOver() && upload.file().sizeBytes() > 0) {
            sent = multipart.send(upload);
            upload.file().close();
        }
    }

    @Override
    public Creation publish() {
        finish();
        Creation creation = created();
        stage = Stage.PUBLISHED;
        upload.file().close();
        return creation;
    }

    private Creation created() {
        if (sent == null && upload.file().sizeBytes() <= partBytes) {
            return uploads.put(upload);
        }
        if (sent == null) {
            sent = multipart.send(upload);
        }
        return multipart.join(sent);
    }

    @Override
    public void close() {
        Sent left = sent;
        sent = null;
        if (left != null && stage != Stage.PUBLISHED) {
            multipart.abort(upload.key(), left.id());
        }
        upload.file().close();
    }
}
