package org.cairn.protect.export;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;

/// The header of one member of a tar archive: that of POSIX.1-1988 (ustar), and before it one of
/// POSIX.1-2001 (pax) where a name is longer than 100 bytes or not ASCII, or a file has 8 GiB.
///
/// Owner and group are root: who is not root and unpacks owns what he unpacks.
record TarHeader(String name, Type type, int mode, long sizeBytes, Instant modified) {
    static final int BLOCK_BYTES = 512;

    private static final int NAME_BYTES = 100;
    // Eleven octal digits.
    private static final long LARGEST = (1L << 33) - 1;

    /// What a member is, by its flag.
    enum Type {
        FILE('0'),
        FOLDER('5'),
        /// What says more of the member that follows.
        PAX('x');

        private final char flag;

        Type(char flag) {
            this.flag = flag;
        }
    }

    /// How many bytes it takes until a multiple of 512.
    static int padding(long sizeBytes) {
        return (int) (-sizeBytes & (BLOCK_BYTES - 1));
    }

    byte[] bytes() {
        byte[] pax = pax();
        var out = new ByteArrayOutputStream();
        if (pax.length > 0) {
            out.writeBytes(
                    new TarHeader("pax_header", Type.PAX, 0600, pax.length, modified).block());
            out.writeBytes(pax);
            out.writeBytes(new byte[padding(pax.length)]);
        }
        out.writeBytes(block());
        return out.toByteArray();
    }

    private byte[] pax() {
        byte[] utf8 = name.getBytes(UTF_8);
        String records = "";
        if (utf8.length > NAME_BYTES || utf8.length != name.length()) {
            records += record("path", name);
        }
        if (sizeBytes > LARGEST) {
            records += record("size", Long.toString(sizeBytes));
        }
        return records.getBytes(UTF_8);
    }

    // `LENGTH KEY=VALUE\n`, where the length is that of all of it, its own digits included.
    private static String record(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int length = rest.getBytes(UTF_8).length;
        int digits = Integer.toString(length).length();
        int whole = length + Integer.toString(length + digits).length();
        return whole + rest;
    }

    private byte[] block() {
        byte[] block = new byte[BLOCK_BYTES];
        byte[] utf8 = name.getBytes(UTF_8);
        System.arraycopy(utf8, 0, block, 0, Math.min(utf8.length, NAME_BYTES));
        octal(block, 100, 8, mode & 07777);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, sizeBytes > LARGEST ? 0 : sizeBytes);
        octal(block, 136, 12, Math.max(0, modified.getEpochSecond()));
        block[156] = (byte) type.flag;
        text(block, 257, "ustar\0" + "00");
        text(block, 265, "root");
        text(block, 297, "root");
        octal(block, 329, 8, 0);
        octal(block, 337, 8, 0);
        // The sum of all bytes, in which its own field counts as spaces.
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xFF;
        }
        text(block, 148, "%06o\0 ".formatted(sum));
        return block;
    }

    private static void octal(byte[] block, int at, int width, long value) {
        text(block, at, ("%0" + (width - 1) + "o").formatted(value));
    }

    private static void text(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
