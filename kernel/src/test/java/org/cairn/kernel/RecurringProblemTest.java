package org.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cairn.testkit.FakeClock;
import org.junit.jupiter.api.Test;

final class RecurringProblemTest {
    private static final Problem DOWN = problem("server-down", "nobody answers");
    private static final Problem FULL = problem("all-full", "no session is free");

    private final FakeClock clock = FakeClock.atStart();
    private final List<String> notes = new ArrayList<>();
    private final RecurringProblem recurring =
            new RecurringProblem(
                    "nothing comes",
                    "it comes again",
                    clock,
                    event -> notes.add(((RunEvent.Noted) event).message()));

    private static Problem problem(String code, String headline) {
        return ProblemCode.of(code, Fault.OUTSIDE, "Text.")
                .says("%s", headline)
                .kept("all")
                .remedy("Wait.")
                .asException()
                .problem();
    }

    private void attempts(int count, Problem... problems) {
        for (int i = 0; i < count; i++) {
            recurring.happened(problems[i % problems.length]);
            clock.advance(Duration.ofSeconds(10));
        }
    }

    @Test
    void isSaidOnceThenOnceAnHourAndThenThatItIsOver() {
        attempts(3 * 360 + 1, DOWN);
        recurring.over();

        assertThat(notes)
                .containsExactly(
                        "nothing comes: nobody answers (server-down). Wait.",
                        "nothing comes: nobody answers (server-down), 361 times since"
                                + " 2026-01-02T03:04:05Z",
                        "nothing comes: nobody answers (server-down), 721 times since"
                                + " 2026-01-02T03:04:05Z",
                        "nothing comes: nobody answers (server-down), 1081 times since"
                                + " 2026-01-02T03:04:05Z",
                        "it comes again; failed 1081 times since 2026-01-02T03:04:05Z");
    }

    @Test
    void twoThatTakeTurnsAreEachSaidOnce() {
        attempts(100, DOWN, FULL);

        assertThat(notes)
                .containsExactly(
                        "nothing comes: nobody answers (server-down). Wait.",
                        "nothing comes: no session is free (all-full). Wait.");
    }

    @Test
    void whatBeginsAnewIsSaidAnewAndWhatNeverWasIsNotOver() {
        recurring.over();
        attempts(2, DOWN);
        recurring.over();
        recurring.over();
        attempts(1, DOWN);

        assertThat(notes)
                .containsExactly(
                        "nothing comes: nobody answers (server-down). Wait.",
                        "it comes again; failed 2 times since 2026-01-02T03:04:05Z",
                        "nothing comes: nobody answers (server-down). Wait.");
    }
}
