package org.cairn.collect.decode;

import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FileInput.BadLines;
import org.jspecify.annotations.Nullable;

/// Counts the records of one document and stops it when too many are bad: past the count at once,
/// past the percentage at the end. A share of a few records says nothing, so up to [#FEW] bad ones
/// are judged by their count alone, unless no record is good or a percentage of 0 allows none.
///
/// Confined to one call. Problems raised: `bad-lines-budget`, and `encoding-unreadable` when all
/// the bad ones are so for their bytes.
final class Budget {
    static final int FEW = 20;

    private final Body body;
    private final BadLines allowed;
    private final RecordSink sink;
    private long records;
    private long bad;
    private long undecodable;
    private long firstOffset = -1;
    private String firstMessage = "";

    Budget(Body body, BadLines allowed, RecordSink sink) {
        this.body = body;
        this.allowed = allowed;
        this.sink = sink;
    }

    void good(RawRecord record) {
        records++;
        sink.record(record);
    }

    void bad(ByteSpan span, Flaw flaw) {
        records++;
        bad++;
        if (flaw.code().equals(Flaw.UNDECODABLE)) {
            undecodable++;
        }
        if (firstOffset < 0) {
            firstOffset = span.offset();
            firstMessage = flaw.message();
        }
        sink.bad(span, flaw.code(), flaw.message());
        if (bad > allowed.maxCount()) {
            throw spent("%d are allowed".formatted(allowed.maxCount()), null);
        }
    }

    /// A record that is refused for something outside of the document: that says nothing against
    /// the document itself.
    void refused(ByteSpan span, Flaw flaw) {
        records++;
        sink.bad(span, flaw.code(), flaw.message());
    }

    long recordsAtEnd() {
        boolean judged = bad > FEW || bad == records || allowed.maxPercent() == 0;
        if (judged && bad * 100.0 > allowed.maxPercent() * records) {
            throw spent("%s percent are allowed".formatted(plain(allowed.maxPercent())), records);
        }
        return records;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private RuntimeException spent(String limit, @Nullable Long of) {
        long line = Position.of(body, firstOffset).line();
        String count =
                of == null ? "%d records".formatted(bad) : "%d of %d records".formatted(bad, of);
        boolean encoding = undecodable == bad;
        var problem =
                encoding
                        ? DecodeProblems.ENCODING_UNREADABLE.says(
                                "%s are not text in the declared encoding", count)
                        : DecodeProblems.BAD_LINES_BUDGET.says("%s cannot be decoded", count);
        return problem.what(
                        "%s; the first is on line %d at byte %d: %s",
                        limit, line, firstOffset, firstMessage)
                .kept("the document is stored; nothing of it was used")
                .remedy(
                        encoding
                                ? "Declare the encoding the file is really in, for example 'encoding: windows-1252'."
                                : "Look at that line and mend the declaration, or raise 'bad_lines'.")
                .with("bad", bad)
                .with("line", line)
                .with("offset", firstOffset)
                .asException();
    }
}
