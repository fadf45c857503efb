package org.cairn.ledger.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.LedgerDatabase;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.dataset.DatasetRecord;
import org.cairn.ledger.lineage.LineageLedger.Block;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineageLedgerPgTest {
    private final LineageLedger ledger = new LineageLedger();

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aMappingIsWrittenDownOnceByItsText(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber run = LedgerDatabase.begin(connection);

            int first = ledger.addMapping(connection, "{\"a\": \"氏名\"}", run);
            int second = ledger.addMapping(connection, "{\"a\": 2}", run);

            assertThat(second).isNotEqualTo(first);
            assertThat(ledger.addMapping(connection, "{\"a\": \"氏名\"}", run)).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aRowIsFoundInTheBlockThatCoversIt(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber first = LedgerDatabase.begin(connection);
            RunNumber second = LedgerDatabase.begin(connection);
            int dataset = dataset(connection, first);
            int mapping = ledger.addMapping(connection, "{}", first);
            long document = database.document(connection, first);
            long later = database.document(connection, second);
            ledger.addBlock(
                    connection, new Block(dataset, 1, 2, document, mapping, first, spans(10, 20)));
            ledger.addBlock(
                    connection, new Block(dataset, 5, 1, later, mapping, second, spans(70)));

            assertThat(ledger.origin(connection, dataset, 2))
                    .isEqualTo(
                            new Origin(
                                    LedgerDatabase.record(1, first),
                                    "{}",
                                    new ByteSpan(20, 5),
                                    3,
                                    first));
            assertThat(ledger.origin(connection, dataset, 5).document())
                    .isEqualTo(LedgerDatabase.record(2, second));
            for (long rid : List.of(0L, 3L, 4L, 6L)) {
                assertThatThrownBy(() -> ledger.origin(connection, dataset, rid))
                        .hasMessage(
                                "no lineage for row id %d (lineage-missing): no lineage block of dataset %d covers it",
                                rid, dataset);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void twoBlocksOfOneDatasetCannotBeginAtOneRow(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber run = LedgerDatabase.begin(connection);
            int dataset = dataset(connection, run);
            int mapping = ledger.addMapping(connection, "{}", run);
            var block =
                    new Block(
                            dataset,
                            1,
                            1,
                            database.document(connection, run),
                            mapping,
                            run,
                            spans(10));
            ledger.addBlock(connection, block);

            assertThatThrownBy(() -> ledger.addBlock(connection, block))
                    .hasMessageContaining("lineage_block_pkey");
        }
    }

    private static int dataset(Connection connection, RunNumber run) {
        return new DatasetLedger()
                .register(
                        connection,
                        new DatasetRecord(0, "public", "facility", null, null, List.of()),
                        run);
    }

    private static byte[] spans(long... offsets) {
        var block = new SpanBlock();
        for (long offset : offsets) {
            block.add(new ByteSpan(offset, 5), 3);
        }
        return block.pack();
    }
}
