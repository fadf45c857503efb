package org.cairn.collect.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

final class RecordKeyTest {
    @Test
    void valuesAreJoinedByCommas() {
        assertThat(RecordKey.parse("12208").values()).containsExactly("12208");
        assertThat(RecordKey.parse("a,b,").values()).containsExactly("a", "b", "");
        assertThat(RecordKey.parse("a\\,b,c\\\\").values()).containsExactly("a,b", "c\\");
        assertThat(RecordKey.parse("a\\x\\").values()).containsExactly("a\\x\\");
        assertThat(RecordKey.parse("").values()).containsExactly("");
    }

    @Test
    void everyKeyComesBackFromItsText() {
        SeededRandom.forAll(
                1000,
                random -> {
                    List<String> values = new ArrayList<>();
                    for (int i = random.between(1, 4); i > 0; i--) {
                        values.add(random.text(5) + random.pick(List.of("", ",", "\\", "\\,")));
                    }
                    var key = new RecordKey(values);

                    assertThat(RecordKey.parse(key.toString())).isEqualTo(key);
                });
    }
}
