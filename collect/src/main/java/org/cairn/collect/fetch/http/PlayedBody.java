package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A body that lies in a file. Safe for any thread.
record PlayedBody(Path file) implements WebBody {
    @Override
    public InputStream stream() {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw Failures.disk(file, e);
        }
    }

    @Override
    public long lengthBytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Failures.disk(file, e);
        }
    }

    @Override
    public void close() {}
}
