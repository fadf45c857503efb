package org.cairn.postgres.server;

import java.nio.file.Path;
import org.cairn.kernel.ByteSize;

/// How an embedded server is.
public sealed interface ServerStatus {
    /// It runs.
    ///
    /// @param version of its programs, for example `18.6.0`
    /// @param size of the data directory, counted now
    record Running(long pid, int port, String version, Path dataDirectory, ByteSize size)
            implements ServerStatus {}

    /// It has data and does not run.
    record Stopped(Path dataDirectory) implements ServerStatus {}

    /// It was never started here.
    record Absent() implements ServerStatus {}
}
