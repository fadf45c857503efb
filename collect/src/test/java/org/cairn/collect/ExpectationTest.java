package org.cairn.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.Completeness;
import org.cairn.ledger.run.RunCounts;
import org.cairn.ledger.run.RunLedger.LastGood;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExpectationTest {
    @TempDir Path folder;

    private List<String> doubts(String expect, long now, @Nullable Long last) {
        var project =
                TestProject.json(
                        folder,
                        "records: [{json: \"$[*]\"}]\nprimary_key: [a]\nfields: {a: {json: a}}\n"
                                + expect);
        return Expectation.doubts(
                "s.thing", project.resource(), accepted(now), last == null ? null : lastGood(last));
    }

    private static LastGood lastGood(long accepted) {
        return new LastGood(
                new RunNumber(7), new byte[0], accepted(accepted), Completeness.UNKNOWN);
    }

    @Test
    void oneRecordLessIsNoDropWhereNothingIsDeclared() {
        assertThat(doubts("", 2, 3L)).isEmpty();
        assertThat(doubts("", 1, 3L)).hasSize(1);
        assertThat(doubts("expect: {max_drop_percent: 25}", 2, 3L)).hasSize(1);
    }

    private static RunCounts accepted(long count) {
        return new RunCounts(1, count + 5, count, 5, count, 0, 0, 0, 0, 0);
    }

    @Test
    void nothingAtAllIsAlwaysDoubtfulUnlessDeclared() {
        assertThat(doubts("", 0, null))
                .containsExactly("s.thing: 0 records accepted, at least 1 expected");
        assertThat(doubts("expect: {min_records: 0}", 0, null)).isEmpty();
        assertThat(doubts("", 1, null)).isEmpty();
    }

    @Test
    void boundsAreInclusive() {
        String expect = "expect: {min_records: 10, max_records: 20}";

        assertThat(doubts(expect, 9, null))
                .containsExactly("s.thing: 9 records accepted, at least 10 expected");
        assertThat(doubts(expect, 10, null)).isEmpty();
        assertThat(doubts(expect, 20, null)).isEmpty();
        assertThat(doubts(expect, 21, null))
                .containsExactly("s.thing: 21 records accepted, at most 20 expected");
    }

    @Test
    void aDropIsMeasuredAgainstTheLastLoadedRun() {
        String expect = "expect: {max_drop_percent: 12.5}";

        assertThat(doubts(expect, 700, 800L)).isEmpty();
        assertThat(doubts(expect, 699, 800L))
                .containsExactly(
                        "s.thing: 699 records accepted after 800 in run 7, a drop of 12.6 % where 12.5 % is"
                                + " allowed");
        assertThat(doubts(expect, 5000, 800L)).isEmpty();
        assertThat(doubts(expect, 1, 0L)).isEmpty();
        assertThat(doubts("", 75, 100L)).isEmpty();
        assertThat(doubts("", 74, 100L))
                .containsExactly(
                        "s.thing: 74 records accepted after 100 in run 7, a drop of 26.0 % where 25 %"
                                + " is allowed");
        assertThat(doubts("expect: {max_drop_percent: 100, min_records: 0}", 0, 100L)).isEmpty();
    }

    @Test
    void everyDoubtIsNamed() {
        assertThat(doubts("expect: {min_records: 10, max_drop_percent: 0}", 9, 10L)).hasSize(2);
    }
}
