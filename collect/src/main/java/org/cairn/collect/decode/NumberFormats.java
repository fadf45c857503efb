package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.collect.decode.ZipParts.Part;
import org.jspecify.annotations.Nullable;

/// Which styles of a workbook show a number as a date or a time: nothing else tells the two apart.
///
/// @param shown for each style what its format shows
record NumberFormats(List<Shown> shown) {
    static final NumberFormats NONE = new NumberFormats(List.of());
    private static final int MOST_STYLES = 200_000;

    /// What a format shows of a number.
    enum Shown {
        NUMBER,
        DATE,
        DATE_TIME,
        TIME
    }

    NumberFormats {
        shown = List.copyOf(shown);
    }

    Shown of(int style) {
        return style >= 0 && style < shown.size() ? shown.get(style) : Shown.NUMBER;
    }

    /// Problems raised: `workbook-too-large`, and those of reading XML.
    static NumberFormats read(Body document, Part styles, Limits limits) {
        Map<Integer, Shown> declared = new HashMap<>();
        List<Integer> used = new ArrayList<>();
        boolean inCells = false;
        try (var tokens = PartTokens.open(document, styles, limits)) {
            for (Token next = tokens.next(); next != Token.EOF; next = tokens.next()) {
                String name = next == Token.TEXT ? "" : tokens.name();
                if (name.equals("cellXfs")) {
                    inCells = next == Token.START;
                } else if (next == Token.START && name.equals("numFmt")) {
                    String code = tokens.attribute("formatCode");
                    declared.put(
                            number(tokens.attribute("numFmtId")),
                            code == null ? Shown.NUMBER : ofCode(code));
                } else if (next == Token.START && inCells && name.equals("xf")) {
                    used.add(number(tokens.attribute("numFmtId")));
                }
                if (used.size() > MOST_STYLES || declared.size() > MOST_STYLES) {
                    throw WorkbookFaults.tooLarge(
                            "it has more than %d styles".formatted(MOST_STYLES));
                }
            }
        }
        return new NumberFormats(
                used.stream().map(id -> declared.getOrDefault(id, builtIn(id))).toList());
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    /// The formats that are never written out (ECMA-376 part 1, 18.8.30), those of East Asia
    /// included.
    private static Shown builtIn(int id) {
        return switch (id) {
            case 14, 15, 16, 17, 27, 28, 29, 30, 31, 36 -> Shown.DATE;
            case 34, 35, 50, 51, 52, 53, 54, 55, 56, 57, 58 -> Shown.DATE;
            case 22 -> Shown.DATE_TIME;
            case 18, 19, 20, 21, 32, 33, 45, 46, 47 -> Shown.TIME;
            default -> Shown.NUMBER;
        };
    }

    /// What a format code shows: `yyyy/mm/dd`, `[$-411]ggge"年"m"月"`, `[h]:mm`, `0.00E+00`.
    static Shown ofCode(String code) {
        String plain = signs(code);
        if (plain.contains("general") || plain.isEmpty()) {
            return Shown.NUMBER;
        }
        boolean exponent = plain.contains("e+") || plain.contains("e-");
        boolean digits = plain.replaceAll("[sh][.,]0+", "s").matches(".*[0#?].*");
        boolean day = plain.matches(".*[ydgb].*") || (plain.contains("e") && !exponent);
        boolean hour = plain.matches(".*[hs].*");
        boolean month = plain.contains("m");
        if ((digits && !hour) || !(day || hour || month)) {
            return Shown.NUMBER;
        }
        if (day || (month && !hour)) {
            return hour ? Shown.DATE_TIME : Shown.DATE;
        }
        return Shown.TIME;
    }

    /// The first section of a code without texts, escapes, colours and locales, in small letters.
    private static String signs(String code) {
        var plain = new StringBuilder();
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            switch (c) {
                case '"' -> {
                    int end = code.indexOf('"', i + 1);
                    i = end < 0 ? code.length() : end;
                }
                case '\\', '_', '*' -> i++;
                case '[' -> {
                    int end = code.indexOf(']', i);
                    String inside = end < 0 ? "" : code.substring(i + 1, end);
                    if (inside.matches("(?i)h+|m+|s+")) {
                        plain.append("h");
                    }
                    i = end < 0 ? code.length() : end;
                }
                case ';' -> i = code.length();
                default -> plain.append(c);
            }
        }
        return plain.toString().toLowerCase(Locale.ROOT).replaceAll("am/pm|a/p", "h");
    }
}
