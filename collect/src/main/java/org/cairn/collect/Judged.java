package org.cairn.collect;

import java.util.List;
import org.cairn.collect.load.EncodedRow;
import org.cairn.collect.validate.Violation;
import org.cairn.kernel.ByteSpan;

/// What became of one record on its way to the load.
sealed interface Judged {
    /// Fit to load, encoded.
    ///
    /// @param refused elements of its child lists that are not
    record Fit(EncodedRow row, List<RefusedElement> refused) implements Judged {}

    /// Refused.
    ///
    /// @param stage `decode` or `validate`
    record Refused(ByteSpan span, String stage, List<Violation> violations) implements Judged {}

    /// No record: something that was left out of the document, though it is no error.
    record Noted(String message) implements Judged {}

    /// No record: of the fit ones of a batch, how many have a value, by column.
    record Filled(int records, int[] values) implements Judged {}

    /// An element of a child list that was refused.
    record RefusedElement(String field, ByteSpan span, List<Violation> violations) {}
}
