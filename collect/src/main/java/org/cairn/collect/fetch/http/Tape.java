package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Stands between who asks and the network: nothing, somebody who writes good answers down, or
/// somebody who gives those that were written down. Confined to one thread.
public interface Tape {
    /// The network alone.
    Tape NONE =
            new Tape() {
                @Override
                public @Nullable Played play(WebRequest request) {
                    return null;
                }

                @Override
                public void keep(WebRequest request, WebHead head, Bytes body) {}
            };

    /// The answer to give; null where the network is to be asked.
    @Nullable Played play(WebRequest request);

    /// Hears of an answer that came whole from the network and was found good.
    void keep(WebRequest request, WebHead head, Bytes body);

    /// An answer that was written down.
    ///
    /// @param body a file that stays as it is
    record Played(WebHead head, Path body) {}

    /// Opens a body from its first byte; the caller closes.
    @FunctionalInterface
    interface Bytes {
        InputStream open() throws IOException;
    }
}
