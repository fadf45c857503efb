package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// In which charset a page or an XML document is, and where its text begins: by its byte order
/// mark, else as the source declares, else as the document says of itself, else by looking at it.
///
/// @param start bytes of the byte order mark
/// @param said whether anybody said so; otherwise it is a guess
record MarkupCharset(Charset charset, int start, Said said) {
    private static final int LOOKED_AT = 4096;
    private static final Pattern META =
            Pattern.compile(
                    "<meta[^>]{0,300}?charset\\s*=\\s*[\"']?\\s*([\\w:.-]{1,40})",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern DECLARATION =
            Pattern.compile("^<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([\\w:.-]{1,40})[\"']");

    /// Names under which the web means a larger charset than the standard of that name.
    private static final Map<String, String> MEANT =
            Map.of(
                    "iso-8859-1", "windows-1252",
                    "latin1", "windows-1252",
                    "us-ascii", "windows-1252",
                    "ascii", "windows-1252",
                    "shift_jis", "windows-31j",
                    "x-sjis", "windows-31j",
                    "sjis", "windows-31j",
                    "gb2312", "GBK",
                    "utf-16", "utf-8",
                    "utf-16le", "utf-8");

    /// Who said it.
    enum Said {
        DOCUMENT,
        SOURCE,
        NOBODY
    }

    /// Problems raised: `encoding-unreadable` for a declared charset that is not known here.
    ///
    /// @param served the charset that the server named, or null
    static MarkupCharset ofPage(Body body, @Nullable String declared, @Nullable String served) {
        byte[] head = head(body);
        MarkupCharset marked = marked(head);
        if (marked != null) {
            return marked;
        }
        if (declared != null) {
            return new MarkupCharset(Encodings.declared(declared), 0, Said.SOURCE);
        }
        Charset fromServer = served == null ? null : served(served);
        if (fromServer != null) {
            return new MarkupCharset(fromServer, 0, Said.DOCUMENT);
        }
        Matcher meta = META.matcher(new String(head, StandardCharsets.ISO_8859_1));
        if (meta.find()) {
            String name = meta.group(1).toLowerCase(Locale.ROOT);
            Charset charset = known(MEANT.getOrDefault(name, name));
            if (charset != null) {
                return new MarkupCharset(charset, 0, Said.DOCUMENT);
            }
        }
        Charset guess = isUtf8(body) ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
        return new MarkupCharset(guess, 0, Said.NOBODY);
    }

    /// Problems raised: `encoding-unreadable` for a charset that is not known here.
    static MarkupCharset ofXml(Body body, @Nullable String declared) {
        byte[] head = head(body);
        MarkupCharset marked = marked(head);
        if (marked != null) {
            return marked;
        }
        if (declared != null) {
            return new MarkupCharset(Encodings.declared(declared), 0, Said.SOURCE);
        }
        if (head.length >= 2 && head[0] == 0 && head[1] == '<') {
            return new MarkupCharset(StandardCharsets.UTF_16BE, 0, Said.DOCUMENT);
        }
        if (head.length >= 2 && head[0] == '<' && head[1] == 0) {
            return new MarkupCharset(StandardCharsets.UTF_16LE, 0, Said.DOCUMENT);
        }
        Matcher says = DECLARATION.matcher(new String(head, StandardCharsets.ISO_8859_1));
        return says.find()
                ? new MarkupCharset(Encodings.declared(says.group(1)), 0, Said.DOCUMENT)
                : new MarkupCharset(StandardCharsets.UTF_8, 0, Said.NOBODY);
    }

    private static byte[] head(Body body) {
        return body.read(0, (int) Math.min(LOOKED_AT, body.lengthBytes()));
    }

    private static @Nullable MarkupCharset marked(byte[] head) {
        if (Encodings.startsWithMark(head, head.length)) {
            return new MarkupCharset(StandardCharsets.UTF_8, Encodings.MARK_BYTES, Said.DOCUMENT);
        }
        if (head.length >= 2 && head[0] == (byte) 0xfe && head[1] == (byte) 0xff) {
            return new MarkupCharset(StandardCharsets.UTF_16BE, 2, Said.DOCUMENT);
        }
        if (head.length >= 2 && head[0] == (byte) 0xff && head[1] == (byte) 0xfe) {
            return new MarkupCharset(StandardCharsets.UTF_16LE, 2, Said.DOCUMENT);
        }
        return null;
    }

    /// A page that says utf-16 of itself in readable letters is none; a server may mean it.
    private static @Nullable Charset served(String name) {
        String small = name.strip().toLowerCase(Locale.ROOT);
        return known(small.startsWith("utf-16") ? small : MEANT.getOrDefault(small, small));
    }

    private static @Nullable Charset known(String name) {
        try {
            return Charset.isSupported(name) ? Charset.forName(name) : null;
        } catch (IllegalCharsetNameException _) {
            // A page that says nonsense about itself says nothing.
            return null;
        }
    }

    private static boolean isUtf8(Body body) {
        try (InputStream in = open(body, 0)) {
            var feed = new CharFeed(in, StandardCharsets.UTF_8, 0);
            while (feed.next() >= 0) {
                if (feed.isMalformed()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    /// The bytes from an offset that is near the beginning.
    static InputStream open(Body body, int offset) throws IOException {
        InputStream in = body.open();
        in.skipNBytes(offset);
        return in;
    }

    /// The characters of the text.
    CharFeed feed(InputStream in) {
        return new CharFeed(in, charset, start);
    }
}
