package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Decoder.Located;
import org.cairn.collect.decode.Decoder.OfferedField;
import org.cairn.collect.decode.Documents.Bytes;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.JsonPath;
import org.junit.jupiter.api.Test;

final class YamlDecoderTest {
    private static final String PERSON =
            """
            id: ocd-person/1   # a comment
            name: "Zo\\u00eb 日"
            'birth day': 2018-11-07
            votes: 0017
            seats: 2
            active: yes
            gone: ~
            party: &p
            - name: Liberal
            roles:
            - {type: upper, district: '2', party: *p}
            - type: lower
              note: |
                two
                lines
            ---
            id: b
            active: true
            """;

    private static Plan yaml() {
        return Plan.of(Format.YAML).strategy("$", null, Map.of());
    }

    @Test
    void takesTheDocumentsOfAFile() {
        Plan plan =
                yaml().want(
                                "id",
                                "name",
                                "['birth day']",
                                "votes",
                                "seats",
                                "active",
                                "gone",
                                "party")
                        .child(
                                "roles",
                                List.of("$.roles[*]"),
                                "type",
                                "district",
                                "note",
                                "party[0].name");

        assertThat(Documents.show(plan.decode(Documents.body(PERSON)).records()))
                .containsExactly(
                        "ocd-person/1 | Zoë 日 | 2018-11-07 | 0017 | #2 | yes | - |"
                                + " json:[{\"name\":\"Liberal\"}] {(upper | 2 | - | Liberal)(lower | - |"
                                + " two\nlines\n | -)}",
                        "b | - | - | - | - | ?true | - | - {}");
    }

    @Test
    void carriesFromAroundTheRecords() {
        String list =
                """
                county:
                  name: Nairobi
                  wards:
                  - id: 1
                  - id: 2
                """;
        assertThat(
                        Documents.show(
                                Plan.of(Format.YAML)
                                        .strategy(
                                                "$.county.wards[*]",
                                                null,
                                                Map.of("county", "$.county.name"))
                                        .want("id", "@county")
                                        .decode(Documents.body(list))
                                        .records()))
                .containsExactly("#1 | Nairobi", "#2 | Nairobi");
    }

    @Test
    void offersTheKeysOfTheDocuments() {
        assertThat(
                        Decoders.forFormat(Format.YAML)
                                .offeredFields(Documents.body(PERSON), yaml().build()))
                .contains(new OfferedField("birth day", false), new OfferedField("roles", true));
    }

    @Test
    void valuesAreFoundAgainInTheirBytes() {
        Bytes body = Documents.body("\uFEFF# é\n" + PERSON);
        Plan plan =
                yaml().want("id", "name", "['birth day']")
                        .child("roles", List.of("$.roles[*]"), "type", "note", "district");
        RawRecord record = plan.decode(body).records().getFirst();

        assertThat(text(body, plan, record, "id")).isEqualTo("ocd-person/1 = ocd-person/1");
        assertThat(text(body, plan, record, "name")).isEqualTo("\"Zo\\u00eb 日\" = Zoë 日");
        assertThat(text(body, plan, record, "['birth day']")).isEqualTo("2018-11-07 = 2018-11-07");
        assertThat(text(body, plan, record, "party"))
                .startsWith("&p")
                .endsWith("- name: Liberal = [{\"name\":\"Liberal\"}]");
        List<RawRecord> roles = record.children().getFirst();
        assertThat(text(body, plan, roles.get(0), "district")).isEqualTo("'2' = 2");
        assertThat(body.text(roles.get(0).span()))
                .isEqualTo("{type: upper, district: '2', party: *p}");
        assertThat(text(body, plan, roles.get(1), "type")).isEqualTo("lower = lower");
        assertThat(text(body, plan, roles.get(1), "note")).startsWith("|").contains("= two");
    }

    private static String text(Bytes body, Plan plan, RawRecord record, String path) {
        Located located =
                Documents.found(
                        Decoders.forFormat(Format.YAML)
                                .locate(
                                        body,
                                        plan.build(),
                                        record.span(),
                                        record.strategy(),
                                        new FieldOrigin.Json(JsonPath.parse(path))),
                        path);
        return body.text(located.span()) + " = " + located.text();
    }

    @Test
    void growthDepthAndNonsenseAreRefused() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        assertThatThrownBy(() -> yaml().want("a0").decode(Documents.body(bomb.toString())))
                .hasMessageContaining("too large to be held as a tree");
        assertThatThrownBy(() -> yaml().want("a").decode(Documents.body("[".repeat(100_000))))
                .hasMessageContaining("nests deeper than 500");
        for (String bad : List.of("a: [", "a: b: c", "\t- a", "a: *b", "a: 1\na: 2", "a: \u0000")) {
            assertThatThrownBy(() -> yaml().want("a").decode(Documents.body(bad)))
                    .as(bad)
                    .satisfies(e ->
                            assertThat(e.getMessage())
                                    .containsAnyOf("not valid YAML", "looks like UTF-16"));
        }
        assertThat(yaml().want("a").decode(Documents.body("just text")).bad())
                .singleElement()
                .asString()
                .contains("record-not-an-object");
        assertThat(yaml().want("a").decode(Documents.body("")).records()).isEmpty();
    }
}
