package org.cairn.source.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.cairn.source.jsonschema.RecordSchema.Mismatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Records against schemas, of which both may be hostile.
final class RecordSchemaTest {
    private static final String BILL =
            """
            {"$schema": "https://json-schema.org/draft/2020-12/schema",
             "$defs": {"name": {"type": "string", "minLength": 1}},
             "type": "object", "required": ["id"],
             "properties": {"id": {"type": "integer"},
                            "number": {"type": "string", "pattern": "^[CS]-[0-9]+$"},
                            "sponsors": {"type": "array", "items": {"$ref": "#/$defs/name"}}}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\": 1, \"number\": \"C-2\", \"sponsors\": [\"A\"]} | ''",
                "{\"id\": \"secret\"} | /id: string found, integer expected",
                "{\"number\": \"C-2\"} | : required property 'id' not found",
                "{\"id\": 1, \"number\": \"secret\"} | /number: does not match the regex pattern ^[CS]-[0-9]+$",
                "{\"id\": 1, \"sponsors\": [\"A\", \"\"]} | /sponsors/1: must be at least 1 characters long",
                "[] | : array found, object expected",
            })
    void saysWhereARecordDoesNotFit(String record, String mismatch) {
        var mismatches = RecordSchema.compile(BILL).check(record);

        assertThat(mismatches.stream().map(each -> each.pointer() + ": " + each.message()).toList())
                .isEqualTo(mismatch.isEmpty() ? java.util.List.of() : java.util.List.of(mismatch));
        assertThat(mismatches.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\": | it is not JSON: line 1",
                "3 | a schema is an object",
                "{\"$ref\": \"https://example.org/x.json\"} | leads out of the schema, and nothing is fetched",
                "{\"properties\": {\"a\": {\"$ref\": \"other.json\"}}} | '$ref' at /properties/a",
                "{\"$ref\": \"#\"} | leads to itself without end",
                "{\"$ref\": \"#/$defs/missing\"} | missing",
                "{\"$schema\": \"http://json-schema.org/draft-07/schema#\"} | another version than 2020-12",
                "{\"pattern\": \"(?=a)\"} | is not RE2",
            })
    void refusesWhatIsNoSchemaOfItsOwn(String schema, String reason) {
        assertThatThrownBy(() -> RecordSchema.compile(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void noPatternTakesLongerThanItsText() {
        RecordSchema schema =
                RecordSchema.compile("{\"type\": \"string\", \"pattern\": \"^(a+)+$\"}");

        Assertions.assertThat(
                        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                                Duration.ofSeconds(10),
                                () -> schema.check("\"" + "a".repeat(50_000) + "!\"")))
                .hasSize(1);
    }

    @Test
    void saysTenThingsAndNoLine() {
        RecordSchema schema =
                RecordSchema.compile(
                        "{\"additionalProperties\": false, \"items\": {\"type\": \"integer\"}}");

        assertThat(schema.check("[" + "\"x\",".repeat(99) + "1]")).hasSize(10);
        assertThat(schema.check("{\"a\\n\\u001b[31m" + "b".repeat(5_000) + "\": 1}"))
                .singleElement()
                .extracting(Mismatch::message)
                .asString()
                .hasSizeLessThan(300)
                .doesNotContain("\n", "\u001b");
    }
}
