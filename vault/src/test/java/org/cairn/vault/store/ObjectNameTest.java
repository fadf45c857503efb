package org.cairn.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"repo.json", "packs/0a/0a1b", "doc/a_b-c/1-2", "runs/1.intent"})
    void acceptsTheNamesOfTheFormat(String name) {
        assertThat(new ObjectName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                "..",
                "../a",
                "a/../b",
                "a/./b",
                ".tmp/x",
                "a/.hidden",
                "A",
                "a b",
                "a\\b",
                "a\0b",
                "ä",
                "a\n",
                "c:a"
            })
    void refusesWhatCouldLeadElsewhere(String name) {
        assertThatThrownBy(() -> new ObjectName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not an object name: ");
    }

    @Test
    void refusesNamesThatNoStoreTakes() {
        assertThatThrownBy(() -> new ObjectName("a".repeat(513)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
