package org.cairn.collect.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.collect.TestProject;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.collect.map.Row;
import org.cairn.kernel.ByteSpan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ValidatorTest {
    private static final ByteSpan SPAN = new ByteSpan(10, 20);

    @TempDir Path folder;

    private Verdict judge(String resource, @Nullable Object... values) {
        var mapping =
                TestProject.json(folder, "records: [{json: \"$[*]\"}]\n" + resource).mapping();
        List<List<Row>> none =
                Stream.generate(List::<Row>of).limit(mapping.children().size()).toList();
        return new Validator(mapping).judge(new Row(SPAN, 0, values, none));
    }

    private static List<String> codes(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted _ -> List.of();
            case Verdict.Quarantined(var _, var violations) ->
                    violations.stream().map(each -> each.field() + ": " + each.code()).toList();
        };
    }

    @Test
    void valuesGetTheTypeOfTheirColumn() {
        Verdict verdict =
                judge(
                        "fields: {a: {json: a, type: integer}, b: {json: b}, c: {json: c}}\n"
                                + "primary_key: [a]",
                        new RawNumber("7"),
                        new RawNumber("1.50"),
                        null);

        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        assertThat(((Verdict.Accepted) verdict).typed().values()).containsExactly(7L, "1.50", null);
        assertThat(verdict.row().values()[0]).isEqualTo(new RawNumber("7"));
    }

    @Test
    void everyFaultOfARecordIsNamedAtOnce() {
        Verdict verdict =
                judge(
                        """
                        fields:
                          name: {json: name, required: true}
                          code: {json: code, pattern: "[0-9]{3}", max_length: 2}
                          age:  {json: age, type: integer, min: 0, max: 120}
                          kind: {json: kind, accepted_values: [A, B]}
                        primary_key: [name]
                        """,
                        null, "12x4", "121", "C");

        assertThat(codes(verdict))
                .containsExactly(
                        "name: missing-required",
                        "code: too-long",
                        "code: pattern-mismatch",
                        "age: above-maximum",
                        "kind: not-accepted");
    }

    @Test
    void messagesNeverHoldTheValue() {
        Verdict verdict =
                judge(
                        "fields: {a: {json: a, type: integer}, b: {json: b, pattern: \"x\"}}\n"
                                + "primary_key: [a]",
                        "secret-1",
                        "secret-2");

        assertThat(verdict).isInstanceOf(Verdict.Quarantined.class);
        assertThat(((Verdict.Quarantined) verdict).violations())
                .extracting(Violation::message)
                .containsExactly("a must be a whole number", "b must match x");
    }

    @Test
    void lengthsCountCodePoints() {
        String resource = "fields: {a: {json: a, min_length: 2, max_length: 2}}\nprimary_key: [a]";

        assertThat(codes(judge(resource, "𝒞𝒞"))).isEmpty();
        assertThat(codes(judge(resource, "𝒞"))).containsExactly("a: too-short");
        assertThat(codes(judge(resource, "日本語"))).containsExactly("a: too-long");
    }

    @Test
    void boundsAreInclusiveAndExact() {
        String resource =
                "fields: {a: {json: a, type: decimal, min: -0.1, max: 5.5}}\nprimary_key: [a]";

        assertThat(codes(judge(resource, "-0.1"))).isEmpty();
        assertThat(codes(judge(resource, "5.500"))).isEmpty();
        assertThat(codes(judge(resource, "5.5000000000000000000001")))
                .containsExactly("a: above-maximum");
        assertThat(codes(judge(resource, "-0.10000000000000000001")))
                .containsExactly("a: below-minimum");
    }

    @Test
    void whatPostgresCannotHoldIsRefused() {
        String resource = "fields: {a: {json: a}}\nprimary_key: [a]";

        assertThat(codes(judge(resource, "a\0b"))).containsExactly("a: nul-character");
        assertThat(codes(judge(resource, "a\ud835"))).containsExactly("a: invalid-unicode");
        assertThat(codes(judge(resource, "\udc9ea"))).containsExactly("a: invalid-unicode");
        assertThat(codes(judge(resource, "𝒞"))).isEmpty();
    }

    @Test
    void oneCompleteKeyIsEnough() {
        String resource =
                "fields: {a: {json: a}, b: {json: b}, c: {json: c}}\n"
                        + "primary_key: {any: [[a], [b, c]]}";

        assertThat(codes(judge(resource, "1", null, null))).isEmpty();
        assertThat(codes(judge(resource, null, "1", "2"))).isEmpty();
        assertThat(codes(judge(resource, null, "1", null))).containsExactly("a: missing-key");
        assertThat(codes(judge("fields: {a: {json: a}}", (Object) null))).isEmpty();
    }

    @Test
    void aRefusedElementDoesNotKeepItsParentOut() {
        var mapping =
                TestProject.json(
                                folder,
                                """
                                records: [{json: "$[*]"}]
                                fields:
                                  a: {json: a}
                                  l: {each: ["$.l[*]"], fields: {n: {json: "$", type: integer}}}
                                primary_key: [a]
                                """)
                        .mapping();
        Row good = element("1");
        Row bad = element("x");

        Verdict verdict =
                new Validator(mapping)
                        .judge(
                                new Row(
                                        SPAN,
                                        0,
                                        new @Nullable Object[] {"key"},
                                        List.of(List.of(good, bad, good))));

        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        var accepted = (Verdict.Accepted) verdict;
        assertThat(accepted.typed().children().getFirst())
                .extracting(row -> row.values()[0])
                .containsExactly(1L, 1L);
        assertThat(accepted.refusedChildren())
                .singleElement()
                .satisfies(refused -> {
                    assertThat(refused.field()).isEqualTo("l");
                    assertThat(refused.row()).isSameAs(bad);
                });
    }

    @Test
    void checksOfTextSeeWhatIsWrittenAlsoOfOtherTypes() {
        String resource =
                "fields: {a: {json: a, type: integer, pattern: \"[0-9]{3}\"}}\nprimary_key: [a]";

        assertThat(codes(judge(resource, new RawNumber("012")))).isEmpty();
        assertThat(codes(judge(resource, new RawNumber("12"))))
                .containsExactly("a: pattern-mismatch");
        assertThat(
                        codes(
                                judge(
                                        "fields: {a: {json: a, type: json, max_length: 5}}",
                                        new RawJson("[1,2,3]"))))
                .containsExactly("a: too-long");
    }

    private static Row element(String value) {
        return new Row(new ByteSpan(11, 1), 0, new @Nullable Object[] {value}, List.of());
    }
}
