package org.cairn.collect.decode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.cairn.source.spec.FileInput;
import org.jspecify.annotations.Nullable;

/// In which encoding the text of a table is, and where it starts.
///
/// @param markBytes length of the byte order mark
/// @param because how it was found out, for a person; null where it was said or is the usual one
record TextForm(Charset charset, int markBytes, @Nullable String because) {
    /// Zero bytes among so many first ones are a sign of UTF-16.
    private static final int SNIFFED_BYTES = 1024;

    /// Finds the form of a document: a byte order mark counts more than what is declared, that more
    /// than what the bytes look like.
    ///
    /// Problems raised: `encoding-unreadable`, `document-unreadable`.
    static TextForm of(Body body, FileInput input) {
        byte[] head = head(body);
        TextForm marked = marked(head);
        if (!input.table().encodings().isEmpty()) {
            return marked != null && input.table().encodings().contains("bom")
                    ? marked
                    : EncodingDetector.find(body, input.table().encodings());
        }
        Charset declared = Encodings.declared(input.encoding());
        if (isWide(declared)) {
            return wide(body, declared, marked);
        }
        Encodings.refuseWide(head, head.length);
        return marked == null ? new TextForm(declared, 0, null) : marked;
    }

    private static byte[] head(Body body) {
        try (InputStream in = body.open()) {
            return in.readNBytes(SNIFFED_BYTES);
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    /// What a byte order mark says; null when there is none.
    static @Nullable TextForm marked(byte[] head) {
        if (Encodings.startsWithMark(head, head.length)) {
            return marked(StandardCharsets.UTF_8, Encodings.MARK_BYTES);
        }
        if (head.length >= 2 && head[0] == (byte) 0xfe && head[1] == (byte) 0xff) {
            return marked(StandardCharsets.UTF_16BE, 2);
        }
        if (head.length >= 2 && head[0] == (byte) 0xff && head[1] == (byte) 0xfe) {
            // UTF-32 begins so, too; a text does not begin with a NUL character.
            boolean longer = head.length >= 4 && head[2] == 0 && head[3] == 0;
            return longer ? null : marked(StandardCharsets.UTF_16LE, 2);
        }
        return null;
    }

    private static TextForm marked(Charset charset, int bytes) {
        return new TextForm(charset, bytes, "it begins with the byte order mark");
    }

    /// Without a mark, `utf-16` leaves open which byte comes first.
    private static TextForm wide(Body body, Charset declared, @Nullable TextForm marked) {
        if (marked != null) {
            return marked;
        }
        if (!declared.equals(StandardCharsets.UTF_16)) {
            return new TextForm(declared, 0, null);
        }
        Charset order = EncodingDetector.byteOrder(body);
        return new TextForm(order == null ? StandardCharsets.UTF_16BE : order, 0, null);
    }

    boolean isWide() {
        return isWide(charset);
    }

    private static boolean isWide(Charset charset) {
        return charset.equals(StandardCharsets.UTF_16)
                || charset.equals(StandardCharsets.UTF_16BE)
                || charset.equals(StandardCharsets.UTF_16LE);
    }

    /// The charset of the bytes that [#window] gives.
    Charset windowCharset() {
        return isWide() ? StandardCharsets.UTF_8 : charset;
    }

    /// A window on all of a document, behind its mark.
    ByteWindow window(InputStream in, int longestRecord) {
        try {
            in.skipNBytes(markBytes);
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
        return window(in, longestRecord, markBytes);
    }

    /// A window on bytes that begin with a character.
    ByteWindow window(byte[] bytes, long offset) {
        return window(new ByteArrayInputStream(bytes), Math.max(64, 2 * bytes.length), offset);
    }

    /// A window on bytes from an offset of the document.
    ByteWindow window(InputStream in, int longestRecord, long offset) {
        if (!isWide()) {
            return new ByteWindow(in, longestRecord, ByteWindow.Units.BYTES, offset);
        }
        Utf16Input.Order order =
                charset.equals(StandardCharsets.UTF_16LE)
                        ? Utf16Input.Order.LITTLE
                        : Utf16Input.Order.BIG;
        return new ByteWindow(
                new Utf16Input(in, order), longestRecord, ByteWindow.Units.UTF_16, offset);
    }
}
