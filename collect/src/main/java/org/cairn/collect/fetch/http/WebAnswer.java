package org.cairn.collect.fetch.http;

import java.io.InputStream;

/// What came of a request.
public sealed interface WebAnswer {
    WebHead head();

    /// What was known still holds; there is no body.
    record NotModified(WebHead head) implements WebAnswer {}

    /// A body, complete and decoded (gzip, deflate), kept in memory or, when it is large, in a file
    /// that closing removes.
    record Body(WebHead head, WebBody body) implements WebAnswer, AutoCloseable {
        /// The body from its begin; may be called again.
        public InputStream stream() {
            return body.stream();
        }

        @Override
        public void close() {
            body.close();
        }
    }
}
