package org.cairn.collect.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cairn.collect.TestProject;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.Row;
import org.cairn.kernel.ByteSpan;
import org.cairn.testkit.SeededRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowEncoderTest {
    private static final String RESOURCE =
            """
            records: [{json: "$[*]"}]
            fields:
              code: {json: a}
              size: {json: b, type: decimal}
              tags: {json: c, type: json}
              also: {json: d}
              seen: {json: e, type: timestamp}
              contacts: {each: ["$.contacts[*]"], fields: {kind: {json: k}, value: {json: v}}}
              steps: {each: ["$.steps[*]"], fields: {n: {json: n, type: integer}}}
            primary_key: [code]
            change: {volatile: [seen], unordered: [tags, also, contacts]}
            """;

    @TempDir Path folder;

    private RowEncoder encoder(String resource) {
        var project = TestProject.json(folder, resource);
        CompiledMapping mapping = project.mapping();
        var table = TargetTable.of(project.pipeline("thing").dataset(), mapping, List.of());
        return new RowEncoder(table, mapping);
    }

    private static Row child(@Nullable Object... values) {
        return new Row(new ByteSpan(1, 1), 0, values, List.of());
    }

    private static Row row(List<List<Row>> children, @Nullable Object... values) {
        return new Row(new ByteSpan(0, 9), 0, values, children);
    }

    private static final List<List<Row>> CHILDREN =
            List.of(List.of(child("tel", "1"), child("fax", null)), List.of(child(1L), child(2L)));

    private static Row example() {
        return row(
                CHILDREN,
                "12208",
                new BigDecimal("1.50"),
                "[1,\"b\"]",
                "plain",
                Instant.parse("2026-01-02T03:04:05Z"));
    }

    /// Another hash would make every row of every dataset look changed: pinned for ever. The
    /// numbers were computed by a program of its own from the Javadoc of [RowEncoder].
    @Test
    void theHashesOfTheExampleAreThoseOfTheFirstVersion() {
        EncodedRow encoded = encoder(RESOURCE).encode(example());

        assertThat(Long.toHexString(encoded.keyHigh())).isEqualTo("26c2ec8682ee77a0");
        assertThat(Long.toHexString(encoded.keyLow())).isEqualTo("74d7980401c0e995");
        assertThat(Long.toHexString(encoded.contentHash())).isEqualTo("9c8a7262d41b1537");
    }

    @Test
    void theOrderOfWhatHasNoneDoesNotCount() {
        RowEncoder encoder = encoder(RESOURCE);
        EncodedRow encoded = encoder.encode(example());

        EncodedRow other =
                encoder.encode(
                        row(
                                List.of(CHILDREN.getFirst().reversed(), CHILDREN.getLast()),
                                "12208",
                                new BigDecimal("1.50"),
                                "[\"b\",1]",
                                "plain",
                                null));

        assertThat(other.contentHash()).isEqualTo(encoded.contentHash());
        assertThat(other.keyHigh()).isEqualTo(encoded.keyHigh());
    }

    @Test
    void unorderedChildrenAreNumberedTheSameWhateverTheirOrder() {
        RowEncoder encoder = encoder(RESOURCE);
        Row first = example();
        Row second =
                row(List.of(CHILDREN.getFirst().reversed(), CHILDREN.getLast()), first.values());

        List<byte[]> tuples =
                encoder.encode(first).children().getFirst().stream()
                        .map(EncodedRow.EncodedChild::tuple)
                        .toList();
        List<byte[]> others =
                encoder.encode(second).children().getFirst().stream()
                        .map(EncodedRow.EncodedChild::tuple)
                        .toList();
        assertThat(others).hasSize(2);
        assertThat(others.getFirst()).isEqualTo(tuples.getFirst());
        assertThat(others.getLast()).isEqualTo(tuples.getLast());
    }

    @Test
    void everyOtherChangeCounts() {
        Instant seen = Instant.EPOCH;
        List<Row> rows =
                List.of(
                        example(),
                        row(CHILDREN, "12209", new BigDecimal("1.50"), "[1,\"b\"]", "plain", seen),
                        row(CHILDREN, "12208", new BigDecimal("1.51"), "[1,\"b\"]", "plain", seen),
                        row(CHILDREN, "12208", null, "[1,\"b\"]", "plain", seen),
                        row(CHILDREN, "12208", new BigDecimal("1.50"), "[1,\"c\"]", "plain", seen),
                        row(CHILDREN, "12208", new BigDecimal("1.50"), null, "plain", seen),
                        row(CHILDREN, "12208", new BigDecimal("1.50"), "[1,\"b\"]", "other", seen),
                        row(CHILDREN, "12208", new BigDecimal("1.50"), "[1,\"b\"]", null, seen),
                        row(
                                List.of(List.of(), CHILDREN.getLast()),
                                "12208",
                                new BigDecimal("1.50"),
                                "[1,\"b\"]",
                                "plain",
                                seen),
                        row(
                                List.of(CHILDREN.getFirst(), CHILDREN.getLast().reversed()),
                                "12208",
                                new BigDecimal("1.50"),
                                "[1,\"b\"]",
                                "plain",
                                seen),
                        row(
                                List.of(
                                        List.of(child("tel", null), child("fax", "1")),
                                        CHILDREN.getLast()),
                                "12208",
                                new BigDecimal("1.50"),
                                "[1,\"b\"]",
                                "plain",
                                seen));
        RowEncoder encoder = encoder(RESOURCE);

        assertThat(rows.stream().map(row -> encoder.encode(row).contentHash()))
                .doesNotHaveDuplicates();
    }

    @Test
    void unorderedColumnsSideBySideDoNotRunIntoEachOther() {
        RowEncoder encoder =
                encoder(
                        """
                        records: [{json: "$[*]"}]
                        fields: {k: {json: k}, a: {json: a}, b: {json: b}}
                        primary_key: [k]
                        change: {unordered: [a, b]}
                        """);

        assertThat(encoder.encode(row(List.of(), "k", "x", "1y")).contentHash())
                .isNotEqualTo(encoder.encode(row(List.of(), "k", "x1", "y")).contentHash());
        assertThat(encoder.encode(row(List.of(), "k", "[]", "[1]")).contentHash())
                .isNotEqualTo(encoder.encode(row(List.of(), "k", "[2]", "")).contentHash());
    }

    @Test
    void textsOfNeighbouringColumnsDoNotRunIntoEachOther() {
        RowEncoder encoder =
                encoder("records: [{json: \"$[*]\"}]\nfields: {a: {json: a}, b: {json: b}}");
        SeededRandom.forAll(
                300,
                random -> {
                    String text = random.text(5) + random.word(4);
                    int cut = random.between(0, text.length() - 1);
                    int other = random.between(0, text.length() - 1);
                    Row one = row(List.of(), text.substring(0, cut), text.substring(cut));
                    Row two = row(List.of(), text.substring(0, other), text.substring(other));

                    if (!halves(text, cut) && !halves(text, other)) {
                        assertThat(
                                        encoder.encode(one).contentHash()
                                                == encoder.encode(two).contentHash())
                                .isEqualTo(cut == other);
                    }
                });
    }

    private static boolean halves(String text, int at) {
        return Character.isLowSurrogate(text.charAt(at));
    }

    @Test
    void numbersThatPostgresTakesForEqualAreOneKey() {
        RowEncoder decimal =
                encoder(
                        "records: [{json: \"$[*]\"}]\nfields: {k: {json: k, type: decimal}}\n"
                                + "primary_key: [k]");

        assertThat(keys(decimal, new BigDecimal("1.5"), new BigDecimal("1.500"))).hasSize(1);
        assertThat(keys(decimal, new BigDecimal("0"), new BigDecimal("0.00"))).hasSize(1);
        assertThat(keys(decimal, new BigDecimal("1E+2"), new BigDecimal("100"))).hasSize(1);
        assertThat(keys(decimal, new BigDecimal("1.5"), new BigDecimal("1.51"))).hasSize(2);
        RowEncoder real =
                encoder(
                        "records: [{json: \"$[*]\"}]\nfields: {k: {json: k, type: double}}\n"
                                + "primary_key: [k]");
        assertThat(keys(real, 0.0, -0.0)).hasSize(1);
    }

    private static java.util.Set<Long> keys(RowEncoder encoder, Object... values) {
        java.util.Set<Long> keys = new java.util.HashSet<>();
        for (Object value : values) {
            keys.add(encoder.encode(row(List.of(), value)).keyHigh());
        }
        return keys;
    }

    @Test
    void oneValueInTwoAlternativesOfTheKeyIsTwoKeys() {
        RowEncoder encoder =
                encoder(
                        """
                        records: [{json: "$[*]"}]
                        fields: {a: {json: a}, b: {json: b}}
                        primary_key: {any: [[a], [b]]}
                        """);

        assertThat(encoder.encode(row(List.of(), "x", null)).keyHigh())
                .isNotEqualTo(encoder.encode(row(List.of(), null, "x")).keyHigh());
        assertThat(encoder.encode(row(List.of(), "x", "y")).keyHigh())
                .isEqualTo(encoder.encode(row(List.of(), "x", null)).keyHigh());
    }

    @Test
    void withoutKeyTheContentIsTheKey() {
        RowEncoder encoder =
                encoder("records: [{json: \"$[*]\"}]\nfields: {a: {json: a}, b: {json: b}}");
        EncodedRow encoded = encoder.encode(row(List.of(), "x", null));

        assertThat(encoded.keyHigh()).isEqualTo(encoded.contentHash());
        assertThat(encoder.encode(row(List.of(), null, "x")).keyHigh())
                .isNotEqualTo(encoded.keyHigh());
    }

    @Test
    void anEncoderGivesTheSameWhateverItEncodedBefore() {
        SeededRandom random = SeededRandom.fresh();
        var project = TestProject.json(folder, RESOURCE);
        CompiledMapping mapping = project.mapping();
        var table = TargetTable.of(project.pipeline("thing").dataset(), mapping, List.of());
        var used = new RowEncoder(table, mapping);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<Row> contacts = new ArrayList<>();
            for (int j = random.between(0, 4); j > 0; j--) {
                contacts.add(child(random.text(3), random.text(3)));
            }
            rows.add(
                    row(
                            List.of(contacts, List.of()),
                            "k" + i,
                            new BigDecimal(random.between(-999, 999)).movePointLeft(2),
                            "[" + random.between(0, 9) + "]",
                            random.text(9),
                            null));
        }

        for (Row row : random.shuffled(rows)) {
            EncodedRow one = used.encode(row);
            EncodedRow other = new RowEncoder(table, mapping).encode(row);
            assertThat(one.contentHash()).as("%s", random).isEqualTo(other.contentHash());
            assertThat(Arrays.equals(one.tuple(), other.tuple())).as("%s", random).isTrue();
        }
    }
}
