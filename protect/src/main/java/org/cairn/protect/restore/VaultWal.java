package org.cairn.protect.restore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.plan.LogSearch;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.vault.wal.WalObject;
import org.jspecify.annotations.Nullable;

/// The bytes of WAL along a way through timelines, out of the vault. Reads on where it stopped, so
/// it is quick from front to back. Confined to one thread.
public final class VaultWal implements LogSearch.Wal {
    private final ListedWal wal;
    private final TimelinePath path;
    private @Nullable Opened current;

    public VaultWal(ListedWal wal, TimelinePath path) {
        this.wal = wal;
        this.path = path;
    }

    private static final class Opened {
        private final WalObject object;
        private final InputStream bytes;
        private Lsn position;

        Opened(WalObject object, InputStream bytes) {
            this.object = object;
            this.bytes = bytes;
            this.position = object.range().start();
        }
    }

    @Override
    public int read(Lsn at, byte[] target, int offset, int length) {
        int done = 0;
        try {
            while (done < length) {
                Opened opened = positioned(at.plusBytes(done));
                if (opened == null) {
                    break;
                }
                // An object of the old timeline may go on behind the branch, with what was undone.
                long ofTimeline = path.endAt(opened.position).bytes() - opened.position.bytes();
                int wanted = (int) Math.min(length - done, ofTimeline);
                int got = opened.bytes.read(target, offset + done, wanted);
                if (got < 0) {
                    throw new IllegalStateException("shorter than its name: " + opened.object);
                }
                opened.position = opened.position.plusBytes(got);
                done += got;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return done;
    }

    private @Nullable Opened positioned(Lsn at) throws IOException {
        Opened opened = current;
        if (opened != null
                && opened.object.range().timeline().equals(path.at(at))
                && opened.position.compareTo(at) <= 0
                && at.compareTo(opened.object.range().end()) < 0) {
            opened.bytes.skipNBytes(at.bytes() - opened.position.bytes());
            opened.position = at;
            return opened;
        }
        close();
        opened = opened(at);
        current = opened;
        if (opened != null) {
            opened.bytes.skipNBytes(at.bytes() - opened.position.bytes());
            opened.position = at;
        }
        return opened;
    }

    private @Nullable Opened opened(Lsn at) {
        Optional<WalObject> object = wal.find(path.at(at), at);
        if (object.isEmpty()) {
            return null;
        }
        try {
            return new Opened(object.get(), wal.open(object.get()));
        } catch (ProblemException e) {
            if (wal.refreshedAfter(e, object.get())) {
                return opened(at);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        Opened opened = current;
        current = null;
        if (opened != null) {
            try {
                opened.bytes.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
