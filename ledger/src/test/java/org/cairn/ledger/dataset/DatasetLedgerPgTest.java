package org.cairn.ledger.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.LedgerDatabase;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetLedgerPgTest {
    private final DatasetLedger ledger = new DatasetLedger();

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void keysComeBackWhateverTheirNames(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber run = LedgerDatabase.begin(connection);
            var odd =
                    List.of(
                            List.of("code"),
                            List.of("a \"b\"", "c\\d", "e,f", "[g]", "氏名", "h'i", " ", "\t"));
            assertKeys(connection, run, "odd", odd);
            assertKeys(connection, run, "none", List.of());
            SeededRandom.forAll(
                    20,
                    random -> {
                        List<List<String>> keys = new ArrayList<>();
                        for (int i = random.between(1, 3); i > 0; i--) {
                            List<String> names = new ArrayList<>();
                            for (int j = random.between(1, 3); j > 0; j--) {
                                names.add("x" + random.text(4));
                            }
                            keys.add(names);
                        }
                        assertKeys(connection, run, "random", keys);
                    });
        }
    }

    private void assertKeys(
            Connection connection, RunNumber run, String table, List<List<String>> keys) {
        ledger.register(connection, new DatasetRecord(0, "s", table, null, null, keys), run);

        assertThat(ledger.find(connection, "s", table).orElseThrow().keys()).isEqualTo(keys);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aDatasetIsWrittenDownOnceAndItsKeyMayBeUpdated(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber run = LedgerDatabase.begin(connection);
            int id = register(connection, run, "public", "facility", null);
            int child = register(connection, run, "public", "facility_contacts", id);

            assertThat(register(connection, run, "public", "facility", null)).isEqualTo(id);
            assertThat(ledger.list(connection))
                    .extracting(DatasetRecord::name)
                    .containsExactly("facility", "facility_contacts");
            DatasetRecord found = ledger.load(connection, "facility_contacts");
            assertThat(found.datasetId()).isEqualTo(child);
            assertThat(found.parentId()).isEqualTo(id);
            assertThat(found.isChild()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void namesArePlainInPublicAndQualifiedElsewhere(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            assertThatThrownBy(() -> ledger.load(connection, "person"))
                    .hasMessage(
                            "there is no dataset 'person' (dataset-unknown): known are: none yet");
            RunNumber run = LedgerDatabase.begin(connection);
            register(connection, run, "public", "facility", null);
            int person = register(connection, run, "civic", "person", null);

            assertThat(ledger.load(connection, "civic.person").datasetId()).isEqualTo(person);
            assertThat(ledger.load(connection, "public.facility").name()).isEqualTo("facility");
            assertThatThrownBy(() -> ledger.load(connection, "person"))
                    .hasMessage(
                            "there is no dataset 'person' (dataset-unknown): known are:"
                                    + " civic.person, facility");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void rowIdsBeginAtOneAndGoOn(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection connection = database.session();
            RunNumber run = LedgerDatabase.begin(connection);
            int id = register(connection, run, "public", "facility", null);

            assertThat(ledger.nextRid(connection, id)).isEqualTo(1);
            ledger.useRidsBelow(connection, id, 5_000_000_000L);
            register(connection, run, "public", "facility", null);
            assertThat(ledger.nextRid(connection, id)).isEqualTo(5_000_000_000L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aDatasetHasOneWriter(int major) throws SQLException {
        try (var database = new LedgerDatabase(major)) {
            Connection first = database.session();
            Connection second = database.session();
            ledger.becomeWriter(first, "public", "facility");
            ledger.becomeWriter(first, "public", "facility");
            ledger.becomeWriter(second, "other", "facility");

            assertThatThrownBy(() -> ledger.becomeWriter(second, "public", "facility"))
                    .hasMessage(
                            "dataset 'facility' is being written by another run (dataset-busy): a"
                                    + " dataset has one writer at a time");
        }
    }

    private int register(
            Connection connection,
            RunNumber run,
            String schema,
            String table,
            @org.jspecify.annotations.Nullable Integer parent) {
        return ledger.register(
                connection,
                new DatasetRecord(
                        0,
                        schema,
                        table,
                        parent,
                        parent == null ? null : "contacts",
                        List.of(List.of("code"))),
                run);
    }
}
