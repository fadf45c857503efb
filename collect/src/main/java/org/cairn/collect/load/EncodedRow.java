package org.cairn.collect.load;

import java.util.List;
import org.cairn.kernel.ByteSpan;

/// A row as PostgreSQL's binary COPY takes it, with what is needed to compare it.
///
/// @param tuple the whole tuple with the row id still 0 and room for a staging mark at its end; see
///   [RowEncoder]. Not copied: patched in place by the one who loads it
/// @param children one list for each child dataset
public record EncodedRow(
        long keyHigh,
        long keyLow,
        long contentHash,
        byte[] tuple,
        ByteSpan span,
        int strategy,
        List<List<EncodedChild>> children) {

    /// A row of a child dataset, row id still 0.
    public record EncodedChild(byte[] tuple, ByteSpan span) {}
}
