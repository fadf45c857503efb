package org.cairn.protect.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.cairn.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetentionTest {
    @Test
    void readsASentence() {
        Retention retention =
                Retention.parse("min 3; yearly 7;pitr 7d ; daily 30; weekly 12; monthly 6");

        assertThat(retention)
                .isEqualTo(
                        new Retention(
                                Duration.ofDays(7),
                                Map.of(
                                        Period.DAILY, 30,
                                        Period.WEEKLY, 12,
                                        Period.MONTHLY, 6,
                                        Period.YEARLY, 7),
                                3));
        assertThat(retention)
                .hasToString("pitr 7d; daily 30; weekly 12; monthly 6; yearly 7; min 3");
        assertThat(Retention.parse(retention.toString())).isEqualTo(retention);
    }

    @Test
    void whatIsLeftOutKeepsNothingButTheNewest() {
        assertThat(Retention.parse("daily 2"))
                .isEqualTo(new Retention(Duration.ZERO, Map.of(Period.DAILY, 2), 1));
        assertThat(Retention.parse("pitr 90m")).hasToString("pitr 90m; min 1");
        assertThat(Retention.parse("pitr 2w").pitr()).isEqualTo(Duration.ofDays(14));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                 | a part of it is empty",
                "daily 3;           | a part of it is empty",
                "daily              | 'daily' is not a word and a number",
                "daily three        | 'daily three' is not a word and a number",
                "daily -3           | 'daily -3' is not a word and a number",
                "daily 0            | 'daily 0' is no number from 1 on",
                "min 0              | 'min 0' is no number from 1 on",
                "daily 3d           | 'daily 3d' is no number from 1 on",
                "pitr 7             | 'pitr 7' is no time such as 12h, 7d or 2w",
                "pitr 0d            | 'pitr 0d' is no time such as 12h, 7d or 2w",
                "pitr 7y            | 'pitr 7y' is no time such as 12h, 7d or 2w",
                "daily 3; daily 4   | 'daily' is said twice",
                "daily 3, weekly 4  | 'daily 3, weekly 4' is not a word and a number",
                "hourly 4           | 'hourly' is none of pitr, daily, weekly, monthly, yearly and min",
                "daily 30 days      | 'daily 30 days' is not a word and a number"
            })
    void saysWhatIsWrongWithNonsense(String sentence, String what) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> Retention.parse(sentence));

        assertThat(thrown.problem().code().name()).isEqualTo("retention-wrong");
        assertThat(thrown.problem().code().exitCode()).isEqualTo(2);
        assertThat(thrown.problem().headline())
                .isEqualTo("cannot read the retention '" + sentence + "'");
        assertThat(thrown.problem().what()).isEqualTo(what);
        assertThat(thrown.problem().kept()).isEqualTo("nothing was removed");
        assertThat(thrown.problem().remedy()).contains("pitr 7d; daily 30;");
    }

    @ParameterizedTest
    @CsvSource({
        "DAILY, 2026-11-27T23:59:59Z, 2026-11-28T00:00:00Z",
        "WEEKLY, 2026-11-29T23:59:59Z, 2026-11-30T00:00:00Z",
        "WEEKLY, 2027-01-03T23:59:59Z, 2027-01-04T00:00:00Z",
        "MONTHLY, 2026-12-31T23:59:59Z, 2027-01-01T00:00:00Z",
        "YEARLY, 2026-12-31T23:59:59Z, 2027-01-01T00:00:00Z"
    })
    void aPeriodEndsAtMidnightInUtc(Period period, Instant last, Instant next) {
        assertThat(period.of(last)).isLessThan(period.of(next));
        assertThat(period.of(last.minusSeconds(3600))).isEqualTo(period.of(last));
    }
}
