package org.cairn.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.Database;
import org.cairn.postgres.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CopyOutPgTest {
    private final List<Connection> open = new ArrayList<>();

    @AfterEach
    void closeSessions() throws SQLException {
        for (Connection connection : open) {
            connection.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void givesEveryTypeAsItIsInTheTable(int major) {
        var seen = new ArrayList<Object>();
        long count =
                CopyOut.read(
                        connect(major),
                        "read",
                        """
                        SELECT 9223372036854775807::int8, -5::int4, true, 0.1::float8, 'ä€😀'::text,
                               '00112233-4455-6677-8899-aabbccddeeff'::uuid, '\\x00ff'::bytea, NULL::text
                        """,
                        tuple -> {
                            seen.add(tuple.fieldCount());
                            seen.add(tuple.int8(0));
                            seen.add(tuple.int4(1));
                            seen.add(tuple.bool(2));
                            seen.add(tuple.float8(3));
                            seen.add(tuple.text(4));
                            seen.add(new UUID(tuple.uuidHigh(5), tuple.uuidLow(5)).toString());
                            seen.add(tuple.bytea(6)[1]);
                            seen.add(tuple.isNull(7));
                        });

        assertThat(count).isEqualTo(1);
        assertThat(seen)
                .containsExactly(
                        8,
                        Long.MAX_VALUE,
                        -5,
                        true,
                        0.1,
                        "ä€😀",
                        "00112233-4455-6677-8899-aabbccddeeff",
                        (byte) 0xFF,
                        true);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void streamsManyRowsAndNoneAtAll(int major) {
        var sum = new AtomicLong();

        long count =
                CopyOut.read(
                        connect(major),
                        "read",
                        "SELECT n FROM generate_series(1::int8, 200000) AS n",
                        tuple -> sum.addAndGet(tuple.int8(0)));

        assertThat(count).isEqualTo(200_000);
        assertThat(sum).hasValue(200_000L * 200_001 / 2);
        assertThat(CopyOut.read(connect(major), "read", "SELECT 1 WHERE false", _ -> sum.set(-1)))
                .isZero();
        assertThat(sum.get()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void endsTheCopyWhenTheCallbackThrowsAndKeepsTheSession(int major) throws SQLException {
        Connection connection = connect(major);

        assertThatThrownBy(() ->
                        CopyOut.read(
                                connection,
                                "read",
                                "SELECT n FROM generate_series(1::int8, 100000) AS n",
                                tuple -> {
                                    if (tuple.int8(0) == 10) {
                                        throw new IllegalStateException("enough");
                                    }
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");

        try (Statement statement = connection.createStatement()) {
            assertThat(statement.execute("SELECT 1")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aGetterOfTheWrongWidthAndAWrongQueryAreRefused(int major) {
        assertThatThrownBy(() ->
                        CopyOut.read(connect(major), "read", "SELECT 1::int4", t -> t.int8(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("field 0 has 4 bytes, not 8");
        assertThatThrownBy(() ->
                        CopyOut.read(connect(major), "read", "SELECT NULL::int8", t -> t.int8(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("field 0 is null or missing");
        assertThatThrownBy(() -> CopyOut.read(connect(major), "read x", "SELECT nothing", _ -> {}))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "cannot read x (database-statement-failed): column \"nothing\" does not"
                                + " exist [42703]");
    }

    private Connection connect(int major) {
        Connection connection =
                new Database(TestServer.of(major).createDatabase(), "cairn test").connect();
        open.add(connection);
        return connection;
    }
}
