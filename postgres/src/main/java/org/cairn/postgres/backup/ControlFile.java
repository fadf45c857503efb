package org.cairn.postgres.backup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.PostgresProblems;

/// What `pg_control` says (`catalog/pg_control.h`); little-endian, PostgreSQL 15 to 18.
///
/// The layout has been the same from 15 to 17 (versions 1300 and 1700); 18 (1800) added a byte
/// before the nonce, which moves the checksum by four. The rest of the 8 KiB is padding and not
/// part of the checksum.
public final class ControlFile {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// Relative to the data directory.
    static final String PATH = "global/pg_control";

    private static final int ATTEMPTS = 50;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final int SYSTEM_IDENTIFIER_AT = 0;
    private static final int VERSION_AT = 8;
    private static final int CATALOG_VERSION_AT = 12;
    private static final int STATE_AT = 16;
    private static final int CHECKPOINT_AT = 32;
    private static final int REDO_AT = 40;
    private static final int TIMELINE_AT = 48;
    private static final int WAL_SEGMENT_BYTES_AT = 228;
    private static final int CHECKSUM_VERSION_AT = 252;
    // pgBackRest's choice too: nobody who sees 0/DEAD in the server's log takes it for a position.
    private static final long IMPOSSIBLE = 0xDEAD;

    /// What the server was doing when it wrote the file last; in the order of PostgreSQL's numbers.
    public enum State {
        STARTING_UP,
        SHUT_DOWN,
        SHUT_DOWN_IN_RECOVERY,
        SHUTTING_DOWN,
        IN_CRASH_RECOVERY,
        IN_ARCHIVE_RECOVERY,
        IN_PRODUCTION
    }

    private final byte[] bytes;
    private final int crcAt;

    private ControlFile(byte[] bytes, int crcAt) {
        this.bytes = bytes;
        this.crcAt = crcAt;
    }

    /// Reads a file that is whole. Problems: `control-file-damaged`; `server-build-unsupported` for
    /// a version that this Cairn does not know.
    public static ControlFile parse(byte[] bytes) {
        if (bytes.length < VERSION_AT + Integer.BYTES) {
            throw damaged("it has %d bytes".formatted(bytes.length));
        }
        int crcAt = crcAt(intAt(bytes, VERSION_AT));
        if (bytes.length < crcAt + Integer.BYTES) {
            throw damaged("it has %d bytes".formatted(bytes.length));
        }
        if (intAt(bytes, crcAt) != crc(bytes, crcAt)) {
            throw damaged("its checksum is not that of its bytes");
        }
        int state = intAt(bytes, STATE_AT);
        if (state < 0 || state >= State.values().length) {
            throw damaged("it calls its state %d".formatted(state));
        }
        return new ControlFile(bytes.clone(), crcAt);
    }

    /// Reads the file again and again while the server writes it, and gives its bytes. Problems:
    /// `control-file-damaged` when they are never whole.
    static byte[] readWhole(Supplier<byte[]> file) {
        for (int attempt = 1; ; attempt++) {
            byte[] bytes = file.get();
            try {
                parse(bytes);
                return bytes;
            } catch (ProblemException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted while reading the control file");
                }
            }
        }
    }

    /// Decimal digits, as SQL prints it.
    public String systemIdentifier() {
        return Long.toUnsignedString(longAt(bytes, SYSTEM_IDENTIFIER_AT));
    }

    public int version() {
        return intAt(bytes, VERSION_AT);
    }

    public int catalogVersion() {
        return intAt(bytes, CATALOG_VERSION_AT);
    }

    public State state() {
        return State.values()[intAt(bytes, STATE_AT)];
    }

    /// Where the record of the last checkpoint is.
    public Lsn checkpoint() {
        return new Lsn(longAt(bytes, CHECKPOINT_AT));
    }

    /// Where recovery from that checkpoint begins.
    public Lsn redo() {
        return new Lsn(longAt(bytes, REDO_AT));
    }

    /// The timeline of that checkpoint.
    public Timeline timeline() {
        return new Timeline(intAt(bytes, TIMELINE_AT));
    }

    public boolean hasDataChecksums() {
        return intAt(bytes, CHECKSUM_VERSION_AT) != 0;
    }

    public int walSegmentBytes() {
        return intAt(bytes, WAL_SEGMENT_BYTES_AT);
    }

    /// Gives the file with a checkpoint that does not exist: a server that has lost its
    /// `backup_label` then refuses to start instead of recovering from the wrong place.
    public byte[] withImpossibleCheckpoint() {
        byte[] changed = bytes.clone();
        LONGS.set(changed, CHECKPOINT_AT, IMPOSSIBLE);
        INTS.set(changed, crcAt, crc(changed, crcAt));
        return changed;
    }

    private static int crcAt(int version) {
        return switch (version) {
            case 1300, 1700 -> 288;
            case 1800 -> 292;
            default ->
                    throw PostgresProblems.SERVER_BUILD_UNSUPPORTED
                            .says("a control file of unknown version %d", version)
                            .what("this Cairn knows those of PostgreSQL 15 to 18")
                            .kept("nothing was changed")
                            .remedy("Use a Cairn that knows this PostgreSQL.")
                            .asException();
        };
    }

    private static int intAt(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    private static long longAt(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    private static int crc(byte[] bytes, int crcAt) {
        var crc = new CRC32C();
        crc.update(bytes, 0, crcAt);
        return (int) crc.getValue();
    }

    private static RuntimeException damaged(String how) {
        return PostgresProblems.CONTROL_FILE_DAMAGED
                .says("the control file of the server is damaged")
                .what("%s", how)
                .kept("nothing was changed")
                .remedy("Read it again; if it stays so, check the disk and restore from a backup.")
                .asException();
    }
}
