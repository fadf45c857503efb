package org.cairn.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Collects the parts of one [Problem]. Confined to the thread that builds it.
public final class ProblemBuilder {
    private final ProblemCode code;
    private final String headline;
    private String what = "";
    private String kept = "";
    private String remedy = "";
    private final Map<String, Object> facts = new LinkedHashMap<>();

    ProblemBuilder(ProblemCode code, String headline) {
        this.code = code;
        this.headline = headline;
    }

    public ProblemBuilder what(String pattern, Object... arguments) {
        this.what = Text.format(pattern, arguments);
        return this;
    }

    public ProblemBuilder kept(String pattern, Object... arguments) {
        this.kept = Text.format(pattern, arguments);
        return this;
    }

    public ProblemBuilder remedy(String pattern, Object... arguments) {
        this.remedy = Text.format(pattern, arguments);
        return this;
    }

    /// Adds a fact for machines; anything but text, numbers and booleans is kept as its text.
    public ProblemBuilder with(String key, Object value) {
        facts.put(
                key,
                value instanceof Number || value instanceof Boolean ? value : value.toString());
        return this;
    }

    public Problem build() {
        return new Problem(code, headline, what, kept, remedy, facts);
    }

    public ProblemException asException() {
        return new ProblemException(build(), null);
    }

    public ProblemException asException(@Nullable Throwable cause) {
        return new ProblemException(build(), cause);
    }
}
