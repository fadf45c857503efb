package org.cairn.collect.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.cairn.collect.decode.Body;
import org.cairn.collect.infer.Inference.Outcome;
import org.junit.jupiter.api.Test;

/// Declarations out of data.
final class InferenceTest {
    private record Bytes(byte[] bytes) implements Body {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
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

    private static String inferred(String fileName, String text) {
        var body = new Bytes(text.getBytes(StandardCharsets.UTF_8));
        return switch (new Inference(body, fileName).infer()) {
            case Outcome.Nothing(String reason) -> "nothing: " + reason;
            case Outcome.Inferred inferred ->
                    inferred.declaration().text("grants", "file:data/x", null);
        };
    }

    @Test
    void aTableWithATitleAndWordsForNothingIsDeclared() {
        String text =
                inferred(
                        "x.csv",
                        """
                        Grants of the City of Example
                        Grant No;Given To;Paid On;Amount;Phone
                        007;Choir;31/01/2024;12.50;n/a
                        008;Library;01/02/2024;n/a;1
                        009;Choir;03/02/2024;950;2
                        """);

        assertThat(text)
                .contains(
                        "dialect: {delimiter: \";\", header_rows: [2], null_values: [\"\", \"n/a\"]}")
                .contains("grant_no: {required: true}\n")
                .contains("paid_on: {type: date, transform: [{date_order: [dmy]}]}\n")
                .contains("amount: {type: decimal}\n")
                .contains("phone: {type: integer}\n")
                .contains("primary_key: [grant_no]\n");
    }

    @Test
    void oneValueOfManyThatDoesNotFitIsNamedWithItsLine() {
        String text = inferred("x.csv", "id,n\n1,1\n2,2\n3,x7\n4,4\n5,5\n6,6\n");

        assertThat(text).contains("n: {}  # 1 of 6 are no integer, first 'x7' in line 4\n");
    }

    @Test
    void twoColumnsMayBeTheKeyTogether() {
        String text = inferred("x.csv", "member,vote,ballot\na,1,yes\na,2,no\nb,1,no\nb,2,no\n");

        assertThat(text).contains("primary_key: [member, vote]\n");
    }

    @Test
    void nestedJsonAndListsAreDeclared() {
        String text =
                inferred(
                        "x.json",
                        """
                        {"count": 2, "features": [
                          {"id": 1, "properties": {"name": "a", "tags": ["x"]}},
                          {"id": 2, "properties": {"name": "b", "tags": []}}]}
                        """);

        assertThat(text)
                .contains("records: [{json: \"$.features[*]\"}]\n")
                .contains("id: {type: integer, required: true}\n")
                .contains("properties_name: {json: \"$.properties.name\"}\n")
                .contains("properties_tags: {json: \"$.properties.tags\", type: json}\n");
    }

    @Test
    void whatHoldsNoRecordIsNotDeclared() {
        assertThat(inferred("x.csv", "a,b\n")).isEqualTo("nothing: it has no record");
        assertThat(inferred("x.html", "<html></html>")).startsWith("nothing: where the records");
    }
}
