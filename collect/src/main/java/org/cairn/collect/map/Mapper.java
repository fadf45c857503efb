package org.cairn.collect.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.jspecify.annotations.Nullable;

/// Derives the columns of a dataset from raw records. Pure; safe for any thread.
public final class Mapper {
    private static final int NOT_PLAIN = -1;

    private final CompiledMapping mapping;
    private final List<Column> columns;
    private final int[] plain;

    public Mapper(CompiledMapping mapping) {
        this.mapping = mapping;
        this.columns = mapping.columns();
        this.plain = columns.stream().mapToInt(Mapper::plainOrigin).toArray();
    }

    /// The origin of a column that takes one value as it is, as most do; found out once and not for
    /// each record.
    private static int plainOrigin(Column column) {
        boolean one = column.any().size() == 1 && column.then().isEmpty();
        Column.Chain chain = column.any().getFirst();
        boolean plain =
                one
                        && chain.origins().size() == 1
                        && chain.transforms().isEmpty()
                        && chain.constants().stream().allMatch(Objects::isNull);
        return plain ? chain.origins().getFirst() : NOT_PLAIN;
    }

    public Row map(RawRecord raw) {
        List<List<Row>> children = new ArrayList<>(mapping.children().size());
        for (int i = 0; i < mapping.children().size(); i++) {
            List<Row> rows = new ArrayList<>();
            for (RawRecord element : raw.children().get(i)) {
                rows.add(
                        new Row(
                                element.span(),
                                raw.strategy(),
                                values(mapping.children().get(i).columns(), element),
                                List.of()));
            }
            children.add(rows);
        }
        return new Row(raw.span(), raw.strategy(), values(raw), children);
    }

    private @Nullable Object[] values(RawRecord raw) {
        @Nullable Object[] values = new @Nullable Object[plain.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = plain[i] == NOT_PLAIN ? value(columns.get(i), raw) : raw.values()[plain[i]];
        }
        return values;
    }

    private static @Nullable Object[] values(List<Column> columns, RawRecord raw) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(columns.get(i), raw);
        }
        return values;
    }

    private static @Nullable Object value(Column column, RawRecord raw) {
        @Nullable Object[] origins = raw.values();
        Choice choice = choose(column, raw.strategy(), i -> origins[i]);
        return choice == null ? null : choice.value();
    }

    /// The alternative of a column that gave the value.
    ///
    /// @param origin index into the projection's origins, or -1 for a constant of the strategy
    public record Choice(Column.Chain chain, int origin, Object value) {}

    /// Evaluates one column of one record and says which alternative won; null when none has a
    /// value. Loading and tracing both ask here, so that a trace names what was loaded.
    ///
    /// @param origins gives the value of an origin of the projection by its index, null when there
    ///   is none; asked in the order of the alternatives and no further than the winner
    public static @Nullable Choice choose(
            Column column, int strategy, IntFunction<@Nullable Object> origins) {
        for (Column.Chain chain : column.any()) {
            String constant = chain.constants().isEmpty() ? null : chain.constants().get(strategy);
            if (constant != null) {
                Object value = then(column, constant);
                return value == null ? null : new Choice(chain, -1, value);
            }
            for (int origin : chain.origins()) {
                Object raw = origins.apply(origin);
                Object value = raw == null ? null : transformed(raw, chain.transforms());
                value = value == null ? null : then(column, value);
                if (value != null) {
                    return new Choice(chain, origin, value);
                }
            }
        }
        return null;
    }

    private static @Nullable Object then(Column column, Object value) {
        return transformed(value, column.then());
    }

    private static @Nullable Object transformed(Object raw, List<Transform> transforms) {
        if (transforms.isEmpty() || raw instanceof Unreadable) {
            return raw;
        }
        String text = text(raw);
        for (Transform transform : transforms) {
            try {
                text = transform.apply(text);
            } catch (UnreadableException e) {
                return new Unreadable(text(raw), e.expected());
            }
            if (text == null) {
                return null;
            }
        }
        return transforms.getLast() instanceof Transform.Split ? new RawJson(text) : text;
    }

    /// The text of a raw value, as it goes into a text column.
    public static String text(Object raw) {
        return switch (raw) {
            case String text -> text;
            case RawNumber(String text) -> text;
            case RawJson(String text) -> text;
            default -> raw.toString();
        };
    }
}
