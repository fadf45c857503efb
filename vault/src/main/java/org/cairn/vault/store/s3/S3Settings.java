package org.cairn.vault.store.s3;

import java.nio.file.Path;
import java.time.Duration;
import org.cairn.kernel.ByteSize;

/// How patiently, and in which pieces, a bucket is spoken to.
///
/// @param spool the folder in which objects wait to be sent
/// @param spoolMax how much may wait there; what is finished beyond it is sent early, unseen
/// @param part how much is sent in one request; a larger object goes in several
/// @param connect how long to wait for a connection
/// @param silence how long to wait for the next byte
/// @param call how long one request may take, with all its bytes
/// @param patience how long one act may take, with all its retries
/// @param packs the storage class of the packs
public record S3Settings(
        Path spool,
        ByteSize spoolMax,
        ByteSize part,
        Duration connect,
        Duration silence,
        Duration call,
        Duration patience,
        PackClass packs) {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration CALL = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /// What holds unless somebody says otherwise.
    public static S3Settings spoolingTo(Path spool) {
        return new S3Settings(
                spool,
                ByteSize.ofMebibytes(1024),
                ByteSize.ofMebibytes(16),
                CONNECT,
                SILENCE,
                CALL,
                PATIENCE,
                PackClass.BUCKET);
    }

    /// The same with the packs in another storage class.
    public S3Settings with(PackClass other) {
        return new S3Settings(spool, spoolMax, part, connect, silence, call, patience, other);
    }
}
