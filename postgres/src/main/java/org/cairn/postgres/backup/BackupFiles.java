package org.cairn.postgres.backup;

import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;

/// The files of a running server as a backup reads them, however they are reached: from the disk
/// ([DataDirectory]) or over SQL ([SqlFiles]). What is listed and what is read is the same in both.
///
/// Confined to one thread, but for [#reader], which any thread may call.
public sealed interface BackupFiles permits DataDirectory, SqlFiles {
    /// Lists what a backup takes. What vanishes meanwhile is left out, as it should be.
    ///
    /// Problems: `tablespace-inside-data`, `data-directory-link`, `data-directory-unreadable`.
    ///
    /// @param now the facts as they are after the start of the backup: its tablespaces count
    Listing list(ServerFacts now);

    /// Refuses files whose server has not been as far as a backup that began: those of a copy of
    /// the server. Problems: `data-directory-other`.
    void requireReached(Lsn start);

    /// Reads the control file, again and again while the server writes it. Problems:
    /// `control-file-damaged`, `data-directory-unreadable`.
    byte[] readControlFile();

    /// Reads the history file of a timeline, which the server keeps with its WAL; empty when it is
    /// not there. Problems: `data-directory-unreadable`.
    Optional<byte[]> readHistory(Timeline timeline);

    /// Makes a reader for one more thread. Problems: those of a connection.
    Reader reader();

    /// Whether it is normal that a file is gone although it was listed.
    static boolean mayVanish(DataFile file) {
        return file.pages() || FileRules.mayVanish(file.path());
    }

    static boolean isControlFile(DataFile file) {
        return file.path().equals(ControlFile.PATH);
    }

    /// Bytes of a file.
    record Range(DataFile file, long position, int length) {}

    /// Reads files. Confined to one thread.
    ///
    /// Problems of all: `data-directory-unreadable`, and those of a statement. An interrupt is a
    /// cancellation.
    interface Reader extends AutoCloseable {
        /// Says what will be read next, in this order, so that it may be brought together; takes
        /// the place of what was said before. Other reads may come in between.
        void expect(List<Range> ranges);

        /// Opens a file; the caller closes it.
        OpenFile open(DataFile file) throws NoSuchFileException;

        @Override
        void close();
    }

    /// One file. Confined to the thread of its reader.
    interface OpenFile extends AutoCloseable {
        /// Reads `length` bytes at a position, or as many as there are; gives their number.
        int read(byte[] target, int offset, long position, int length) throws NoSuchFileException;

        @Override
        void close();
    }
}
