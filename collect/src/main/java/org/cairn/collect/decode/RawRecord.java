package org.cairn.collect.decode;

import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.jspecify.annotations.Nullable;

/// One thing decoded from a document, still as the source wrote it.
///
/// @param span the record's own bytes: a JSON value from its first to its last character, a CSV
///   record without its line end
/// @param strategy index of the record strategy that found it
/// @param values one for each origin of the projection: null (absent, or JSON null, or a declared
///   null value), [String], [RawNumber], [Boolean] or [RawJson]. Not copied: do not change
/// @param children one list for each child projection
public record RawRecord(
        ByteSpan span, int strategy, @Nullable Object[] values, List<List<RawRecord>> children) {

    /// A JSON number as it was written, for example `1.50` or `1e3`.
    public record RawNumber(String text) {}

    /// A JSON object or array, re-written without white space, members in their order.
    public record RawJson(String text) {}
}
