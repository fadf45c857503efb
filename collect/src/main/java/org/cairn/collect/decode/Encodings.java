package org.cairn.collect.decode;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Set;
import org.cairn.kernel.ProblemException;
import org.jspecify.annotations.Nullable;

/// Which encodings can be read, and how a document that is in another one is recognised.
final class Encodings {
    static final int MARK_BYTES = 3;

    /// A zero byte among so many first ones is taken as a sign of UTF-16.
    private static final int SNIFFED_BYTES = 1024;

    /// Their second bytes are never below 0x40, so a smaller ASCII character is always itself.
    private static final Set<String> SAFE_BELOW_0X40 =
            Set.of("Shift_JIS", "windows-31j", "EUC-JP", "Big5", "Big5-HKSCS", "GBK", "EUC-KR");

    private Encodings() {}

    /// The declared charset, UTF-8 when none is declared.
    ///
    /// Problems raised: `encoding-unreadable`.
    static Charset declared(@Nullable String name) {
        if (name == null) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw DecodeProblems.ENCODING_UNREADABLE
                    .says("the declared encoding '%s' is not known", name)
                    .remedy("Write a name such as utf-8, windows-1252, iso-8859-1 or Shift_JIS.")
                    .with("encoding", name)
                    .asException(e);
        }
    }

    /// Refuses every declared encoding but UTF-8, which JSON is always in (RFC 8259, 8.1).
    ///
    /// Problems raised: `encoding-unreadable`.
    static void requireUtf8(@Nullable String name) {
        Charset charset = declared(name);
        if (!charset.equals(StandardCharsets.UTF_8) && !charset.equals(StandardCharsets.US_ASCII)) {
            throw DecodeProblems.ENCODING_UNREADABLE
                    .says("JSON in %s cannot be read", charset.name())
                    .remedy("Convert the file to UTF-8 and leave 'encoding' out.")
                    .with("encoding", charset.name())
                    .asException();
        }
    }

    /// Says in how far ASCII characters can be found by their bytes alone: all below the number
    /// returned. 0 when that is not so for this charset.
    static int safeAscii(Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return 0x80;
        }
        if (SAFE_BELOW_0X40.contains(charset.name())) {
            return 0x40;
        }
        byte[] ascii = new byte[0x80];
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = (byte) i;
        }
        boolean superset =
                charset.canEncode()
                        && charset.newEncoder().maxBytesPerChar() == 1
                        && new String(ascii, charset)
                                .equals(new String(ascii, StandardCharsets.US_ASCII));
        return superset ? 0x80 : 0;
    }

    /// Begins a document: where its text starts, behind a byte order mark.
    ///
    /// Problems raised: `encoding-unreadable` when it looks like UTF-16 or UTF-32.
    static int startOfText(ByteWindow window) {
        window.more(0);
        refuseWide(window.bytes(), Math.min(window.end(), SNIFFED_BYTES));
        return startsWithMark(window.bytes(), window.end()) ? MARK_BYTES : 0;
    }

    static boolean startsWithMark(byte[] head, int length) {
        return length >= MARK_BYTES
                && head[0] == (byte) 0xef
                && head[1] == (byte) 0xbb
                && head[2] == (byte) 0xbf;
    }

    /// Refuses a document whose first bytes are of UTF-16 or UTF-32: a mark of these, or a zero
    /// byte, which no text in another encoding has.
    ///
    /// Problems raised: `encoding-unreadable`.
    static void refuseWide(byte[] head, int length) {
        if (length >= 2
                && ((head[0] == (byte) 0xfe && head[1] == (byte) 0xff)
                        || (head[0] == (byte) 0xff && head[1] == (byte) 0xfe))) {
            throw wide("it starts with the byte order mark of UTF-16 or UTF-32");
        }
        for (int i = 0; i < length; i++) {
            if (head[i] == 0) {
                throw wide("there is a zero byte at %d".formatted(i));
            }
        }
    }

    private static ProblemException wide(String evidence) {
        return DecodeProblems.ENCODING_UNREADABLE
                .says("the document looks like UTF-16 or UTF-32, not UTF-8")
                .what("%s", evidence)
                .kept("the document is stored; nothing of it was used")
                .remedy(
                        "For csv declare 'encoding: {detect: true}'; else convert the file, for example: iconv -f UTF-16 -t UTF-8 old > new")
                .asException();
    }
}
