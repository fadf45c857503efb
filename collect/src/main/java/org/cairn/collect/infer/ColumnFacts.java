package org.cairn.collect.infer;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.collect.map.Mapper;
import org.cairn.collect.validate.TypeReader;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.jspecify.annotations.Nullable;

/// What all values of one column have in common. Confined to one thread; holds no values but the
/// first that does not fit.
final class ColumnFacts {
    /// What people write where there is no value.
    static final Set<String> NULL_WORDS =
            Set.of(
                    "N/A", "n/a", "NA", "NULL", "null", "None", "-", "--", "..", "#N/A", "NaN",
                    "nan");

    private static final List<FieldType> TRIED =
            List.of(
                    FieldType.INTEGER,
                    FieldType.DECIMAL,
                    FieldType.DATE,
                    FieldType.TIMESTAMP,
                    FieldType.BOOLEAN,
                    FieldType.UUID);
    private static final Pattern PARTS =
            Pattern.compile("([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})");
    private static final Pattern CODE = Pattern.compile("-?0[0-9]+.*|\\+.*|.*[eE].*|-0");
    private static final List<String> ORDERS = List.of("dmy", "mdy", "ymd");
    private static final int LONGEST_SHOWN = 30;

    private final Map<FieldType, Misfits> misfits = new EnumMap<>(FieldType.class);
    private final Map<String, Long> orders = new LinkedHashMap<>();
    private final Map<String, Long> nullWords = new LinkedHashMap<>();
    private long values;
    private long absent;
    private boolean structured;

    /// How many values are not of a type, and where the first is.
    record Misfits(long count, long offset, String first) {}

    ColumnFacts() {
        ORDERS.forEach(order -> orders.put(order, 0L));
    }

    /// @param offset of the record
    void add(@Nullable Object raw, long offset) {
        if (raw == null) {
            absent++;
            return;
        }
        String text = Mapper.text(raw);
        if (NULL_WORDS.contains(text) && raw instanceof String) {
            nullWords.merge(text, 1L, Long::sum);
            return;
        }
        values++;
        structured |= raw instanceof RawJson;
        for (FieldType type : TRIED) {
            if (!fits(type, raw, text)) {
                misfits.merge(
                        type,
                        new Misfits(1, offset, shown(text)),
                        (old, _) -> new Misfits(old.count() + 1, old.offset(), old.first()));
            }
        }
        Matcher parts = PARTS.matcher(text);
        boolean written = parts.matches();
        for (String order : ORDERS) {
            if (written && isDate(parts, order)) {
                orders.merge(order, 1L, Long::sum);
            }
        }
    }

    private static boolean fits(FieldType type, Object raw, String text) {
        return switch (type) {
            case INTEGER, DECIMAL ->
                    raw instanceof RawNumber
                            ? TypeReader.read(type, raw) != null
                            : !CODE.matcher(text).matches() && TypeReader.read(type, raw) != null;
            case BOOLEAN ->
                    raw instanceof Boolean
                            || text.equalsIgnoreCase("true")
                            || text.equalsIgnoreCase("false");
            case DATE, TIMESTAMP, UUID ->
                    !(raw instanceof RawNumber) && TypeReader.read(type, raw) != null;
            case TEXT, DOUBLE, JSON -> true;
        };
    }

    private static boolean isDate(Matcher parts, String order) {
        String year = parts.group(1 + order.indexOf('y'));
        String month = parts.group(1 + order.indexOf('m'));
        String day = parts.group(1 + order.indexOf('d'));
        if (year.length() != 4 || month.length() > 2 || day.length() > 2) {
            return false;
        }
        try {
            LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
            return true;
        } catch (DateTimeException _) {
            // No such day in this order.
            return false;
        }
    }

    private static String shown(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "…" : line;
    }

    /// What the column is, in the words of a declaration.
    ///
    /// @param transform that the type needs; null for none
    /// @param doubt why it is not of the type that most values have; null for none
    record Judged(FieldType type, @Nullable String transform, @Nullable Doubt doubt) {}

    /// Values that nearly are of a type.
    ///
    /// @param offset of the first record that is not; -1 where no record is to be shown
    record Doubt(String says, long offset) {}

    /// @param wordsAreNull whether words that mean no value count as none; otherwise they are texts
    Judged judge(boolean wordsAreNull) {
        if (structured) {
            return new Judged(FieldType.JSON, null, null);
        }
        if (values == 0 || (!wordsAreNull && !nullWords.isEmpty())) {
            return new Judged(FieldType.TEXT, null, null);
        }
        for (FieldType type : TRIED) {
            if (!misfits.containsKey(type)) {
                return new Judged(type, null, null);
            }
        }
        List<String> fitting =
                ORDERS.stream().filter(o -> orders.getOrDefault(o, 0L) == values).toList();
        if (fitting.size() == 1) {
            return new Judged(
                    FieldType.DATE, "{date_order: [%s]}".formatted(fitting.getFirst()), null);
        }
        return new Judged(FieldType.TEXT, null, doubt(fitting));
    }

    private @Nullable Doubt doubt(List<String> fitting) {
        if (fitting.size() > 1) {
            return new Doubt("dates in the order %s".formatted(String.join(" or ", fitting)), -1);
        }
        FieldType nearest = FieldType.TEXT;
        long fewest = Long.MAX_VALUE;
        for (FieldType type : TRIED) {
            Misfits found = misfits.get(type);
            if (found != null && found.count() < fewest) {
                fewest = found.count();
                nearest = type;
            }
        }
        Misfits found = misfits.get(nearest);
        if (found == null || fewest * 5 > values) {
            return null;
        }
        return new Doubt(
                "%d of %d are no %s, first '%s'"
                        .formatted(
                                fewest,
                                values,
                                nearest.name().toLowerCase(java.util.Locale.ROOT),
                                found.first()),
                found.offset());
    }

    /// Words that mean no value, where the column has another type without them.
    Set<String> nullWords() {
        return !nullWords.isEmpty() && judge(true).type() != FieldType.TEXT
                ? nullWords.keySet()
                : Set.of();
    }

    /// Whether every record has a value, and none is a word that may mean none.
    boolean isFull() {
        return absent == 0 && nullWords.isEmpty() && values > 0 && !structured;
    }
}
