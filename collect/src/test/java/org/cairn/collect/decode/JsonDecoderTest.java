package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.cairn.collect.decode.Decoder.Outcome;
import org.cairn.collect.decode.Documents.Bytes;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.source.spec.FileInput.Format;
import org.junit.jupiter.api.Test;

/// Which strategy finds which records of a JSON document.
final class JsonDecoderTest {
    @Test
    void readsARootArray() {
        Decoded decoded =
                Plan.json("$[*]").want("a").decode(Documents.body(" [{\"a\":1}, {\"a\":2} ]"));

        assertThat(decoded.outcome()).isEqualTo(new Outcome.Decoded(0, 2));
        assertThat(Documents.show(decoded.records())).containsExactly("#1", "#2");
    }

    @Test
    void givesTheExactBytesOfARecordBehindAByteOrderMark() {
        Bytes body = Documents.body("\uFEFF{\"x\" : [ {\"é\":\"ü\"} ,12, \"s\", true,null ]}\n");

        Decoded decoded = Plan.json("$.x[*]").want("$").decode(body);

        assertThat(decoded.records())
                .extracting(record -> body.text(record.span()))
                .containsExactly("{\"é\":\"ü\"}", "12", "\"s\"", "true", "null");
        assertThat(Documents.show(decoded.records()))
                .containsExactly("json:{\"é\":\"ü\"}", "#12", "s", "?true", "-");
    }

    @Test
    void takesTheFirstStrategyWhosePlaceExists() {
        Plan plan = Plan.json("$.facilities[*]", "$.data[*]", "$[*]").want("n");

        assertThat(
                        plan.decode(
                                        Documents.body(
                                                "{\"data\":[{\"n\":1}],\"facilities\":[{\"n\":2}]}"))
                                .outcome())
                .isEqualTo(new Outcome.Decoded(0, 1));
        assertThat(plan.decode(Documents.body("{\"data\":[{\"n\":1}],\"count\":1}")).outcome())
                .isEqualTo(new Outcome.Decoded(1, 1));
        assertThat(plan.decode(Documents.body("[{\"n\":1}]")).outcome())
                .isEqualTo(new Outcome.Decoded(2, 1));
    }

    @Test
    void acceptsAnEmptyListAsNoRecords() {
        Plan plan = Plan.json("$.facilities[*]", "$.data[*]");

        assertThat(plan.decode(Documents.body("{\"data\":[1],\"facilities\":[]}")).outcome())
                .isEqualTo(new Outcome.Decoded(0, 0));
        assertThat(Plan.json("$[*]").decode(Documents.body("[]")).outcome())
                .isEqualTo(new Outcome.Decoded(0, 0));
        assertThat(
                        Plan.json("$.regions[*].facilities[*]")
                                .decode(Documents.body("{\"regions\":[]}"))
                                .outcome())
                .isEqualTo(new Outcome.Decoded(0, 0));
    }

    @Test
    void readsNestedLists() {
        Decoded decoded =
                Plan.json("$.r[*].f[*]", "$.q[*]")
                        .want("n")
                        .decode(
                                Documents.body(
                                        "{\"r\":[{\"f\":[{\"n\":1},{\"n\":2}]},{},{\"f\":[{\"n\":3}]}]}"));

        assertThat(Documents.show(decoded.records())).containsExactly("#1", "#2", "#3");
    }

    @Test
    void takesALoneObjectAsOneRecord() {
        assertThat(
                        Documents.show(
                                Plan.json("$")
                                        .want("a")
                                        .decode(Documents.body("{\"a\":\"x\"}"))
                                        .records()))
                .containsExactly("x");
        assertThat(
                        Documents.show(
                                Plan.json("$.result")
                                        .want("a")
                                        .decode(Documents.body("{\"result\":{\"a\":\"x\"}}"))
                                        .records()))
                .containsExactly("x");
        assertThat(
                        Documents.show(
                                Plan.json("$.pages[1].items[*]", "$.items[*]")
                                        .want("a")
                                        .decode(
                                                Documents.body(
                                                        "{\"pages\":[{\"items\":[{\"a\":1}]},{\"items\":[{\"a\":2}]}]}"))
                                        .records()))
                .containsExactly("#2");
    }

    @Test
    void saysWhatItLookedForAndWhatIsThere() {
        Decoded decoded =
                Plan.json("$.facilities[*]", "$[*]")
                        .decode(Documents.body("{\"error\":\"no\",\"items\":[1],\"meta\":{}}"));

        assertThat(decoded.outcome())
                .isEqualTo(
                        new Outcome.Unmatched(
                                "looked for records at $.facilities[*], $[*]; the document is an object with error, items (array), meta (object)"));
        assertThat(Plan.json("$.a[*]").decode(Documents.body("[1]")).outcome())
                .isEqualTo(
                        new Outcome.Unmatched(
                                "looked for records at $.a[*]; the document is an array"));
        assertThat(Plan.json("$").decode(Documents.body("\"x\"")).outcome())
                .isEqualTo(
                        new Outcome.Unmatched(
                                "looked for records at $; the document is a single value"));
    }

    @Test
    void doesNotTakeSomethingElseForAList() {
        assertThat(Plan.json("$.a[*]").decode(Documents.body("{\"a\":{\"b\":1}}")).outcome())
                .isInstanceOf(Outcome.Unmatched.class);
        assertThat(
                        Plan.json("$.a[*]", "$.b[*]")
                                .decode(Documents.body("{\"a\":null,\"b\":7}"))
                                .outcome())
                .isInstanceOf(Outcome.Unmatched.class);
        assertThat(Plan.json("$.a").decode(Documents.body("{\"a\":[1]}")).outcome())
                .isInstanceOf(Outcome.Unmatched.class);
    }

    @Test
    void triesAStrategyOnlyForItsFile() {
        Plan plan =
                Plan.json()
                        .strategy("$.stations[*]", "police.json", Map.of())
                        .strategy("$.items[*]", null, Map.of());
        Bytes body = Documents.body("{\"stations\":[{}],\"items\":[{},{}]}");

        assertThat(plan.file("police.json").decode(body).outcome())
                .isEqualTo(new Outcome.Decoded(0, 1));
        assertThat(plan.file("other.json").decode(body).outcome())
                .isEqualTo(new Outcome.Decoded(1, 2));
        assertThat(
                        Plan.json()
                                .strategy("$[*]", "a.json", Map.of())
                                .file("b.json")
                                .decode(Documents.body("[]"))
                                .outcome())
                .isEqualTo(
                        new Outcome.Unmatched("no record strategy is for a file named 'b.json'"));
    }

    @Test
    void carriesValuesThatStandBehindTheirRecords() {
        Bytes body =
                Documents.body(
                        "{\"r\":[{\"f\":[{\"n\":1},{\"n\":2}],\"name\":\"A\"},{\"name\":\"B\",\"f\":[{\"n\":3}]},{\"f\":[{\"n\":4}]}],\"as_of\":\"today\"}");
        Plan plan =
                Plan.json()
                        .strategy(
                                "$.r[*].f[*]",
                                null,
                                Map.of("region", "$.r[*].name", "date", "$.as_of"))
                        .want("n", "@region", "@date", "@unknown");

        assertThat(Documents.show(plan.decode(body).records()))
                .containsExactly(
                        "#1 | A | today | -",
                        "#2 | A | today | -",
                        "#3 | B | today | -",
                        "#4 | - | today | -");
    }

    @Test
    void carriesThroughTwoLists() {
        Bytes body =
                Documents.body(
                        "{\"a\":[{\"b\":[{\"c\":[1,2],\"n\":\"x\"},{\"c\":[3],\"n\":\"y\"}],\"m\":7},{\"m\":8,\"b\":[{\"n\":\"z\",\"c\":[4]}]}]}");
        Plan plan =
                Plan.json()
                        .strategy(
                                "$.a[*].b[*].c[*]",
                                null,
                                Map.of(
                                        "n",
                                        "$.a[*].b[*].n",
                                        "m",
                                        "$.a[*].m",
                                        "all",
                                        "$.a[*].b[*].c[*]"))
                        .want("$", "@n", "@m");

        assertThat(Documents.show(plan.decode(body).records()))
                .containsExactly("#1 | x | #7", "#2 | x | #7", "#3 | y | #7", "#4 | z | #8");
    }

    @Test
    void offersTheMembersOfAllRecords() {
        Bytes body =
                Documents.body("{\"x\":[{\"b\":1,\"a\":null},{\"c\":\"\",\"a\":[1]},5,{\"b\":2}]}");

        assertThat(Decoders.forFormat(Format.JSON).offeredFields(body, Plan.json("$.x[*]").build()))
                .containsExactly(
                        new Decoder.OfferedField("b", false),
                        new Decoder.OfferedField("a", true),
                        new Decoder.OfferedField("c", false));
    }
}
