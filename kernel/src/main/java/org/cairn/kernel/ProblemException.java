package org.cairn.kernel;

import org.jspecify.annotations.Nullable;

/// The one exception of Cairn: this act cannot go on, for this [Problem].
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem, @Nullable Throwable cause) {
        super(
                problem.headline()
                        + " ("
                        + problem.code().name()
                        + ")"
                        + (problem.what().isEmpty() ? "" : ": " + problem.what()),
                cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
