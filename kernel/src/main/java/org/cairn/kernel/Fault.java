package org.cairn.kernel;

/// Whose fault a problem is. It decides retry, exit code and HTTP status unless a code has its own.
public enum Fault {
    /// The command, the configuration or a declaration is wrong; nothing was tried.
    USAGE(2, 422),
    /// The records are wrong or suspicious; finished, but incomplete.
    DATA(3, 200),
    /// Not allowed, also a wrong database password.
    DENIED(4, 403),
    /// The source, the database or the store did not answer; trying again is safe.
    OUTSIDE(5, 503),
    /// A limit was reached: space, time, memory, size.
    LIMIT(6, 507),
    /// Stored bytes are not what was written.
    DAMAGE(20, 500),
    /// Our own mistake.
    BUG(70, 500);

    private final int exitCode;
    private final int httpStatus;

    Fault(int exitCode, int httpStatus) {
        this.exitCode = exitCode;
        this.httpStatus = httpStatus;
    }

    public int exitCode() {
        return exitCode;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
