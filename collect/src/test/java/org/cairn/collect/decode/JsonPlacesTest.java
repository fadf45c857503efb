package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cairn.collect.decode.Decoder.Located;
import org.cairn.collect.decode.Documents.Bytes;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.collect.decode.JsonMaker.Made;
import org.cairn.collect.decode.JsonMaker.Truth;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every value is where the decoder says, and says there what was decoded.
final class JsonPlacesTest {
    private static final int CELLS = 10_000;

    @Test
    void findsTheBytesOfEveryGeneratedValueInJson() {
        long seed = 20_261_121;
        var random = new Random(seed);
        int cells = 0;
        for (int round = 0; cells < CELLS; round++) {
            var maker = new JsonMaker(random, false);
            List<Made> made = new ArrayList<>();
            maker.raw(random.nextInt(4) == 0 ? "\uFEFF" : "");
            maker.space();
            maker.raw("{\"meta\":{\"list\":[]},\"list\"");
            maker.space();
            maker.raw(":[");
            int records = random.nextInt(60);
            for (int i = 0; i < records; i++) {
                maker.raw(i > 0 ? "," : "");
                maker.space();
                made.add(maker.record());
                maker.space();
            }
            maker.raw("]}");
            maker.space();
            String at = "seed %d, document %d".formatted(seed, round);
            Plan plan = Plan.json("$.list[*]", "$[*]").want(JsonMaker.PATHS.toArray(String[]::new));
            cells += check(plan, new Bytes(maker.bytes(), 1 + round % 7), made, at);
            check(plan, Documents.body(maker.bytes()), made, at);
        }
    }

    @Test
    void findsTheBytesOfEveryGeneratedValueInJsonLines() {
        long seed = 20_261_122;
        var random = new Random(seed);
        int cells = 0;
        for (int round = 0; cells < CELLS; round++) {
            var maker = new JsonMaker(random, true);
            List<Made> made = new ArrayList<>();
            maker.raw(random.nextInt(4) == 0 ? "\uFEFF" : "");
            int records = random.nextInt(60);
            for (int i = 0; i < records; i++) {
                maker.space();
                made.add(maker.record());
                maker.space();
                maker.raw(random.nextBoolean() ? "\n" : "\r\n\n");
            }
            String at = "seed %d, document %d".formatted(seed, round);
            Plan plan = Plan.lines().want(JsonMaker.PATHS.toArray(String[]::new));
            cells += check(plan, new Bytes(maker.bytes(), 1 + round % 7), made, at);
            check(plan, Documents.body(maker.bytes()), made, at);
        }
    }

    private static int check(Plan plan, Bytes body, List<Made> made, String at) {
        Decoded decoded = plan.decode(body);
        assertThat(decoded.bad()).as(at).isEmpty();
        assertThat(decoded.records())
                .as(at)
                .extracting(RawRecord::span)
                .containsExactlyElementsOf(made.stream().map(Made::span).toList());
        int cells = 0;
        for (int r = 0; r < made.size(); r++) {
            for (int i = 0; i < JsonMaker.PATHS.size(); i++) {
                Truth truth = made.get(r).values().get(i);
                Object value = decoded.records().get(r).values()[i];
                Located located = find(plan, body, made.get(r).span(), JsonMaker.PATHS.get(i));
                String where = "%s, record %d, %s".formatted(at, r, JsonMaker.PATHS.get(i));
                if (truth == null || truth.text() == null) {
                    assertThat(value).as(where).isNull();
                    assertThat(located).as(where).isNull();
                    continue;
                }
                Located place = Documents.found(located, where);
                assertThat(place.span()).as(where).isEqualTo(truth.span());
                byte[] slice = body.read(place.span().offset(), place.span().length());
                assertThat(TinyJson.scalar(slice))
                        .as(where)
                        .isEqualTo(truth.text())
                        .isEqualTo(text(value))
                        .isEqualTo(place.text());
                cells++;
            }
        }
        return cells;
    }

    private static String text(@Nullable Object value) {
        return value instanceof RawRecord.RawNumber(String number) ? number : String.valueOf(value);
    }

    private static Located locate(Plan plan, Body body, ByteSpan record, String path) {
        return Documents.found(find(plan, body, record, path), path);
    }

    private static @Nullable Located find(Plan plan, Body body, ByteSpan record, String path) {
        return Decoders.forFormat(plan.format())
                .locate(body, plan.build(), record, 0, new FieldOrigin.Json(JsonPath.parse(path)));
    }

    @Test
    void pointsIntoTheRecord() {
        Bytes body =
                Documents.body("[7, {\"a/b\":{\"x~\":[1,{\"é\": \"v\\u00e9\"}]},\"t\":[ 1 , 2 ]}]");
        Plan plan = Plan.json("$[*]").want("t");
        ByteSpan record = plan.decode(body).records().getLast().span();

        assertThat(locate(plan, body, record, "['a/b']['x~'][1].é"))
                .isEqualTo(new Located(new ByteSpan(27, 9), "/a~1b/x~0/1/é", "vé"));
        assertThat(locate(plan, body, record, "$").span()).isEqualTo(record);
        Located array = locate(plan, body, record, "t[*]");
        assertThat(array.pointer()).isEqualTo("/t");
        assertThat(array.text()).isEqualTo("[1,2]");
        assertThat(body.text(array.span())).isEqualTo("[ 1 , 2 ]");
        assertThat(find(plan, body, record, "t[5]")).isNull();
        assertThat(
                        Decoders.forFormat(plan.format())
                                .locate(body, plan.build(), record, 0, new FieldOrigin.From("t")))
                .isEqualTo(new Located(array.span(), "/t", "[1,2]"));
    }

    @Test
    void findsValuesOfChildrenAndCarriedValues() {
        Bytes body =
                Documents.body(
                        "{\"r\":[{\"n\":\"A\",\"f\":[{\"c\":[{\"v\":1},{\"v\":2}]}]},{\"f\":[{},{}],\"n\":[\"B\" ]}],\"d\":\"day\"}");
        Plan plan =
                Plan.json()
                        .strategy(
                                "$.r[*].f[*]",
                                null,
                                Map.of("n", "$.r[*].n", "d", "$.d", "m", "$.r[*].n[*]"))
                        .want("@n", "@d", "@m")
                        .child("c", List.of("$.c[*]"), "v", "@d");
        var records = plan.decode(body).records();

        assertThat(Documents.show(records))
                .containsExactly(
                        "A | day | - {(#1 | day)(#2 | day)}",
                        "json:[\"B\"] | day | json:[\"B\"] {}",
                        "json:[\"B\"] | day | json:[\"B\"] {}");
        Located child =
                locate(plan, body, records.getFirst().children().getFirst().get(1).span(), "v");
        assertThat(body.text(child.span())).isEqualTo("2");
        assertThat(child.pointer()).isEqualTo("/v");
        assertThat(carried(plan, body, records.get(0), "n"))
                .isEqualTo(new Located(new ByteSpan(11, 3), "/r/0/n", "A"));
        assertThat(carried(plan, body, records.get(2), "n").pointer()).isEqualTo("/r/1/n");
        assertThat(body.text(carried(plan, body, records.get(2), "n").span()))
                .isEqualTo("[\"B\" ]");
        assertThat(carried(plan, body, records.get(1), "m").text()).isEqualTo("[\"B\"]");
        assertThat(findCarried(plan, body, records.get(0), "m")).isNull();
        assertThat(carried(plan, body, records.get(0), "d").pointer()).isEqualTo("/d");
        assertThat(findCarried(plan, body, records.get(0), "unknown")).isNull();
    }

    private static Located carried(Plan plan, Body body, RawRecord record, String name) {
        return Documents.found(findCarried(plan, body, record, name), name);
    }

    private static @Nullable Located findCarried(
            Plan plan, Body body, RawRecord record, String name) {
        return Decoders.forFormat(plan.format())
                .locate(body, plan.build(), record.span(), 0, new FieldOrigin.Carry(name));
    }
}
