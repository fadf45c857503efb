package org.cairn.postgres.copy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/// A decimal number as `numeric_recv` reads it: digits of base 10,000 around the decimal point.
///
/// Four 16-bit numbers (count of digits, weight of the first digit, sign, decimal places shown),
/// then the digits, the most significant first. Exact; trailing zeros survive as decimal places.
///
/// @param digits without leading or trailing zero digits
/// @param weight the first digit counts 10,000 to this power
record Numeric(short[] digits, int weight, int sign, int displayScale) {
    private static final int NEGATIVE = 0x4000;
    // NUMERIC_WEIGHT_MAX and NUMERIC_DSCALE_MAX: 131,072 places before the point, 16,383 after.
    private static final int MAX_BEFORE = 131_072;
    private static final int MAX_SCALE = 16_383;

    static Numeric of(BigDecimal value) {
        if (value.scale() > MAX_SCALE || (long) value.precision() - value.scale() > MAX_BEFORE) {
            throw new UnstorableException(
                    "a number with %d digits and scale %d is outside what numeric can hold"
                            .formatted(value.precision(), value.scale()));
        }
        int scale = Math.max(0, value.scale());
        if (value.signum() == 0) {
            return new Numeric(new short[0], 0, 0, scale);
        }
        // Places after the point rounded up to whole digits of base 10,000.
        int fractionDigits = (scale + 3) / 4;
        BigInteger aligned = value.abs().setScale(fractionDigits * 4).unscaledValue();
        short[] all = aligned.bitLength() < 64 ? small(aligned.longValue()) : large(aligned);
        int weight = all.length - fractionDigits - 1;
        return new Numeric(
                withoutTrailingZeros(all), weight, value.signum() < 0 ? NEGATIVE : 0, scale);
    }

    private static short[] small(long value) {
        int count = 1;
        for (long rest = value / 10_000; rest != 0; rest /= 10_000) {
            count++;
        }
        short[] digits = new short[count];
        long rest = value;
        for (int i = count - 1; i >= 0; i--) {
            digits[i] = (short) (rest % 10_000);
            rest /= 10_000;
        }
        return digits;
    }

    /// By way of decimal text: BigInteger makes it in less than quadratic time.
    private static short[] large(BigInteger value) {
        String text = value.toString();
        short[] digits = new short[(text.length() + 3) / 4];
        int end = text.length();
        for (int i = digits.length - 1; i >= 0; i--) {
            digits[i] = (short) Integer.parseInt(text, Math.max(0, end - 4), end, 10);
            end -= 4;
        }
        return digits;
    }

    private static short[] withoutTrailingZeros(short[] digits) {
        int end = digits.length;
        while (digits[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(digits, end);
    }
}
