package org.cairn.collect.load;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.PipelineSpec.IndexSpec;

/// The tables of a dataset as its mapping wants them.
///
/// System columns: `_rid` names one version of one row (lineage hangs on it), `_key` is the hash of
/// the primary key, `_hash` that of the content, `_withdrawn` the run that no longer found it.
///
/// @param copyOrder indexes into `columns`, in the order of the binary tuple: first what is
///   compared, then lists without order, then volatile ones (see [RowEncoder])
/// @param keys alternatives of key columns by index
public record TargetTable(
        DatasetName name,
        List<Column> columns,
        List<Integer> copyOrder,
        List<List<Integer>> keys,
        List<IndexSpec> indexes,
        List<ChildTable> children) {
    static final String RID = "_rid";
    static final String KEY = "_key";
    static final String HASH = "_hash";
    static final String WITHDRAWN = "_withdrawn";
    static final String PARENT = "_parent";
    static final String ORDINAL = "ordinal";

    /// A child's table: the parent's key columns, the ordinal, and its own columns.
    ///
    /// @param keyColumns of the parent, by index
    public record ChildTable(
            DatasetName name, String field, List<Integer> keyColumns, List<Column> columns) {}

    public static TargetTable of(
            DatasetName name, CompiledMapping mapping, List<IndexSpec> indexes) {
        Set<Integer> keyColumns = new LinkedHashSet<>();
        mapping.keys().forEach(keyColumns::addAll);
        List<ChildTable> children =
                mapping.children().stream()
                        .map(child ->
                                new ChildTable(
                                        name.child(child.field()),
                                        child.field(),
                                        List.copyOf(keyColumns),
                                        child.columns()))
                        .toList();
        return new TargetTable(
                name, mapping.columns(), copyOrder(mapping), mapping.keys(), indexes, children);
    }

    private static List<Integer> copyOrder(CompiledMapping mapping) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < mapping.columns().size(); i++) {
            if (!mapping.volatileColumns().contains(i) && !mapping.unorderedColumns().contains(i)) {
                order.add(i);
            }
        }
        mapping.unorderedColumns().stream()
                .filter(i -> !mapping.volatileColumns().contains(i))
                .forEach(order::add);
        order.addAll(mapping.volatileColumns());
        return order;
    }

    /// Names of the key columns when the key is one list, so that it can be the primary key.
    List<String> simpleKey() {
        return keys.size() == 1 ? names(keys.getFirst()) : List.of();
    }

    List<String> names(List<Integer> indexes) {
        return indexes.stream().map(i -> columns.get(i).name()).toList();
    }

    public List<List<String>> keyNames() {
        return keys.stream().map(this::names).toList();
    }

    /// Columns in the order of the binary tuple.
    List<String> copyColumns() {
        List<String> all = new ArrayList<>(List.of(RID, KEY, HASH));
        all.addAll(names(copyOrder));
        return all;
    }

    List<String> copyColumns(ChildTable child) {
        List<String> all = new ArrayList<>(List.of(RID, PARENT, ORDINAL));
        all.addAll(names(child.keyColumns()));
        child.columns().forEach(column -> all.add(column.name()));
        return all;
    }
}
