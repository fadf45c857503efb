package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;

/// A place in a document as a person counts: line and column from 1. Columns count bytes.
///
/// Found by reading the document again up to that byte, because counting lines all the time costs
/// more than a second look at a document that fails.
record Position(long line, long column) {
    static Position of(Body body, long offset) {
        long line = 1;
        long lineStart = 0;
        boolean afterReturn = false;
        try (InputStream in = body.open()) {
            byte[] buffer = new byte[1 << 16];
            long at = 0;
            while (at < offset) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, offset - at));
                if (n < 0) {
                    break;
                }
                for (int i = 0; i < n; i++) {
                    byte b = buffer[i];
                    if (b == '\n' && afterReturn) {
                        lineStart = at + i + 1;
                    } else if (b == '\n' || b == '\r') {
                        line++;
                        lineStart = at + i + 1;
                    }
                    afterReturn = b == '\r';
                }
                at += n;
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return new Position(line, offset - lineStart + 1);
    }

    static RuntimeException unreadable(Exception cause) {
        return DecodeProblems.DOCUMENT_UNREADABLE
                .says("the stored bytes of the document cannot be read")
                .what("%s", String.valueOf(cause.getMessage()))
                .kept("the document is stored; nothing of it was used")
                .remedy("Run the command again; if it fails again, check the store.")
                .asException(cause);
    }
}
