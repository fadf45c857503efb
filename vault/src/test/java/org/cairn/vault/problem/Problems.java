package org.cairn.vault.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;

/// Asserts that an act ends with a problem of a certain kind, and gives it for a closer look.
public final class Problems {
    private Problems() {}

    public static Problem raisedBy(ProblemCode code, ThrowingCallable act) {
        var raised = catchThrowableOfType(ProblemException.class, act);
        assertThat(raised).as("a problem was expected").isNotNull();
        assertThat(raised.problem().code()).as(raised.getMessage()).isEqualTo(code);
        assertThat(raised.problem().remedy()).matches("[A-Z].*\\.");
        assertThat(raised.problem().headline()).doesNotEndWith(".");
        return raised.problem();
    }
}
