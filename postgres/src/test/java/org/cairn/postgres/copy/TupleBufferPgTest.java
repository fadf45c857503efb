package org.cairn.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the buffer encodes is what the server reads: told by the server's own text output.
final class TupleBufferPgTest {
    private static final int RANDOM_VALUES = 2_000;
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void numericsArriveExactlyWithTheirDecimalPlaces(int major) throws SQLException {
        var values = new ArrayList<BigDecimal>();
        for (String text :
                List.of(
                        "0",
                        "0.00",
                        "1",
                        "-1",
                        "1.50",
                        "100",
                        "10000",
                        "9999",
                        "99990000",
                        "1E-20",
                        "-1E-20",
                        "1E+30",
                        "-1E+30",
                        "0.0001",
                        "0.00010",
                        "12345.6789",
                        "123456789012345678901234567890.123456789",
                        "1E+131071",
                        "1E-16383",
                        "0E-16383",
                        "0E+5",
                        "9223372036854775807",
                        "-9223372036854775808")) {
            values.add(new BigDecimal(text));
        }
        for (int i = 0; i < RANDOM_VALUES; i++) {
            var unscaled = new BigInteger(1 + random.nextInt(300), random);
            var value = new BigDecimal(unscaled, random.nextInt(80) - 20);
            values.add(random.nextBoolean() ? value : value.negate());
        }

        assertArrive(major, "numeric", values, TupleBuffer::numeric, BigDecimal::toPlainString);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void textsArriveWithEveryCharacterButNul(int major) throws SQLException {
        List<String> values = many(this::randomText);
        values.add("");
        values.add("\u0001\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff");
        values.add("x".repeat(1_000_000));

        assertArrive(major, "text", values, TupleBuffer::text, value -> value);
        assertArrive(
                major,
                "text",
                values,
                (buffer, value) -> {
                    byte[] padded = ("\0" + value + "\0").getBytes(StandardCharsets.UTF_8);
                    buffer.text(padded, 1, padded.length - 2);
                },
                value -> value);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void numbersAndTruthArrive(int major) throws SQLException {
        List<Long> longs = many(random::nextLong);
        longs.addAll(List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE));
        assertArrive(major, "int8", longs, TupleBuffer::int8, Object::toString);

        List<Integer> ints = many(random::nextInt);
        ints.addAll(List.of(0, Integer.MIN_VALUE, Integer.MAX_VALUE));
        assertArrive(major, "int4", ints, TupleBuffer::int4, Object::toString);

        assertArrive(
                major, "bool", List.of(true, false), TupleBuffer::bool, b -> b ? "true" : "false");

        List<Double> doubles = many(() -> Double.longBitsToDouble(random.nextLong()));
        doubles.removeIf(value -> value.isNaN());
        doubles.addAll(List.of(0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e23, 0.1));
        // The server prints the shortest form that reads back, as Java does, but writes it
        // otherwise.
        assertArrive(
                major,
                "float8",
                doubles,
                TupleBuffer::float8,
                Object::toString,
                text -> Double.toString(Double.parseDouble(text)));
        assertArrive(
                major,
                "float8",
                List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY),
                TupleBuffer::float8,
                Object::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void datesAndTimesArriveToTheMicrosecond(int major) throws SQLException {
        List<LocalDate> dates =
                many(() -> LocalDate.ofEpochDay(random.nextInt(2_900_000) - 700_000));
        dates.add(LocalDate.of(2000, 1, 1));
        dates.add(LocalDate.of(1, 1, 1));
        dates.add(LocalDate.of(9999, 12, 31));
        dates.removeIf(date -> date.getYear() < 1 || date.getYear() > 9999);
        assertArrive(major, "date", dates, TupleBuffer::date, LocalDate::toString);

        List<Instant> times =
                many(() ->
                        Instant.ofEpochSecond(
                                random.nextLong(-60_000_000_000L, 250_000_000_000L),
                                random.nextInt(1_000_000) * 1_000L));
        times.add(Instant.EPOCH);
        times.add(Instant.parse("1999-12-31T23:59:59.999999Z"));
        times.add(Instant.parse("2026-02-28T12:00:00.000001Z"));
        assertArrive(
                major,
                "timestamptz",
                times,
                TupleBuffer::timestamptz,
                Instant::toString,
                text -> Instant.parse(text.replace(' ', 'T').replaceAll("\\+00$", "Z")).toString());
        assertArrive(
                major,
                "timestamptz",
                List.of(Instant.parse("1969-12-31T23:59:59.123456789Z")),
                TupleBuffer::timestamptz,
                _ -> "1969-12-31 23:59:59.123456+00");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theFirstAndTheLastDayAndMicrosecondArrive(int major) throws SQLException {
        assertArrive(
                major,
                "date",
                List.of(LocalDate.of(-4713, 11, 24), LocalDate.of(5_874_897, 12, 31)),
                TupleBuffer::date,
                date -> date.getYear() < 0 ? "4714-11-24 BC" : "5874897-12-31");
        assertArrive(
                major,
                "timestamptz",
                List.of(
                        Instant.parse("-4713-11-24T00:00:00Z"),
                        Instant.parse("+294276-12-31T23:59:59.999999Z")),
                TupleBuffer::timestamptz,
                time ->
                        time.isBefore(Instant.EPOCH)
                                ? "4714-11-24 00:00:00+00 BC"
                                : "294276-12-31 23:59:59.999999+00");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void identitiesBytesAndJsonArrive(int major) throws SQLException {
        List<UUID> uuids = many(() -> new UUID(random.nextLong(), random.nextLong()));
        assertArrive(major, "uuid", uuids, TupleBuffer::uuid, UUID::toString);

        List<byte[]> bytes = many(() -> randomText().getBytes(StandardCharsets.UTF_16));
        assertArrive(
                major,
                "bytea",
                bytes,
                (buffer, value) -> buffer.bytea(value, 0, value.length),
                value -> "\\x" + java.util.HexFormat.of().formatHex(value));

        assertArrive(
                major,
                "jsonb",
                List.of(
                        "{\"b\": [1, 2.50, null, true], \"ä\": \"\\ud83d\\ude00\"}",
                        "\"\\\\u0000\"",
                        "[]"),
                TupleBuffer::jsonb,
                json -> json.replace("\\ud83d\\ude00", "\ud83d\ude00"));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void nullArrivesAsNullInAnyColumn(int major) throws SQLException {
        try (Connection connection = connect(major);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a int8, b text)");
            var buffer = new TupleBuffer();
            buffer.begin(2).int8(1).nullValue();
            buffer.begin(2).nullValue().text("x");
            try (CopyIn copy = CopyIn.begin(connection, "t", List.of("a", "b"))) {
                copy.write(buffer.array(), 0, buffer.length());
                assertThat(copy.finish()).isEqualTo(2);
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT count(*) FILTER (WHERE a = 1 AND b IS NULL),"
                                    + " count(*) FILTER (WHERE a IS NULL AND b = 'x') FROM t")) {
                row.next();
                assertThat(List.of(row.getInt(1), row.getInt(2))).containsExactly(1, 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void whatTheServerCannotStoreIsRefusedBeforeItIsSent(int major) throws SQLException {
        try (Connection connection = connect(major);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (j jsonb)");
            var buffer = new TupleBuffer();
            for (String json :
                    List.of("\"a\\u0000\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\ud800\"")) {
                assertThatThrownBy(() -> buffer.begin(1).jsonb(json))
                        .isInstanceOf(UnstorableException.class)
                        .hasMessageContaining("no jsonb column can hold");
                buffer.abandonTuple();
                // The server would have ended the COPY for it: the refusal is not over-careful.
                assertThatThrownBy(() -> statement.execute("SELECT '%s'::jsonb".formatted(json)))
                        .isInstanceOf(SQLException.class);
            }
            buffer.begin(1).jsonb("{}");
            try (CopyIn copy = CopyIn.begin(connection, "t", List.of("j"))) {
                copy.write(buffer.array(), 0, buffer.length());
                assertThat(copy.finish()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aCopyThatIsNotFinishedLeavesNothing(int major) throws SQLException {
        try (Connection connection = connect(major);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a int8)");
            var buffer = new TupleBuffer();
            for (int i = 0; i < 50_000; i++) {
                buffer.begin(1).int8(i);
            }
            try (CopyIn copy = CopyIn.begin(connection, "t", List.of("a"))) {
                copy.write(buffer.array(), 0, buffer.length());
            }
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
                row.next();
                assertThat(row.getLong(1)).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aRefusedRowIsAProblemWithoutItsValues(int major) throws SQLException {
        try (Connection connection = connect(major);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a text PRIMARY KEY)");
            var buffer = new TupleBuffer();
            buffer.begin(1).text("secret-4711");
            buffer.begin(1).text("secret-4711");
            assertThatThrownBy(
                            () -> {
                                try (CopyIn copy = CopyIn.begin(connection, "t", List.of("a"))) {
                                    copy.write(buffer.array(), 0, buffer.length());
                                    copy.finish();
                                }
                            })
                    .isInstanceOf(ProblemException.class)
                    .hasMessage(
                            "cannot load into t (database-value-refused): duplicate key value"
                                    + " violates unique constraint \"t_pkey\" [23505]")
                    .hasNoSuppressedExceptions()
                    .satisfies(e -> assertThat(e.getCause()).hasMessageNotContaining("4711"));
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aServerThatEndsTheSessionInTheMiddleOfALoadIsLost(int major) throws SQLException {
        DatabaseAddress address = TestServer.of(major).createDatabase();
        var database = new Database(address, "cairn test");
        try (Connection connection = database.connect();
                Connection other = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a int8)");
            var buffer = new TupleBuffer();
            for (int i = 0; i < 100_000; i++) {
                buffer.begin(1).int8(i);
            }
            assertThatThrownBy(
                            () -> {
                                try (CopyIn copy = CopyIn.begin(connection, "t", List.of("a"))) {
                                    copy.write(buffer.array(), 0, buffer.length());
                                    endAllBut(other);
                                    copy.write(buffer.array(), 0, buffer.length());
                                    copy.finish();
                                }
                            })
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith("cannot load into t (database-lost): ");
            // To close a lost session in order fails as well.
            connection.abort(Runnable::run);
            try (Statement count = other.createStatement();
                    ResultSet row = count.executeQuery("SELECT count(*) FROM t")) {
                row.next();
                assertThat(row.getLong(1)).isZero();
            }
        }
    }

    private static void endAllBut(Connection survivor) throws SQLException {
        try (Statement statement = survivor.createStatement()) {
            statement.execute(
                    """
                    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """);
        }
    }

    @Test
    void tuplesLargerThanAPartArriveAsWell() throws SQLException {
        String large = "ä".repeat(400_000);
        assertArrive(18, "text", List.of("a", large, "b", large), TupleBuffer::text, v -> v);
    }

    private <V> void assertArrive(
            int major,
            String type,
            List<V> values,
            BiConsumer<TupleBuffer, V> encode,
            Function<V, String> expected)
            throws SQLException {
        assertArrive(major, type, values, encode, expected, text -> text);
    }

    private <V> void assertArrive(
            int major,
            String type,
            List<V> values,
            BiConsumer<TupleBuffer, V> encode,
            Function<V, String> expected,
            Function<String, String> normal)
            throws SQLException {
        try (Connection connection = connect(major);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (n int8, v %s)".formatted(type));
            var buffer = new TupleBuffer();
            try (CopyIn copy = CopyIn.begin(connection, "t", List.of("n", "v"))) {
                for (int i = 0; i < values.size(); i++) {
                    encode.accept(buffer.begin(2).int8(i), values.get(i));
                    copy.write(buffer.array(), 0, buffer.length());
                    buffer.reset();
                }
                assertThat(copy.finish()).isEqualTo(values.size());
            }
            try (ResultSet rows = statement.executeQuery("SELECT v::text FROM t ORDER BY n")) {
                for (V value : values) {
                    rows.next();
                    assertThat(normal.apply(rows.getString(1)))
                            .as("%s on %d, seed %d", type, major, seed)
                            .isEqualTo(expected.apply(value));
                }
            }
        }
    }

    private static Connection connect(int major) {
        return new Database(TestServer.of(major).createDatabase(), "cairn test").connect();
    }

    private <V> List<V> many(Supplier<V> value) {
        return new ArrayList<>(Stream.generate(value).limit(RANDOM_VALUES).toList());
    }

    private String randomText() {
        var text = new StringBuilder();
        for (int left = random.nextInt(40); left > 0; left--) {
            int point = random.nextInt(1, 1 << (1 + random.nextInt(20)) | 2);
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                text.appendCodePoint(Math.min(point, Character.MAX_CODE_POINT));
            }
        }
        return text.toString();
    }
}
