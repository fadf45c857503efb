package org.cairn.collect;

import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.cairn.collect.decode.Body;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.load.DatasetLoad;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.lineage.DocumentRecord;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.ledger.quarantine.QuarantineLedger;
import org.cairn.ledger.run.RunLedger;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.document.StoredBody;

/// What the parts of one run share: its number, its connection, its documents. Confined to the
/// run's thread.
final class RunContext {
    private final RunNumber number;
    private final Connection connection;
    private final DocumentArchive archive;
    private final ExecutorService pool;
    private final EventSink events;
    private final Path scratch;
    private final RunLedger runs = new RunLedger();
    private final DatasetLedger datasets = new DatasetLedger();
    private final LineageLedger lineage = new LineageLedger();
    private final QuarantineLedger quarantine = new QuarantineLedger();
    private final Map<String, List<FetchedDocument>> documents = new HashMap<>();
    private final Map<DocumentId, Long> documentNumbers = new HashMap<>();

    RunContext(
            RunNumber number, Connection connection, DocumentArchive archive, Workplace workplace) {
        this.number = number;
        this.connection = connection;
        this.archive = archive;
        this.pool = workplace.pool();
        this.events = workplace.events();
        this.scratch = workplace.scratch();
    }

    /// Where the work of a run is done.
    ///
    /// @param pool for CPU work, as many threads as processors
    /// @param scratch the run's own folder for files that do not outlive it
    record Workplace(ExecutorService pool, EventSink events, Path scratch) {}

    void fetched(String source, List<FetchedDocument> fetched) {
        documents.put(source, fetched);
    }

    List<FetchedDocument> documents(String source) {
        return documents.getOrDefault(source, List.of());
    }

    /// Writes the documents of the run into the ledger; part of whatever transaction is open.
    void recordDocuments() {
        documentNumbers.clear();
        documents.values().stream()
                .flatMap(List::stream)
                .forEach(document ->
                        documentNumbers.put(
                                document.archived().id(),
                                lineage.addDocument(connection, record(document))));
    }

    private DocumentRecord record(FetchedDocument document) {
        var archived = document.archived();
        return new DocumentRecord(
                archived.id(),
                archived.origin().source(),
                archived.origin().url(),
                document.fileName(),
                archived.sha256(),
                archived.lengthBytes(),
                archived.fetchedAt(),
                number);
    }

    long documentNo(FetchedDocument document) {
        Long known = documentNumbers.get(document.archived().id());
        if (known == null) {
            throw new IllegalStateException("a document of the run was not recorded");
        }
        return known;
    }

    Body body(FetchedDocument document) {
        return ArchivedBody.of(archive.open(document.archived().sha256()));
    }

    RunNumber number() {
        return number;
    }

    Connection connection() {
        return connection;
    }

    ExecutorService pool() {
        return pool;
    }

    EventSink events() {
        return events;
    }

    RunLedger runs() {
        return runs;
    }

    DatasetLedger datasets() {
        return datasets;
    }

    LineageLedger lineage() {
        return lineage;
    }

    QuarantineLedger quarantine() {
        return quarantine;
    }

    DatasetLoad.Context loadContext() {
        return new DatasetLoad.Context(connection, number, datasets, lineage, scratch);
    }

    /// A stored body as decoders read it.
    private record ArchivedBody(StoredBody stored) implements Body {
        static Body of(StoredBody stored) {
            return new ArchivedBody(stored);
        }

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
    }
}
