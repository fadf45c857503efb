package org.cairn.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cairn.collect.decode.Body;
import org.cairn.collect.fetch.FetchProblems;
import org.cairn.kernel.ProblemException;

/// A file read where it lies, for trying a declaration without storing anything.
record FileBody(Path file) implements Body {
    @Override
    public InputStream open() {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public byte[] read(long offset, int length) {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[length];
            in.seek(offset);
            in.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public long lengthBytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private ProblemException unreadable(IOException e) {
        return FetchProblems.SOURCE_FILE_UNREADABLE
                .says("cannot read %s", file.getFileName())
                .what("%s", e)
                .kept("nothing was written")
                .remedy("Make it readable for the user that runs Cairn, then try again.")
                .asException(e);
    }
}
