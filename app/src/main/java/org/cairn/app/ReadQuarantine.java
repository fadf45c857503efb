package org.cairn.app;

import java.util.List;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Decoders;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineLedger;
import org.cairn.ledger.quarantine.QuarantineRecord;
import org.cairn.postgres.Database;
import org.cairn.vault.document.DocumentArchive;
import org.jspecify.annotations.Nullable;

/// Reads quarantine: what was refused, why, and the bytes it points to.
public final class ReadQuarantine {
    /// How much of a refused record is shown.
    private static final int SHOWN_BYTES = 4096;

    private final Database database;
    private final DocumentArchive archive;
    private final QuarantineLedger ledger = new QuarantineLedger();

    ReadQuarantine(Database database, DocumentArchive archive) {
        this.database = database;
        this.archive = archive;
    }

    /// What is in quarantine now, or what one run put there.
    public List<QuarantineRecord> list(
            @Nullable RunNumber run, @Nullable String dataset, int limit) {
        return ReadLedger.with(
                database, connection -> ledger.list(connection, run, dataset, limit));
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
        Body unpacked = Decoders.unpacked(new VaultBody(archive.open(record.document().sha256())));
        byte[] bytes = unpacked.read(span.offset(), Math.min(span.length(), SHOWN_BYTES));
        Body.Place place = unpacked.place(span.offset());
        return place == null
                ? new Shown(record, null, span, bytes)
                : new Shown(
                        record, place.part(), new ByteSpan(place.offset(), span.length()), bytes);
    }
}
