package org.cairn.collect.decode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One encoding a document may be in, and how well its bytes fit. Confined to one search.
///
/// For the multi-byte encodings with a structure of their own it counts characters and bytes that
/// break the structure. Of the Japanese ones it also counts how many characters are kana or
/// everyday kanji: bytes of Latin text may happen to be valid in them, but not to say such.
final class EncodingCandidate {
    /// One bad byte among so many characters outside ASCII is an accident of a document, not a sign
    /// of another encoding.
    private static final long ACCIDENT = 20;

    private static final long EVERYDAY_PERCENT = 70;
    private static final int CHARACTERS = 1 << 13;

    private final Charset charset;
    private final Kind kind;
    private final boolean[] undefined;
    private final CharsetDecoder decoder;
    private byte[] cut = new byte[0];
    private int lead;
    private int left;
    private long at;
    private long characters;
    private long everyday;
    private long bad;
    private long firstBad = -1;

    private enum Kind {
        UTF_8,
        UTF_16,
        SHIFT_JIS,
        EUC_JP,
        /// Each byte is a character.
        SINGLE,
        /// Whatever the JDK decodes.
        OTHER
    }

    /// How well a document fits.
    ///
    /// @param badShare bytes that are not text for each character outside ASCII
    /// @param says the counts, for a person
    record Evidence(boolean good, double badShare, String says) {}

    private EncodingCandidate(Charset charset, Kind kind) {
        this.charset = charset;
        this.kind = kind;
        this.decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.undefined = kind == Kind.SINGLE ? undefined(charset) : new boolean[0];
    }

    static EncodingCandidate of(Charset charset) {
        return new EncodingCandidate(charset, kind(charset));
    }

    private static Kind kind(Charset charset) {
        return switch (charset.name()) {
            case "UTF-8", "US-ASCII" -> Kind.UTF_8;
            case "UTF-16", "UTF-16LE", "UTF-16BE" -> Kind.UTF_16;
            case "windows-31j", "Shift_JIS" -> Kind.SHIFT_JIS;
            case "EUC-JP" -> Kind.EUC_JP;
            default ->
                    charset.newDecoder().maxCharsPerByte() == 1.0f
                                    && charset.canEncode()
                                    && charset.newEncoder().maxBytesPerChar() == 1.0f
                            ? Kind.SINGLE
                            : Kind.OTHER;
        };
    }

    /// Bytes that are no character: those that decode to nothing, or to a control character that
    /// texts do not hold.
    private static boolean[] undefined(Charset charset) {
        boolean[] undefined = new boolean[0x100];
        Set<Integer> expected = Set.of((int) '\t', (int) '\n', (int) '\r', 0x1a, 0x0c);
        for (int b = 0; b < undefined.length; b++) {
            String text = new String(new byte[] {(byte) b}, charset);
            boolean control = b < 0x80 && b < 0x20 && !expected.contains(b);
            undefined[b] = control || (b >= 0x80 && text.indexOf('\ufffd') >= 0);
        }
        return undefined;
    }

    Charset charset() {
        return charset;
    }

    String name() {
        return charset.name().toLowerCase(Locale.ROOT);
    }

    void take(byte[] buffer, int length) {
        if (kind == Kind.UTF_16) {
            return;
        }
        if (kind == Kind.OTHER) {
            other(buffer, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            int b = buffer[i] & 0xff;
            if (b >= 0x80 || left > 0 || b < 0x20) {
                switch (kind) {
                    case UTF_8 -> utf8(b);
                    case SHIFT_JIS -> shiftJis(b);
                    case EUC_JP -> eucJp(b);
                    case SINGLE -> single(b);
                    case UTF_16, OTHER -> {}
                }
            }
            at++;
        }
    }

    private void bad() {
        bad++;
        if (firstBad < 0) {
            firstBad = at;
        }
        left = 0;
    }

    /// Has the JDK decode, from the bytes of a character that the last chunk cut.
    private void other(byte[] buffer, int length) {
        ByteBuffer in =
                ByteBuffer.allocate(cut.length + length).put(cut).put(buffer, 0, length).flip();
        long start = at - cut.length;
        CharBuffer out = CharBuffer.allocate(CHARACTERS);
        CoderResult result = CoderResult.OVERFLOW;
        while (!result.isUnderflow()) {
            result = decoder.decode(in, out, false);
            out.flip();
            characters += out.chars().filter(c -> c >= 0x80).count();
            out.clear();
            if (result.isError()) {
                bad++;
                firstBad = firstBad < 0 ? start + in.position() : firstBad;
                in.position(in.position() + result.length());
            }
        }
        at += length;
        cut = new byte[in.remaining()];
        in.get(cut);
    }

    private void utf8(int b) {
        if (left > 0) {
            boolean fits = (b & 0xc0) == 0x80 && isSecondOf(b);
            if (fits) {
                left--;
                lead = 0;
                characters += left == 0 ? 1 : 0;
                return;
            }
            bad();
        }
        if (b < 0x80) {
            return;
        }
        if (b >= 0xc2 && b <= 0xf4) {
            lead = b;
            left = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;
        } else {
            bad();
        }
    }

    /// Whether the byte behind the lead is none of an overlong form, a surrogate or a number too
    /// large.
    private boolean isSecondOf(int b) {
        return switch (lead) {
            case 0xe0 -> b >= 0xa0;
            case 0xed -> b < 0xa0;
            case 0xf0 -> b >= 0x90;
            case 0xf4 -> b < 0x90;
            default -> true;
        };
    }

    private void shiftJis(int b) {
        if (left > 0) {
            if (b >= 0x40 && b <= 0xfc && b != 0x7f) {
                left = 0;
                characters++;
                everyday += isEveryday(lead) ? 1 : 0;
                return;
            }
            bad();
        }
        if (b < 0x80) {
            return;
        }
        if ((b >= 0x81 && b <= 0x9f) || (b >= 0xe0 && b <= 0xfc)) {
            lead = b;
            left = 1;
        } else if (b >= 0xa1 && b <= 0xdf) {
            characters++;
        } else {
            bad();
        }
    }

    /// Signs, kana, and the kanji of the first level of JIS X 0208.
    private static boolean isEveryday(int shiftJisLead) {
        return shiftJisLead >= 0x81 && shiftJisLead <= 0x98;
    }

    private void eucJp(int b) {
        if (left > 0) {
            if (b >= 0xa1 && b <= 0xfe) {
                left--;
                if (left == 0) {
                    characters++;
                    everyday += lead >= 0xa1 && lead <= 0xcf ? 1 : 0;
                }
                return;
            }
            bad();
        }
        if (b < 0x80) {
            return;
        }
        if (b == 0x8e || b == 0x8f || (b >= 0xa1 && b <= 0xfe)) {
            lead = b;
            left = b == 0x8f ? 2 : 1;
        } else {
            bad();
        }
    }

    private void single(int b) {
        if (undefined[b]) {
            bad();
        } else if (b >= 0x80) {
            characters++;
        }
    }

    /// @param wide the order of bytes when the document looks like UTF-16
    Evidence evidence(@Nullable Charset wide) {
        if (kind == Kind.UTF_16) {
            boolean good =
                    wide != null
                            && (charset.equals(StandardCharsets.UTF_16) || charset.equals(wide));
            return new Evidence(
                    good,
                    good ? 0 : Double.MAX_VALUE,
                    good
                            ? "every second byte of ASCII characters is zero"
                            : "its zero bytes are not those of UTF-16");
        }
        long open = left > 0 || cut.length > 0 ? 1 : 0;
        long all = bad + open;
        boolean few = wide == null && (all == 0 || all * ACCIDENT <= characters);
        boolean japanese = kind == Kind.SHIFT_JIS || kind == Kind.EUC_JP;
        boolean plausible =
                !japanese || (characters > 0 && everyday * 100 >= characters * EVERYDAY_PERCENT);
        return new Evidence(few && plausible, (double) all / (characters + 1), says(all, japanese));
    }

    private String says(long all, boolean japanese) {
        var text = new StringBuilder();
        text.append("%d characters outside ascii".formatted(characters));
        if (japanese && characters > 0) {
            text.append(", %d%% kana and everyday kanji".formatted(everyday * 100 / characters));
        }
        text.append(all == 0 ? ", no bad byte" : ", %d bad bytes".formatted(all));
        if (firstBad >= 0) {
            text.append(", the first at %d".formatted(firstBad));
        }
        return text.toString();
    }
}
