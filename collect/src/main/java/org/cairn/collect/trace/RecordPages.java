package org.cairn.collect.trace;

import java.io.InputStream;
import java.sql.Connection;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Details;
import org.cairn.collect.fetch.GivenValues;
import org.cairn.collect.fetch.site.SiteNames;
import org.cairn.ledger.lineage.DocumentRecord;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.vault.body.StoredBody;
import org.cairn.vault.document.DocumentArchive;
import org.jspecify.annotations.Nullable;

/// The pages that records link to, as the run fetched them that fetched the records' own document.
/// Nothing says per record which they are: the record's bytes say it.
record RecordPages(Connection connection, LineageLedger lineage, DocumentArchive archive) {
    /// One of them.
    record RecordPage(DocumentRecord record, StoredBody body) {
        Details.Detail.Page detail() {
            return new Details.Detail.Page(view(body), record.url(), GivenValues.of(record.url()));
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
                .map(document -> new RecordPage(document, archive.open(document.sha256())))
                .orElse(null);
    }

    /// A stored body as decoders read it.
    static Body view(StoredBody stored) {
        return new Body() {
            @Override
            public InputStream open() {
                return stored.stream();
            }

            @Override
            public byte[] read(long offset, int length) {
                return stored.read(offset, length);
            }

            @Override
            public long lengthBytes() {
                return stored.lengthBytes();
            }
        };
    }
}
