package org.cairn.protect.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RestoreTargetTest {
    private static Problem problemOf(String text) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> RestoreTarget.parse(text));
        assertThat(thrown).as("a problem of '%s'", text).isNotNull();
        return thrown.problem();
    }

    @Test
    void readsWords() {
        assertThat(RestoreTarget.parse("latest")).isEqualTo(new RestoreTarget.Latest());
        assertThat(RestoreTarget.parse(" before-run:12 "))
                .isEqualTo(new RestoreTarget.BeforeRun(new RunNumber(12)));
        assertThat(RestoreTarget.parse("after-run:7"))
                .isEqualTo(new RestoreTarget.AfterRun(new RunNumber(7)));
        assertThat(RestoreTarget.parse("16/B374D848"))
                .isEqualTo(new RestoreTarget.AtLsn(Lsn.parse("16/B374D848")));
        assertThat(RestoreTarget.parse("xid:745")).isEqualTo(new RestoreTarget.AtXid(745));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T10:00:00Z,             2026-11-21T10:00:00Z",
        "2026-11-21T10:00Z,                2026-11-21T10:00:00Z",
        "2026-11-21 10:00:00.123456+01,    2026-11-21T09:00:00.123456Z",
        "2026-11-21 10:00:00 +01:00,       2026-11-21T09:00:00Z",
        "2026-11-21 10:00:00-05:30,        2026-11-21T15:30:00Z",
        "2026-11-21t10:00:00z,             2026-11-21T10:00:00Z",
        "2026-11-21T10:00:00.1234567Z,     2026-11-21T10:00:00.123456Z",
    })
    void readsATimeWithItsZone(String text, Instant instant) {
        assertThat(RestoreTarget.parse(text)).isEqualTo(new RestoreTarget.AtTime(instant));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21,                 2026-11-21T00:00:00Z",
        "2026-11-21 10:00,           2026-11-21T10:00:00Z",
        "2026-11-21T10:00:00,        2026-11-21T10:00:00Z",
        "2026-11-21 10:00:00.25,     2026-11-21T10:00:00.25Z",
    })
    void refusesATimeWithoutItsZoneAndSaysHowToWriteIt(String text, String example) {
        Problem problem = problemOf(text);

        assertThat(problem.code().name()).isEqualTo("target-wrong");
        assertThat(problem.code().exitCode()).isEqualTo(2);
        assertThat(problem.headline()).isEqualTo("'%s' has no time zone".formatted(text));
        assertThat(problem.what()).isEqualTo("the same digits are another moment in each zone");
        assertThat(problem.kept()).isEqualTo("nothing was tried");
        assertThat(problem.remedy()).isEqualTo("Add the zone: %s.".formatted(example));
        assertThat(RestoreTarget.parse(example)).isInstanceOf(RestoreTarget.AtTime.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "LATEST",
                "before-run:",
                "before-run:0",
                "before-run:-1",
                "before-run:1.5",
                "before-run:9999999999999999999",
                "xid:0",
                "xid:abc",
                "-1",
                "16/",
                "/16",
                "16/B374D848F",
                "G/1",
                "FFFFFFFF/0",
                "80000000/0",
                "2026-13-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-11-21T25:00:00Z",
                "2026-11-21 10:00:00 Europe/Berlin",
                "2026-11-21T10:00:00+99:00",
                "10:00:00Z"
            })
    void refusesWhatIsNoPoint(String text) {
        Problem problem = problemOf(text);

        assertThat(problem.code().name()).isEqualTo("target-wrong");
        assertThat(problem.headline()).isEqualTo("'%s' is no point to restore to".formatted(text));
        assertThat(problem.what()).isEqualTo("it is neither a word, nor a position, nor a time");
        assertThat(problem.remedy())
                .isEqualTo(
                        "Write latest, before-run:12, after-run:12, 16/B374D848, xid:745 or"
                                + " 2026-11-21T10:00:00Z.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latest",
                "before-run:12",
                "after-run:12",
                "16/B374D848",
                "xid:745",
                "2026-11-21T10:00:00.123456Z"
            })
    void printsWhatItReads(String text) {
        assertThat(RestoreTarget.parse(text)).hasToString(text);
    }
}
