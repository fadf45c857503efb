package org.cairn.collect.trace;

import java.sql.Connection;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Details;
import org.cairn.collect.fetch.ArchivedBody;
import org.cairn.collect.fetch.GivenValues;
import org.cairn.collect.fetch.site.SiteNames;
import org.cairn.ledger.lineage.DocumentRecord;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.vault.document.DocumentArchive;
import org.jspecify.annotations.Nullable;

/// The pages that records link to, as the run fetched them that fetched the records' own document.
/// Nothing says per record which they are: the record's bytes say it.
record RecordPages(Connection connection, LineageLedger lineage, DocumentArchive archive) {
    /// One of them.
    record RecordPage(DocumentRecord record, Body body) {
        Details.Detail.Page detail() {
            return new Details.Detail.Page(body, record.url(), GivenValues.of(record.url()));
        }
    }

    @Nullable RecordPage find(DocumentRecord listing, String resource, String address) {
        return lineage
                .documents(
                        connection,
                        listing,
                        SiteNames.detailPrefix(resource),
                        SiteNames.searched(address))
                .stream()
                .filter(document -> SiteNames.isOf(document.url(), address))
                .findFirst()
                .map(document ->
                        new RecordPage(document, ArchivedBody.of(archive, document.sha256())))
                .orElse(null);
    }
}
