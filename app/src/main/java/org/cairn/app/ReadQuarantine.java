package org.cairn.app;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.fetch.ArchivedBody;
import org.cairn.kernel.ByteSpan;
import org.cairn.ledger.quarantine.QuarantineLedger;
import org.cairn.ledger.quarantine.QuarantineLedger.Filter;
import org.cairn.ledger.quarantine.QuarantineRecord;
import org.cairn.postgres.Database;
import org.cairn.vault.document.DocumentArchive;
import org.jspecify.annotations.Nullable;

/// Reads quarantine: what was refused, why, and the bytes it points to; and takes somebody's word
/// that a refusal may stay.
public final class ReadQuarantine {
    /// How much of a refused record is shown.
    private static final int SHOWN_BYTES = 4096;

    private final Database database;
    private final DocumentArchive archive;
    private final InstantSource clock;
    private final QuarantineLedger ledger = new QuarantineLedger();

    ReadQuarantine(Database database, DocumentArchive archive, InstantSource clock) {
        this.database = database;
        this.archive = archive;
        this.clock = clock;
    }

    /// Some refusals, and how many there are.
    ///
    /// @param count of records that are meant, on whatever page they are
    /// @param codes how many refusals there are for each reason
    public record Page(List<QuarantineRecord> records, long count, Map<String, Long> codes) {}

    /// Lists refusals, the newest run first.
    ///
    /// @param after leaves out all up to this one in that order
    public Page list(Filter filter, @Nullable Long after, int limit) {
        return ReadLedger.with(
                database,
                connection ->
                        new Page(
                                ledger.list(connection, filter, after, limit),
                                ledger.count(connection, filter),
                                ledger.countByCode(connection, filter)));
    }

    /// A refusal and the first 4 KiB of the bytes that were refused.
    ///
    /// @param part of a workbook, whose bytes the span counts; null for other documents
    public record Shown(
            QuarantineRecord record, @Nullable String part, ByteSpan span, byte[] bytes) {}

    /// Problems: `quarantine-unknown`, and those of the vault.
    public Shown show(long number) {
        QuarantineRecord record =
                ReadLedger.with(database, connection -> ledger.load(connection, number));
        ByteSpan span = record.span();
        Body unpacked = Decoders.unpacked(ArchivedBody.of(archive, record.document().sha256()));
        byte[] bytes = unpacked.read(span.offset(), Math.min(span.length(), SHOWN_BYTES));
        Body.Place place = unpacked.place(span.offset());
        return place == null
                ? new Shown(record, null, span, bytes)
                : new Shown(
                        record, place.part(), new ByteSpan(place.offset(), span.length()), bytes);
    }

    /// Drops refusals that are open, for good: they come up again only with other bytes or for
    /// another reason. Problems: `quarantine-unknown`.
    ///
    /// @return how many
    public long drop(Filter filter, String by, String why) {
        return ReadLedger.with(
                database,
                connection -> {
                    if (filter.numbers() != null) {
                        filter.numbers().forEach(number -> ledger.load(connection, number));
                    }
                    return ledger.drop(connection, filter, by, why, clock.instant());
                });
    }
}
