package org.cairn.collect.fetch.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// A body after Content-Encoding, within its size: counted on both sides of the unpacking, so that
/// a few bytes cannot become very many.
final class Unpacked extends FilterInputStream {
    /// No honest text packs better than this.
    static final long MOST_RATIO = 300;

    /// Below this nobody minds the ratio.
    static final long RATIO_FROM = 16 << 20;

    private static final int MOST_LAYERS = 2;

    private final Counted packed;
    private final boolean isPacked;
    private final long most;
    private final URI shown;
    private long count;

    private Unpacked(InputStream in, Counted packed, boolean isPacked, long most, URI shown) {
        super(in);
        this.packed = packed;
        this.isPacked = isPacked;
        this.most = most;
        this.shown = shown;
    }

    /// Throws [AttemptException] for an encoding that nobody asked for.
    static Unpacked of(InputStream body, @Nullable String encoding, long most, URI shown)
            throws IOException {
        var packed = new Counted(body);
        InputStream in = packed;
        List<String> layers = layers(encoding);
        if (layers.size() > MOST_LAYERS) {
            throw Failures.malformed(shown, "the body is packed more than twice", null);
        }
        for (String layer : layers.reversed()) {
            in =
                    switch (layer) {
                        case "gzip", "x-gzip" -> gzip(in);
                        case "deflate" -> deflate(in);
                        default ->
                                throw Failures.malformed(
                                        shown, "the body is packed in a way not asked for", null);
                    };
        }
        return new Unpacked(in, packed, !layers.isEmpty(), most, shown);
    }

    private static List<String> layers(@Nullable String encoding) {
        List<String> layers = new ArrayList<>();
        for (String part : encoding == null ? new String[0] : encoding.split(",")) {
            String layer = part.strip().toLowerCase(Locale.ROOT);
            if (!layer.isEmpty() && !layer.equals("identity")) {
                layers.add(layer);
            }
        }
        return layers;
    }

    /// An empty body is sent unpacked by many, whatever the header says.
    private static InputStream gzip(InputStream in) throws IOException {
        var peeked = new PushbackInputStream(in, 1);
        int first = peeked.read();
        if (first < 0) {
            return InputStream.nullInputStream();
        }
        peeked.unread(first);
        return new GZIPInputStream(peeked, 16 << 10);
    }

    /// With the header of zlib, as the standard says, or without it, as some servers do.
    private static InputStream deflate(InputStream in) throws IOException {
        var peeked = new PushbackInputStream(in, 2);
        int first = peeked.read();
        int second = peeked.read();
        if (first < 0) {
            return InputStream.nullInputStream();
        }
        if (second >= 0) {
            peeked.unread(second);
        }
        peeked.unread(first);
        boolean zlib = (first & 0x0f) == 8 && ((first << 8) + second) % 31 == 0;
        return new InflaterInputStream(peeked, new Inflater(!zlib), 16 << 10) {
            @Override
            public void close() throws IOException {
                super.close();
                inf.end();
            }
        };
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int taken = super.read(target, offset, length);
        if (taken > 0) {
            count += taken;
            check();
        } else if (taken < 0) {
            drain();
        }
        return taken;
    }

    /// What is behind the packed end: so the connection hears of its own end, and says when it was
    /// announced as a later one.
    private void drain() throws IOException {
        byte[] rest = new byte[4096];
        for (int i = 0; i < 16 && packed.read(rest, 0, rest.length) >= 0; i++) {
            // Nothing of it is wanted.
        }
    }

    private void check() {
        if (count > most) {
            throw Failures.tooLarge(
                    shown,
                    "it is larger than " + new org.cairn.kernel.ByteSize(most),
                    "client.max_size or download.max_size");
        }
        if (isPacked && count > RATIO_FROM && count / Math.max(1, packed.count) > MOST_RATIO) {
            throw Failures.tooLarge(
                    shown,
                    "%d bytes unpack to more than %d, as those of an attack do"
                            .formatted(packed.count, count),
                    "no limit: declare another address");
        }
    }

    @Override
    public long skip(long n) throws IOException {
        throw new IOException("not to be skipped: all bytes are counted");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        /// Java's reader of gzip looks for a further member only when this is not 0.
        @Override
        public int available() {
            return 1;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int taken = super.read(target, offset, length);
            count += Math.max(0, taken);
            return taken;
        }
    }
}
