package org.cairn.ledger.lineage;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.ledger.LedgerProblems;
import org.cairn.postgres.Sql;

/// Documents, mapping versions and lineage blocks: what makes the origin of a field derivable.
public final class LineageLedger {
    /// Writes a document down and gives its number.
    public long addDocument(Connection connection, DocumentRecord document) {
        return Sql.load(
                connection,
                """
                INSERT INTO cairn.document
                    (document_id, source, url, file_name, sha256, length, fetched_at, run)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                RETURNING document_no
                """,
                row -> row.getLong(1),
                uuid(document.id()),
                document.source(),
                document.url(),
                document.fileName(),
                document.sha256().bytes(),
                document.lengthBytes(),
                document.fetchedAt(),
                document.run().value());
    }

    /// Gives the number of a document, written down if this database does not know it.
    public long documentNo(Connection connection, DocumentRecord document) {
        return Sql.find(
                        connection,
                        "SELECT document_no FROM cairn.document WHERE document_id = ?",
                        row -> row.getLong(1),
                        uuid(document.id()))
                .orElseGet(() -> addDocument(connection, document));
    }

    /// Gives the number of the mapping version with this text, written down if it is new.
    public int addMapping(Connection connection, String text, RunNumber run) {
        byte[] hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8)).bytes();
        Sql.update(
                connection,
                """
                INSERT INTO cairn.mapping_version (hash, text, first_run) VALUES (?, ?, ?)
                ON CONFLICT (hash) DO NOTHING
                """,
                hash,
                text,
                run.value());
        return Sql.load(
                connection,
                "SELECT mapping_no FROM cairn.mapping_version WHERE hash = ?",
                row -> row.getInt(1),
                hash);
    }

    public void addBlock(Connection connection, Block block) {
        Sql.update(
                connection,
                """
                INSERT INTO cairn.lineage_block
                    (dataset_id, first_rid, row_count, document_no, mapping_no, run, spans)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                block.datasetId(),
                block.firstRid(),
                block.rowCount(),
                block.documentNo(),
                block.mappingNo(),
                block.run().value(),
                block.spans());
    }

    /// Rows with consecutive ids that came from one document by one mapping.
    public record Block(
            int datasetId,
            long firstRid,
            int rowCount,
            long documentNo,
            int mappingNo,
            RunNumber run,
            byte[] spans) {}

    /// Tells where a row came from: one index look-up, one frame.
    ///
    /// Problems: `lineage-missing`, `lineage-damaged`.
    public Origin origin(Connection connection, int datasetId, long rid) {
        return Sql.find(
                        connection,
                        """
                        SELECT b.first_rid, b.row_count, b.spans, b.run AS block_run, m.text,
                               d.document_id, d.source, d.url, d.file_name, d.sha256, d.length,
                               d.fetched_at, d.run
                          FROM (SELECT * FROM cairn.lineage_block
                                 WHERE dataset_id = ? AND first_rid <= ?
                                 ORDER BY first_rid DESC LIMIT 1) b
                          JOIN cairn.mapping_version m USING (mapping_no)
                          JOIN cairn.document d USING (document_no)
                         WHERE ? < b.first_rid + b.row_count
                        """,
                        row -> origin(row, rid),
                        datasetId,
                        rid,
                        rid)
                .orElseThrow(() ->
                        LedgerProblems.LINEAGE_MISSING
                                .says("no lineage for row id %d", rid)
                                .what("no lineage block of dataset %d covers it", datasetId)
                                .kept("the row is unchanged")
                                .remedy(
                                        "Check whether the row was written by hand; else"
                                                + " restore the tables of schema cairn.")
                                .with("rid", rid)
                                .asException());
    }

    private static Origin origin(ResultSet row, long rid) throws SQLException {
        int index = Math.toIntExact(rid - row.getLong("first_rid"));
        SpanBlock.Entry entry =
                SpanBlock.find(row.getBytes("spans"), index, row.getInt("row_count"));
        return new Origin(
                document(row),
                row.getString("text"),
                entry.span(),
                entry.strategy(),
                new RunNumber(row.getLong("block_run")));
    }

    /// The documents of a source that a run fetched, whose names begin so and whose addresses have
    /// this text in them; the newest first.
    public List<DocumentRecord> documents(
            Connection connection, DocumentRecord beside, String namePrefix, String inUrl) {
        return Sql.list(
                connection,
                """
                SELECT document_id, source, url, file_name, sha256, length, fetched_at, run
                  FROM cairn.document
                 WHERE run = ? AND source = ? AND starts_with(file_name, ?)
                   AND position(? in url) > 0
                 ORDER BY document_no DESC
                """,
                LineageLedger::document,
                beside.run().value(),
                beside.source(),
                namePrefix,
                inUrl);
    }

    /// Reads the document columns of a row.
    public static DocumentRecord document(ResultSet row) throws SQLException {
        return new DocumentRecord(
                new DocumentId(
                        row.getObject("document_id", UUID.class).toString().replace("-", "")),
                row.getString("source"),
                row.getString("url"),
                row.getString("file_name"),
                Sha256.ofDigest(row.getBytes("sha256")),
                row.getLong("length"),
                Objects.requireNonNull(Sql.instant(row, "fetched_at")),
                new RunNumber(row.getLong("run")));
    }

    private static UUID uuid(DocumentId id) {
        return new UUID(
                Long.parseUnsignedLong(id.hex().substring(0, 16), 16),
                Long.parseUnsignedLong(id.hex().substring(16), 16));
    }
}
