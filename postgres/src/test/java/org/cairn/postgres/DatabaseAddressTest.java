package org.cairn.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatabaseAddressTest {
    @ParameterizedTest
    @CsvSource({
        "postgresql://h/d, it does not begin with jdbc:postgresql://",
        "jdbc:postgresql:d, it does not begin with jdbc:postgresql://",
        "jdbc:postgresql://h:5432, it does not name a host and a database",
        "jdbc:postgresql://h:5432/, it does not name a host and a database",
        "jdbc:postgresql://me:pw@h/d, it carries a user or a password",
        "jdbc:postgresql://h/d?password=x, its parameter 'password' is not one that is allowed",
        "jdbc:postgresql://h/d?sslmode=require&socketFactory=x, its parameter 'socketFactory' is not one that is allowed"
    })
    void refusesAnAddressThatIsWrongOrHidesSomething(String url, String why) {
        assertThatThrownBy(() -> new DatabaseAddress(url, "u", new Secret("p")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("the database address cannot be used (database-url-wrong): " + why);
    }

    @Test
    void keepsThePasswordOutOfItsText() {
        var address =
                new DatabaseAddress(
                        "jdbc:postgresql://a:1,b:2/d?sslmode=verify-full", "u", new Secret("hush"));

        assertThat(address.place()).isEqualTo("a:1,b:2/d");
        assertThat(address.toString()).doesNotContain("hush");
    }
}
