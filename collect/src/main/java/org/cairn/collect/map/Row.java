package org.cairn.collect.map;

import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.jspecify.annotations.Nullable;

/// One record on its way into a dataset.
///
/// Before validation the values are those of the source after transforms (text, `RawNumber`,
/// [Boolean], `RawJson`); after it they have the Java type of their column.
///
/// @param strategy index of the record strategy that found it
/// @param values one for each column of the mapping. Not copied: do not change
/// @param children one list for each child field of the mapping
public record Row(
        ByteSpan span, int strategy, @Nullable Object[] values, List<List<Row>> children) {}
