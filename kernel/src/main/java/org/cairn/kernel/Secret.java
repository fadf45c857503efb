package org.cairn.kernel;

/// A password or key that must not reach a log, an error or an answer: it prints as dots.
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /// The clear text; call it only where it is handed to the one who needs it.
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "•••";
    }
}
