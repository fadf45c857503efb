package org.cairn.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cairn.kernel.ProblemException;
import org.junit.jupiter.api.Test;

final class IdentifiersTest {
    @Test
    void quotesWhatWouldOtherwiseMeanSomethingElse() {
        assertThat(Identifiers.quote("a\"; DROP TABLE x; --"))
                .isEqualTo("\"a\"\"; DROP TABLE x; --\"");
        assertThat(Identifiers.quoteTable("cairn", "Wahl")).isEqualTo("\"cairn\".\"Wahl\"");
    }

    @Test
    void refusesNamesThatPostgresqlWouldCutOrCannotHold() {
        assertThat(Identifiers.quote("x".repeat(63))).hasSize(65);
        assertThatThrownBy(() -> Identifiers.quote("ä".repeat(32)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("(identifier-wrong)")
                .hasMessageEndingWith("it has 64 bytes in UTF-8, and PostgreSQL keeps 63");
        assertThatThrownBy(() -> Identifiers.quote("a\0b"))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "name 'a?b' cannot be used in PostgreSQL (identifier-wrong): it holds the"
                                + " character NUL");
        assertThatThrownBy(() -> Identifiers.quote("")).hasMessageEndingWith("it is empty");
        assertThatThrownBy(() -> Identifiers.quote("\ud800"))
                .hasMessageContaining("it holds half of a surrogate pair");
    }
}
