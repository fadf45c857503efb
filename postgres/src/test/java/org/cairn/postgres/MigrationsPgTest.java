package org.cairn.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Tasks;
import org.cairn.postgres.Migrations.Migration;
import org.cairn.postgres.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationsPgTest {
    private static final Migration FIRST =
            new Migration(
                    1,
                    "first",
                    """
                    CREATE TABLE a (x integer);
                    CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$
                    BEGIN
                        RETURN 1; -- with '?' and {braces}
                    END $$;
                    """);
    private static final Migration SECOND =
            new Migration(2, "second", "ALTER TABLE a ADD y text; INSERT INTO a VALUES (1, 'b')");

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void upgradesStepByStepAndTwiceIsOnce(int major) throws SQLException {
        try (Connection connection = connect(TestServer.of(major).createDatabase())) {
            Migrations.upgrade(connection, "cairn", List.of(FIRST));
            Migrations.upgrade(connection, "cairn", List.of(FIRST, SECOND));
            Migrations.upgrade(connection, "cairn", List.of(FIRST, SECOND));

            assertThat(
                            ask(
                                    connection,
                                    "SELECT string_agg(name, ',' ORDER BY number) FROM cairn.schema_version"))
                    .isEqualTo("first,second");
            assertThat(ask(connection, "SELECT count(*) FROM cairn.a")).isEqualTo("1");
            assertThat(ask(connection, "SELECT cairn.f()")).isEqualTo("1");
            assertThat(ask(connection, "SHOW search_path")).isEqualTo("\"$user\", public");
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void manyWhoUpgradeAtOnceDoItOnce(int major) throws SQLException {
        DatabaseAddress address = TestServer.of(major).createDatabase();

        Tasks.map(
                IntStream.range(0, 6).boxed().toList(),
                _ -> {
                    try (Connection connection = connect(address)) {
                        Migrations.upgrade(connection, "cairn", List.of(FIRST, SECOND));
                        return true;
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });

        try (Connection connection = connect(address)) {
            assertThat(ask(connection, "SELECT count(*) FROM cairn.a")).isEqualTo("1");
            assertThat(ask(connection, "SELECT count(*) FROM cairn.schema_version")).isEqualTo("2");
        }
    }

    @Test
    void refusesASchemaFromTheFutureAndLeavesIt() throws SQLException {
        try (Connection connection = connect(TestServer.of(18).createDatabase())) {
            Migrations.upgrade(connection, "cairn", List.of(FIRST, SECOND));

            assertThatThrownBy(() -> Migrations.upgrade(connection, "cairn", List.of(FIRST)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage(
                            "schema \"cairn\" is from a newer Cairn (schema-from-future): it has form 2"
                                    + " and this Cairn knows forms up to 1");

            assertThat(ask(connection, "SELECT count(*) FROM cairn.schema_version")).isEqualTo("2");
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void aStepThatFailsLeavesTheFormBefore() throws SQLException {
        try (Connection connection = connect(TestServer.of(18).createDatabase())) {
            var broken = new Migration(2, "broken", "CREATE TABLE b (); SELECT nothing");

            assertThatThrownBy(() ->
                            Migrations.upgrade(connection, "we\"ird'", List.of(FIRST, broken)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage(
                            "cannot upgrade schema we\"ird' (database-statement-failed): column"
                                    + " \"nothing\" does not exist [42703]");

            Migrations.upgrade(connection, "we\"ird'", List.of(FIRST, SECOND));
            assertThat(ask(connection, "SELECT count(*) FROM \"we\"\"ird'\".schema_version"))
                    .isEqualTo("2");
        }
    }

    @Test
    void readsAMigrationThatLiesBesideAClass() {
        Migration migration = Migration.beside(MigrationsPgTest.class, "0001-sample.sql");

        assertThat(migration).isEqualTo(new Migration(1, "sample", "SELECT 1;\n"));
        assertThatThrownBy(() -> Migration.beside(MigrationsPgTest.class, "1-sample.sql"))
                .hasMessage("not NNNN-name.sql: 1-sample.sql");
    }

    @Test
    void refusesAListWithAGap() throws SQLException {
        try (Connection connection = connect(TestServer.of(18).createDatabase())) {
            assertThatThrownBy(() -> Migrations.upgrade(connection, "cairn", List.of(SECOND)))
                    .hasMessage("migration 2 stands at place 1");
        }
    }

    private static Connection connect(DatabaseAddress address) {
        return new Database(address, "cairn test").connect();
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
