package org.cairn.collect.decode;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.Locale;
import org.cairn.collect.decode.NumberFormats.Shown;
import org.jspecify.annotations.Nullable;

/// Turns cells of a sheet into the texts that records have. Not changed once made.
///
/// A number is written as short as one can that means the same number; a day or a time as ISO 8601;
/// an error as it is shown, `#N/A`.
///
/// @param strings what shared cells say
record SheetValues(SharedStrings strings, NumberFormats formats, boolean from1904) {
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");
    private static final int LONGEST_NUMBER = 400;

    static SheetValues of(Workbook workbook, SharedStrings strings) {
        return new SheetValues(strings, workbook.formats(), workbook.from1904());
    }

    /// What a cell says.
    sealed interface Said {
        record Text(String text) implements Said {}

        record Nothing() implements Said {}

        /// It cannot be said.
        ///
        /// @param why for a person
        record Broken(String code, String why) implements Said {}
    }

    static final Said NOTHING = new Said.Nothing();

    Said of(@Nullable SheetCell cell) {
        if (cell == null) {
            return NOTHING;
        }
        return switch (cell.content()) {
            case NOTHING -> NOTHING;
            case FORMULA_ONLY ->
                    new Said.Broken(
                            Flaw.NOT_CALCULATED,
                            "has a formula whose value was never calculated: open the workbook in a"
                                    + " spreadsheet program and save it");
            case VALUE -> value(cell);
        };
    }

    private Said value(SheetCell cell) {
        Shown shown = formats.of(cell.style());
        return switch (cell.type()) {
            case TEXT, ERROR -> new Said.Text(cell.raw());
            case DATE -> new Said.Text(SheetTime.iso(cell.raw().strip(), shown));
            case BOOLEAN -> bool(cell.raw().strip());
            case SHARED -> shared(cell.raw().strip());
            case NUMBER -> number(cell.raw().strip(), shown);
        };
    }

    private static Said bool(String raw) {
        return switch (raw) {
            case "1", "true" -> new Said.Text("true");
            case "0", "false" -> new Said.Text("false");
            default -> new Said.Broken(Flaw.BROKEN_CELL, "is neither true nor false");
        };
    }

    private Said shared(String raw) {
        String text = raw.matches("[0-9]{1,9}") ? strings.get(Integer.parseInt(raw)) : null;
        return text == null
                ? new Said.Broken(Flaw.BROKEN_CELL, "refers to a text that the workbook has not")
                : new Said.Text(text);
    }

    private Said number(String raw, Shown shown) {
        if (raw.isEmpty()) {
            return NOTHING;
        }
        if (raw.length() > LONGEST_NUMBER || !NUMBER.matches(raw)) {
            return new Said.Broken(Flaw.BROKEN_CELL, "is no number");
        }
        if (shown != Shown.NUMBER) {
            String time = SheetTime.text(Double.parseDouble(raw), shown, from1904);
            if (time != null) {
                return new Said.Text(time);
            }
        }
        return new Said.Text(WHOLE.matches(raw) ? raw : plain(raw));
    }

    /// Workbooks hold numbers of 64 bits and write more digits than these have: 1.1000000000000001
    /// is 1.1.
    private static String plain(String raw) {
        double number = Double.parseDouble(raw);
        if (!Double.isFinite(number)) {
            return raw;
        }
        BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        if (shortest.signum() == 0) {
            return "0";
        }
        boolean plainly = Math.abs((long) shortest.precision() - shortest.scale()) <= 40;
        return plainly && shortest.scale() <= 40
                ? shortest.toPlainString()
                : shortest.toString().toUpperCase(Locale.ROOT);
    }
}
