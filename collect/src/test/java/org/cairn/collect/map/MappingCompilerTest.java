package org.cairn.collect.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cairn.collect.TestProject;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.decode.RecordSink;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A declaration, a document, and the values that must come out.
final class MappingCompilerTest {
    @TempDir Path folder;

    @Test
    void setWinsOverWhatTheRecordSays() {
        var project =
                TestProject.json(
                        folder,
                        """
                        records:
                          - {id: s, json: "$.stations[*]", set: {kind: police, extra: more}}
                          - {id: f, json: "$.facilities[*]"}
                        fields: {name: {json: name}, kind: {json: kind}}
                        primary_key: [name]
                        """);

        assertThat(columns(project.mapping())).containsExactly("name", "kind", "extra");
        assertThat(rows(project, "{\"stations\": [{\"name\": \"a\", \"kind\": \"x\"}]}"))
                .containsExactly(List.of("a", "police", "more"));
        assertThat(rows(project, "{\"facilities\": [{\"name\": \"a\", \"kind\": \"x\"}]}"))
                .containsExactly(Arrays.asList("a", "x", null));
    }

    @Test
    void theFirstAlternativeWithAValueWins() {
        var project =
                TestProject.json(
                        folder,
                        """
                        records: [{json: "$[*]"}]
                        fields: {n: {any: [{json: a}, {json: b.c}, {json: d}], transform: [trim]}}
                        primary_key: [n]
                        """);

        assertThat(
                        rows(
                                project,
                                """
                                [{"a": "1", "d": "3"}, {"a": null, "b": {"c": "2"}, "d": "3"},
                                 {"a": "  ", "b": {}, "d": " 3 "}, {"b": 7}, {"b": {"c": false}}]
                                """))
                .containsExactly(
                        List.of("1"),
                        List.of("2"),
                        List.of("3"),
                        Arrays.asList((Object) null),
                        List.of("false"));
    }

    @Test
    void carriedValuesComeFromAroundTheRecord() {
        var project =
                TestProject.json(
                        folder,
                        """
                        records:
                          - json: "$.regions[*].facilities[*]"
                            carry: {county: "$.regions[*].name", of: "$.as_of"}
                        fields:
                          name: {json: name}
                          county: {any: [{json: county}, {carry: county}]}
                          as_of: {carry: of}
                        primary_key: [name]
                        """);

        assertThat(
                        rows(
                                project,
                                """
                                {"regions": [
                                  {"name": "Kisumu", "facilities": [{"name": "a"}, {"name": "b", "county": "own"}]},
                                  {"facilities": [{"name": "c"}], "name": "Nairobi"},
                                  {"facilities": [{"name": "d"}]}], "as_of": "2026"}
                                """))
                .containsExactly(
                        List.of("a", "Kisumu", "2026"),
                        List.of("b", "own", "2026"),
                        List.of("c", "Nairobi", "2026"),
                        Arrays.asList("d", null, "2026"));
    }

    @Test
    void aPipelineAddsItsTransformsBehindThoseOfTheField() {
        var project =
                TestProject.json(
                                folder,
                                """
                                records: [{json: "$[*]"}]
                                fields:
                                  first: {json: f, transform: [{strip_prefix: "Dr "}]}
                                  last: {json: l, type: integer, required: true}
                                  unused: {json: u}
                                primary_key: [first]
                                change: {volatile: [last]}
                                """)
                        .with(
                                "pipelines/person.yaml",
                                """
                                version: 1
                                pipeline: person
                                from: [base.thing]
                                dataset: civic.person
                                fields:
                                  given: {from: first, transform: [upper, {strip_prefix: "DR "}]}
                                  any_name: {any: [{from: first}, {from: last}]}
                                  number: {from: last}
                                checks: [{level: record, required: [given]}]
                                """);
        CompiledMapping mapping = project.mapping("person");

        assertThat(columns(mapping)).containsExactly("given", "any_name", "number");
        assertThat(mapping.columns())
                .extracting(Column::type)
                .containsExactly(FieldType.TEXT, FieldType.TEXT, FieldType.INTEGER);
        assertThat(mapping.columns())
                .extracting(column -> column.checks().required())
                .containsExactly(true, false, true);
        assertThat(mapping.keys()).isEqualTo(List.of(List.of(0)));
        assertThat(mapping.volatileColumns()).containsExactly(1, 2);
        assertThat(rows(project, mapping, "[{\"f\": \"Dr dr who\", \"l\": 7}, {\"l\": 8}]"))
                .containsExactly(
                        Arrays.asList("WHO", "dr who", new RawRecord.RawNumber("7")),
                        Arrays.asList(
                                null, new RawRecord.RawNumber("8"), new RawRecord.RawNumber("8")));
    }

    @Test
    void theKeyFollowsAFieldThatThePipelineRenames() {
        var project =
                TestProject.json(
                                folder,
                                """
                                records: [{json: "$[*]"}]
                                fields: {code: {json: code}, name: {json: name}, ward: {json: ward}}
                                primary_key: {any: [[code], [name, ward]]}
                                """)
                        .with(
                                "pipelines/facility.yaml",
                                """
                                version: 1
                                pipeline: facility
                                from: [base.thing]
                                fields: {ward_name: {from: ward}, title: {from: name}, facility_code: {from: code}}
                                """);

        assertThat(project.mapping("facility").keys())
                .isEqualTo(List.of(List.of(2), List.of(1, 0)));
    }

    @Test
    void aPipelineThatLeavesTheKeyOutIsRefused() {
        var project =
                TestProject.json(
                                folder,
                                """
                                records: [{json: "$[*]"}]
                                fields: {code: {json: code}, name: {json: name}}
                                primary_key: [code]
                                """)
                        .with(
                                "pipelines/p.yaml",
                                "version: 1\npipeline: p\nfrom: [base.thing]\nfields: {title: {from: name}}\n");

        assertThatThrownBy(() -> project.mapping("p"))
                .hasMessage(
                        "key field 'code' of 'thing' is not there (mapping-incomplete): the fields"
                                + " are title");
    }

    @Test
    void childrenHaveColumnsOfTheirOwn() {
        var project =
                TestProject.json(
                        folder,
                        """
                        records: [{json: "$[*]"}]
                        fields:
                          a: {json: a}
                          contacts:
                            each: ["$.contacts[*]", "$.contact"]
                            fields: {kind: {json: type, transform: [lower]}, value: {any: [{json: v}, {json: type}]}}
                        primary_key: [a]
                        change: {unordered: [contacts]}
                        """);
        CompiledMapping mapping = project.mapping();

        assertThat(mapping.children().getFirst().ordering())
                .isEqualTo(CompiledMapping.Ordering.UNORDERED);
        assertThat(mapping.unorderedColumns()).isEmpty();
        List<Row> rows =
                read(
                        project,
                        mapping,
                        """
                        [{"a": 1, "contacts": [{"type": "TEL", "v": "1"}, {"type": "Fax"}]},
                         {"a": 2, "contact": {"type": "X", "v": null}}, {"a": 3, "contacts": []}]
                        """);
        assertThat(rows)
                .extracting(row ->
                        row.children().getFirst().stream()
                                .map(MappingCompilerTest::values)
                                .toList())
                .containsExactly(
                        List.of(List.of("tel", "1"), List.of("fax", "Fax")),
                        List.of(List.of("x", "X")),
                        List.of());
    }

    @Test
    void aValueIsTakenOutOfTheRecordOnceHoweverOftenItIsUsed() {
        var project =
                TestProject.json(
                        folder,
                        """
                        records: [{json: "$[*]"}]
                        fields: {a: {json: x}, b: {json: x, transform: [upper]}, c: {any: [{json: y}, {json: x}]}}
                        primary_key: [a]
                        """);

        assertThat(project.mapping().projection().origins()).hasSize(2);
        assertThat(rows(project, "[{\"x\": \"v\"}]")).containsExactly(List.of("v", "V", "v"));
    }

    private static List<String> columns(CompiledMapping mapping) {
        return mapping.columns().stream().map(Column::name).toList();
    }

    private static List<@Nullable Object> values(Row row) {
        return Arrays.asList(row.values());
    }

    private static List<List<@Nullable Object>> rows(TestProject project, String document) {
        return rows(project, project.mapping(), document);
    }

    private static List<List<@Nullable Object>> rows(
            TestProject project, CompiledMapping mapping, String document) {
        return read(project, mapping, document).stream().map(MappingCompilerTest::values).toList();
    }

    private static List<Row> read(TestProject project, CompiledMapping mapping, String document) {
        var source = project.declarations().loadSource("base");
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        List<Row> rows = new ArrayList<>();
        var mapper = new Mapper(mapping);
        Decoders.forFormat(source.input().format())
                .decode(
                        new Bytes(bytes),
                        new RecordPlan(
                                source.reading(),
                                "x.json",
                                project.resource().records(),
                                mapping.projection(),
                                RecordPlan.Limits.DEFAULT),
                        new RecordSink() {
                            @Override
                            public void record(RawRecord record) {
                                rows.add(mapper.map(record));
                            }

                            @Override
                            public void bad(ByteSpan span, String code, String message) {
                                throw new AssertionError(code + " " + message);
                            }
                        });
        return rows;
    }

    /// A document in memory.
    private record Bytes(byte[] bytes) implements Body {
        @Override
        public java.io.InputStream open() {
            return new java.io.ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] read(long offset, int length) {
            return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
        }

        @Override
        public long lengthBytes() {
            return bytes.length;
        }
    }
}
