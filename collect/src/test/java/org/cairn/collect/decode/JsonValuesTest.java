package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cairn.collect.decode.Documents.Bytes;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.collect.decode.Projection.ChildProjection;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.junit.jupiter.api.Test;

/// What is taken out of one JSON record.
final class JsonValuesTest {
    private static String values(String record, String... origins) {
        return Documents.show(Plan.json("$").want(origins).decode(Documents.body(record)).records())
                .getFirst();
    }

    @Test
    void keepsNumbersAsTheyAreWritten() {
        assertThat(
                        values(
                                "{\"a\":1.50,\"b\":1e3,\"c\":-0,\"d\":123456789012345678901234567890}",
                                "a",
                                "b",
                                "c",
                                "d"))
                .isEqualTo("#1.50 | #1e3 | #-0 | #123456789012345678901234567890");
    }

    @Test
    void givesNothingForAbsentAndNull() {
        assertThat(values("{\"a\":null,\"b\":\"\",\"c\":false}", "a", "b", "c", "d", "c.x", "a.b"))
                .isEqualTo("- |  | ?false | - | - | -");
    }

    @Test
    void decodesEscapes() {
        assertThat(values("{\"a\":\"\\u00e9\\n\\\"\\\\\\/\\ud83d\\ude00€\"}", "a"))
                .isEqualTo("é\n\"\\/😀€");
    }

    @Test
    void followsPathsThatShareTheirBeginning() {
        assertThat(
                        values(
                                "{\"l\":{\"x\":1,\"y\":{\"z\":[10,20,{\"w\":3}]}},\"m\":2}",
                                "l.x",
                                "l.y",
                                "l.y.z[1]",
                                "l.y.z[2].w",
                                "l",
                                "m",
                                "l.x"))
                .isEqualTo(
                        "#1 | json:{\"z\":[10,20,{\"w\":3}]} | #20 | #3 | json:{\"x\":1,\"y\":{\"z\":[10,20,{\"w\":3}]}} | #2 | #1");
    }

    @Test
    void gathersWhatAWildcardMatches() {
        assertThat(
                        values(
                                "{\"t\":[\"a\" , \"b\"],\"c\":[{\"p\":1},{},{\"p\":{\"q\": \"\\u0001\"}},{\"p\":null}],\"e\":[]}",
                                "t",
                                "t[*]",
                                "t[1]",
                                "c[*].p",
                                "e[*]",
                                "e",
                                "t[*].x"))
                .isEqualTo(
                        "json:[\"a\",\"b\"] | json:[\"a\",\"b\"] | b | json:[1,{\"q\":\"\\u0001\"},null] | - | json:[] | -");
    }

    @Test
    void rewritesObjectsCompactlyAndInOrder() {
        assertThat(
                        values(
                                "{\"o\" : { \"b\" : [ 1 , true , null , \"x y\" ] , \"a\" : { } , \"é\\\"\" : 1.0 } }",
                                "o"))
                .isEqualTo("json:{\"b\":[1,true,null,\"x y\"],\"a\":{},\"é\\\"\":1.0}");
    }

    @Test
    void escapesHalfASurrogatePairInRewrittenJson() {
        assertThat(values("{\"o\":[\"\\ud800\",\"\\udc00x\",\"\\ud83d\\ude00\"]}", "o"))
                .isEqualTo("json:[\"\\ud800\",\"\\udc00x\",\"😀\"]");
    }

    @Test
    void letsTheLastOfTwoMembersWin() {
        assertThat(values("{\"a\":1,\"a\":2}", "a")).isEqualTo("#2");
        assertThat(values("{\"a\":{\"x\":1,\"y\":2},\"a\":{\"y\":3}}", "a.x", "a.y", "a"))
                .isEqualTo("- | #3 | json:{\"y\":3}");
        assertThat(values("{\"a\":[{\"b\":1,\"b\":2},{\"b\":3}],\"c\":1}", "a[*].b"))
                .isEqualTo("json:[2,3]");
        assertThat(values("{\"a\":[{\"b\":1}],\"a\":[{\"b\":5}]}", "a[*].b")).isEqualTo("json:[5]");
    }

    @Test
    void readsChildrenWithTheirBytes() {
        Bytes body =
                Documents.body(
                        "{\"id\":1,\"contacts\":[{\"type\":\"t\",\"value\":\"1\"}, {\"type\":\"e\"}],\"tags\":[\"a\",null]}");
        Plan plan =
                Plan.json("$")
                        .want("id", "contacts")
                        .child("contacts", List.of("$.contacts[*]", "$.contact"), "type", "value")
                        .child("tags", List.of("$.tags[*]"), "$");

        RawRecord record = plan.decode(body).records().getFirst();

        assertThat(Documents.show(record))
                .isEqualTo(
                        "#1 | json:[{\"type\":\"t\",\"value\":\"1\"},{\"type\":\"e\"}] {(t | 1)(e | -)} {(a)(-)}");
        assertThat(record.children().getFirst())
                .extracting(child -> body.text(child.span()))
                .containsExactly("{\"type\":\"t\",\"value\":\"1\"}", "{\"type\":\"e\"}");
        assertThat(record.children().getLast())
                .extracting(child -> body.text(child.span()))
                .containsExactly("\"a\"", "null");
    }

    @Test
    void takesALoneObjectAsAListOfOneAndTheFirstPathThatFindsSomething() {
        Plan plan =
                Plan.json("$[*]")
                        .child("c", List.of("$.contacts[*]", "$.contact", "$.more[*]"), "v");

        assertThat(
                        Documents.show(
                                plan.decode(
                                                Documents.body(
                                                        "[{\"contact\":{\"v\":1}},{\"contact\":{\"v\":1},\"contacts\":[{\"v\":2}]},"
                                                                + "{\"contacts\":[],\"contact\":null,\"more\":[{\"v\":3}]},{\"contact\":[{\"v\":4}]},{}]"))
                                        .records()))
                .containsExactly(" {(#1)}", " {(#2)}", " {(#3)}", " {}", " {}");
    }

    @Test
    void readsChildrenOfChildrenAndForgetsThemWithADuplicate() {
        ChildProjection inner = Plan.childOf("p", List.of("$.p[*]"), "$");
        var outer =
                new ChildProjection(
                        "g",
                        List.of(JsonPath.parse("$.g[*]")),
                        new Projection(
                                List.of(new FieldOrigin.Json(JsonPath.parse("n"))),
                                List.of(inner)));
        Plan plan = Plan.json("$.a[*]").projection(new Projection(List.of(), List.of(outer)));

        assertThat(
                        Documents.show(
                                plan.decode(
                                                Documents.body(
                                                        "{\"a\":[{\"g\":[{\"n\":1,\"p\":[7,8]},{\"p\":[],\"n\":2}]},"
                                                                + "{\"g\":[{\"n\":3,\"p\":[9]}],\"g\":[]},"
                                                                + "{\"g\":[{\"n\":4,\"p\":[1],\"p\":[2]}],\"g\":[{\"n\":5,\"n\":6}]}]}"))
                                        .records()))
                .containsExactly(" {(#1 {(#7)(#8)})(#2 {})}", " {}", " {(#6 {})}");
    }

    @Test
    void doesNotTouchWhatItHasGivenAway() {
        Plan plan = Plan.json("$").child("c", List.of("$.g[*].c[*]"), "v", "t[*]");

        assertThat(
                        Documents.show(
                                plan.decode(
                                                Documents.body(
                                                        "{\"g\":[{\"c\":[{\"v\":1,\"t\":[1,2]}]},{\"c\":[],\"c\":[]},{\"c\":[{\"v\":2}],\"c\":[{\"v\":3,\"t\":[4]}]}]}"))
                                        .records()))
                .containsExactly(" {(#1 | json:[1,2])(#3 | json:[4])}");
    }
}
