package org.cairn.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cairn.kernel.ProblemException;
import org.junit.jupiter.api.Test;

final class ServerVersionsTest {
    @Test
    void refusesFourteenAndNamesTheVersion() {
        assertThatThrownBy(() -> ServerVersions.requireSupported(14, "14.24"))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "PostgreSQL 14.24 is too old (server-too-old): Cairn works with PostgreSQL"
                                + " 15 and newer");
    }

    @Test
    void takesFifteenAndAnythingNewerWithARemarkPastWhatWasTested() {
        assertThatCode(() -> ServerVersions.requireSupported(15, "15.0"))
                .doesNotThrowAnyException();
        assertThatCode(() -> ServerVersions.requireSupported(19, "19.1"))
                .doesNotThrowAnyException();
        assertThat(new ServerIdentity("1", 18, "18.6", 1, "d").note()).isEmpty();
        assertThat(new ServerIdentity("1", 19, "19.1", 1, "d").note())
                .contains(
                        "PostgreSQL 19.1 is newer than 18, the newest that this Cairn was tested"
                                + " with");
    }
}
