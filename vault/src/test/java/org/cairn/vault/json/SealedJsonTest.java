package org.cairn.vault.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.cairn.kernel.Problem;
import org.cairn.kernel.Sha256;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SealedJsonTest {
    private static String text(JsonParts json) {
        return json.text("text");
    }

    private static byte[] written(String text) {
        return SealedJson.write("thing", "a/b", json -> json.writeStringProperty("text", text));
    }

    private static byte[] sealed(String open) {
        return (open + ",\"seal\":\"" + Sha256.of(open.getBytes(UTF_8)) + "\"}\n").getBytes(UTF_8);
    }

    private static Problem damaged(byte[] bytes) {
        return Problems.raisedBy(
                VaultProblems.OBJECT_DAMAGED,
                () -> SealedJson.read("thing", "a/b", bytes, SealedJsonTest::text));
    }

    @ParameterizedTest
    @CsvSource({"''", "plain", "'\"\\ quoted'", "Ünïcødé 🗿", "'\u0000\u001f\u007f'"})
    void givesBackEveryText(String text) {
        assertThat(SealedJson.read("thing", "a/b", written(text), SealedJsonTest::text))
                .isEqualTo(text);
    }

    @Test
    void givesBackEvenHalfACharacter() {
        String lone = "a\uD800b";

        assertThat(SealedJson.read("thing", "a/b", written(lone), SealedJsonTest::text))
                .isEqualTo(lone);
    }

    @Test
    void isOneLineOfAscii() {
        assertThat(new String(written("é"), UTF_8))
                .matches(
                        "\\{\"type\":\"thing\",\"version\":1,\"object\":\"a/b\","
                                + "\"text\":\"\\\\u00[eE]9\",\"seal\":\"[0-9a-f]{64}\"}\n");
    }

    @Test
    void noticesEveryFlippedByteAndEveryCut() {
        byte[] whole = written("text");

        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {0x01, 0x20, 0x80, 0xFF}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) mask;
                assertThat(damaged(flipped).facts()).containsEntry("object", "a/b");
            }
            damaged(Arrays.copyOf(whole, at));
        }
        damaged(Arrays.copyOf(whole, whole.length + 1));
    }

    @Test
    void noticesAnObjectUnderAnotherNameOrOfAnotherType() {
        var name =
                Problems.raisedBy(
                        VaultProblems.OBJECT_DAMAGED,
                        () -> SealedJson.read("thing", "a/c", written("x"), SealedJsonTest::text));
        var type =
                Problems.raisedBy(
                        VaultProblems.OBJECT_DAMAGED,
                        () -> SealedJson.read("other", "a/b", written("x"), SealedJsonTest::text));

        assertThat(name.what()).isEqualTo("its form is wrong: it is a/b, not a/c");
        assertThat(type.what()).isEqualTo("its form is wrong: it is thing, not other");
    }

    @Test
    void refusesAVersionItDoesNotKnow() {
        byte[] later = sealed("{\"type\":\"thing\",\"version\":7,\"object\":\"a/b\"");

        var problem =
                Problems.raisedBy(
                        VaultProblems.VERSION_UNKNOWN,
                        () -> SealedJson.read("thing", "a/b", later, SealedJsonTest::text));

        assertThat(problem.headline()).isEqualTo("vault object 'a/b' has format version 7");
        assertThat(SealedJson.peekVersion("a/b", later)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "`\"text\":1`;`key 'text' is missing or of another type`",
                "`\"texts\":\"\"`;`key 'text' is missing or of another type`",
                "`\"text\":\"\",\"more\":1`;`unknown key [more]`",
                "`\"text\":\"\",\"more\":true`;`no vault object holds a VALUE_TRUE`",
                "`\"text\":\"\",\"text\":\"\"`;`Duplicate Object property \"text\"`",
                "`\"text\":99999999999999999999`;`out of range of `"
            })
    void takesASealedObjectOfAnotherFormForDamage(String members, String what) {
        byte[] bytes = sealed("{\"type\":\"thing\",\"version\":1,\"object\":\"a/b\"," + members);

        assertThat(damaged(bytes).what()).contains(what);
    }

    @Test
    void findsTheVersionInAFormItDoesNotKnow() {
        byte[] bytes = "{\"a\":{\"version\":9},\"b\":[true,null],\"version\":3}".getBytes(UTF_8);

        assertThat(SealedJson.peekVersion("repo.json", bytes)).isEqualTo(3);
        var problem =
                Problems.raisedBy(
                        VaultProblems.OBJECT_DAMAGED,
                        () -> SealedJson.peekVersion("repo.json", "{}".getBytes(UTF_8)));
        assertThat(problem.what()).isEqualTo("its form is wrong: key 'version' is missing");
    }
}
