package org.cairn.collect.decode;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cairn.collect.decode.HeaderGrid.Cell;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// How one wide table becomes long.
///
/// The record of a cell has the span from the start of its line to the end of that cell: so spans
/// differ, and the cell is found again from the span alone.
///
/// @param columns that become records, by their index
record LongForm(Unpivot unpivot, HeaderGrid grid, List<Integer> columns) {
    static LongForm of(Unpivot unpivot, CsvHeader header) {
        return of(unpivot, header.names(), header.grid());
    }

    /// @param names of the columns, in their order
    static LongForm of(Unpivot unpivot, List<String> names, HeaderGrid grid) {
        Unpivot.Choice choice = unpivot.columns();
        String text = choice.pattern();
        Pattern pattern = text == null ? null : Pattern.compile(text);
        Set<String> wanted = new HashSet<>(choice.names());
        Set<String> except = new HashSet<>(choice.except());
        Integer from = choice.from();
        Integer to = choice.to();
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            boolean chosen =
                    (wanted.isEmpty() || wanted.contains(name))
                            && (pattern == null || pattern.matches(name))
                            && (from == null || i + 1 >= from)
                            && (to == null || i + 1 <= to)
                            && !except.contains(name);
            if (chosen) {
                columns.add(i);
            }
        }
        return new LongForm(unpivot, grid, List.copyOf(columns));
    }

    /// The fields of the long table: the columns that stay, then those made.
    List<String> fields(List<String> names) {
        Set<String> fields = new LinkedHashSet<>();
        Set<Integer> gone = new HashSet<>(columns);
        for (int i = 0; i < names.size(); i++) {
            if (!gone.contains(i)) {
                fields.add(names.get(i));
            }
        }
        fields.addAll(unpivot.namesTo());
        fields.add(unpivot.valuesTo());
        return List.copyOf(fields);
    }

    /// Which of the names made this is; -1 for another name.
    int level(String field) {
        return unpivot.namesTo().indexOf(field);
    }

    /// What a column is called at a level.
    String key(int column, int level) {
        return unpivot.namesTo().size() == 1 ? grid.name(column) : cell(column, level).text();
    }

    /// Where that name stands.
    ByteSpan keySpan(int column, int level) {
        return unpivot.namesTo().size() == 1 ? grid.lowest(column) : cell(column, level).span();
    }

    private Cell cell(int column, int level) {
        return grid.columns().get(column).get(level);
    }

    static @Nullable LongForm find(@Nullable Unpivot unpivot, CsvHeader header) {
        return unpivot == null ? null : of(unpivot, header);
    }
}
