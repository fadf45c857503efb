package org.cairn.vault.key;

import java.security.MessageDigest;
import java.util.Arrays;
import org.cairn.kernel.Sha256;
import org.cairn.vault.frame.Hkdf;

/// The text of a key file and of a recovery key: `CAIRN-KEY-1-` and groups of five.
///
/// 32 bytes and the first two of their SHA-256, in the base 32 of Crockford, which has no letters
/// that look like digits: whoever copies it by hand and errs is told so.
public final class KeyText {
    private static final String PREFIX = "CAIRN-KEY-1-";
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int CHECK_BYTES = 2;
    private static final int BYTES = Hkdf.KEY_BYTES + CHECK_BYTES;
    private static final int GROUP = 5;
    private static final int CHARACTERS = (BYTES * 8 + 4) / 5;

    private KeyText() {}

    /// Writes 32 bytes; the caller overwrites the text.
    public static char[] write(byte[] key) {
        byte[] bytes = Arrays.copyOf(key, BYTES);
        System.arraycopy(check(key), 0, bytes, Hkdf.KEY_BYTES, CHECK_BYTES);
        char[] text = new char[PREFIX.length() + CHARACTERS + (CHARACTERS - 1) / GROUP];
        PREFIX.getChars(0, PREFIX.length(), text, 0);
        int at = PREFIX.length();
        for (int i = 0; i < CHARACTERS; i++) {
            if (i > 0 && i % GROUP == 0) {
                text[at++] = '-';
            }
            text[at++] = DIGITS.charAt(fiveBits(bytes, i * 5));
        }
        Arrays.fill(bytes, (byte) 0);
        return text;
    }

    /// Reads 32 bytes; spaces and dashes may stand anywhere behind the prefix. Refuses by
    /// `IllegalArgumentException`, whose message says nothing of the key.
    public static byte[] read(char[] text) {
        int from = start(text);
        byte[] bytes = new byte[BYTES];
        int count = 0;
        for (int i = from; i < text.length; i++) {
            if (text[i] != '-' && !Character.isWhitespace(text[i])) {
                if (count == CHARACTERS) {
                    throw new IllegalArgumentException("it is too long");
                }
                putFiveBits(bytes, count * 5, digit(text[i]));
                count++;
            }
        }
        if (count < CHARACTERS) {
            throw new IllegalArgumentException("it is too short");
        }
        byte[] key = Arrays.copyOf(bytes, Hkdf.KEY_BYTES);
        byte[] check = Arrays.copyOfRange(bytes, Hkdf.KEY_BYTES, BYTES);
        Arrays.fill(bytes, (byte) 0);
        if (!MessageDigest.isEqual(check, check(key))) {
            Arrays.fill(key, (byte) 0);
            throw new IllegalArgumentException("its check digits do not fit: a character is wrong");
        }
        return key;
    }

    private static int start(char[] text) {
        int from = 0;
        while (from < text.length && Character.isWhitespace(text[from])) {
            from++;
        }
        for (int i = 0; i < PREFIX.length(); i++) {
            if (from + i >= text.length
                    || Character.toUpperCase(text[from + i]) != PREFIX.charAt(i)) {
                throw new IllegalArgumentException("it does not begin with " + PREFIX);
            }
        }
        return from + PREFIX.length();
    }

    private static byte[] check(byte[] key) {
        return Arrays.copyOf(Sha256.digest().digest(key), CHECK_BYTES);
    }

    private static int digit(char written) {
        char upper = Character.toUpperCase(written);
        int digit =
                switch (upper) {
                    case 'I', 'L' -> 1;
                    case 'O' -> 0;
                    default -> DIGITS.indexOf(upper);
                };
        if (digit < 0) {
            throw new IllegalArgumentException("it has a character that no key has");
        }
        return digit;
    }

    private static int fiveBits(byte[] bytes, int bit) {
        int two = (bytes[bit / 8] & 0xFF) << 8;
        if (bit / 8 + 1 < bytes.length) {
            two |= bytes[bit / 8 + 1] & 0xFF;
        }
        return two >>> (11 - bit % 8) & 0x1F;
    }

    private static void putFiveBits(byte[] bytes, int bit, int value) {
        int two = value << (11 - bit % 8);
        bytes[bit / 8] |= (byte) (two >>> 8);
        if (bit / 8 + 1 < bytes.length) {
            bytes[bit / 8 + 1] |= (byte) two;
        } else if ((two & 0xFF) != 0) {
            throw new IllegalArgumentException("its check digits do not fit: a character is wrong");
        }
    }
}
