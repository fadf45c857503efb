package org.cairn.collect.map;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads dates in the eras of Japan (`平成10年 3月 4日`, `令和元年5月`, `H10.3.4`) and gives ISO 8601, as
/// precise as they are written. Years of our era (`2024年3月4日`) are read, too.
///
/// A date before the first day of its era does not exist. One behind its last day does: papers that
/// look ahead are dated in the era in which they were written, and mean what they count.
final class EraDates {
    private static final String EXPECTED = "a date in an era of Japan, such as 平成10年3月4日 or 令和元年5月";

    private static final String NUMBER = "([0-9]{1,4}|元|[一二三四五六七八九十]{1,3})";
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "(明治|大正|昭和|平成|令和|西暦)?"
                            + NUMBER
                            + "年(?:度)?(?:"
                            + NUMBER
                            + "月(?:"
                            + NUMBER
                            + "日)?)?(?:\\([月火水木金土日](?:曜日?)?\\))?");
    private static final Pattern SHORT =
            Pattern.compile(
                    "([MTSHRmtshr])\\.?([0-9]{1,2}|元)(?:[./-]([0-9]{1,2})(?:[./-]([0-9]{1,2}))?)?");

    /// The first day of each era.
    private static final Map<String, LocalDate> ERAS =
            Map.of(
                    "明治", LocalDate.of(1868, 1, 25),
                    "大正", LocalDate.of(1912, 7, 30),
                    "昭和", LocalDate.of(1926, 12, 25),
                    "平成", LocalDate.of(1989, 1, 8),
                    "令和", LocalDate.of(2019, 5, 1));

    private static final Map<String, String> LETTERS =
            Map.of("M", "明治", "T", "大正", "S", "昭和", "H", "平成", "R", "令和");

    private EraDates() {}

    static String read(String text) {
        // Full-width digits and the signs that are a whole era (㍻) become plain ones.
        String plain =
                Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("[\\s\\p{Z}]+", "");
        Matcher written = WRITTEN.matcher(plain);
        String date = null;
        if (written.matches()) {
            String era = written.group(1);
            date =
                    date(
                            era == null || era.equals("西暦") ? null : era,
                            number(written.group(2)),
                            number(written.group(3)),
                            number(written.group(4)));
        } else {
            Matcher letters = SHORT.matcher(plain);
            if (letters.matches()) {
                date =
                        date(
                                LETTERS.get(letters.group(1).toUpperCase(Locale.ROOT)),
                                number(letters.group(2)),
                                number(letters.group(3)),
                                number(letters.group(4)));
            }
        }
        if (date == null) {
            throw new UnreadableException(EXPECTED);
        }
        return date;
    }

    private static @Nullable String date(
            @Nullable String era,
            @Nullable Integer year,
            @Nullable Integer month,
            @Nullable Integer day) {
        if (year == null || year < 1 || (era == null && year < 1000)) {
            return null;
        }
        LocalDate first = era == null ? LocalDate.MIN : ERAS.get(era);
        if (first == null) {
            return null;
        }
        int common = era == null ? year : first.getYear() + year - 1;
        if (month == null) {
            return "%04d".formatted(common);
        }
        if (month < 1 || month > 12) {
            return null;
        }
        if (day == null) {
            boolean before =
                    era != null
                            && LocalDate.of(common, month, 1).plusMonths(1).compareTo(first) <= 0;
            return before ? null : "%04d-%02d".formatted(common, month);
        }
        String date = WrittenDates.date(common, month, day);
        return date == null || LocalDate.parse(date).isBefore(first) ? null : date;
    }

    private static @Nullable Integer number(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.equals("元")) {
            return 1;
        }
        if (text.charAt(0) <= '9') {
            return Integer.valueOf(text);
        }
        return kanji(text);
    }

    /// Numbers up to 99: 三, 十, 十二, 二十, 二十三. -1 for characters in another order.
    private static int kanji(String text) {
        int ten = text.indexOf('十');
        if (ten < 0) {
            return text.length() == 1 ? digit(text) : -1;
        }
        int tens = ten == 0 ? 1 : ten == 1 ? digit(text.substring(0, 1)) : -1;
        String rest = text.substring(ten + 1);
        int ones = rest.isEmpty() ? 0 : rest.length() == 1 ? digit(rest) : -1;
        return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
    }

    private static int digit(String text) {
        int index = "一二三四五六七八九".indexOf(text);
        return index < 0 ? -1 : index + 1;
    }
}
