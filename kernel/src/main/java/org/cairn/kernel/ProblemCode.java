package org.cairn.kernel;

import java.util.regex.Pattern;

/// A kind of problem: a stable name in kebab words, whose fault it is, and what `cairn explain`
/// says.
///
/// Each module lists its codes in one catalogue class (`VaultProblems`, `SourceProblems`, …).
///
/// @param name stable for ever and unique over all modules, for example `dataset-busy`
/// @param exitCode exit status of a command that ends with this problem
/// @param explanation what it means, why it happens, what to do; a few sentences
public record ProblemCode(String name, Fault fault, int exitCode, String explanation) {
    private static final Pattern KEBAB = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    public ProblemCode {
        if (!KEBAB.matcher(name).matches()) {
            throw new IllegalArgumentException("a problem code is kebab words: " + name);
        }
    }

    /// Makes a code whose exit status is that of its fault.
    public static ProblemCode of(String name, Fault fault, String explanation) {
        return new ProblemCode(name, fault, fault.exitCode(), explanation);
    }

    /// Begins a problem of this kind with its headline: lower case, no full stop.
    public ProblemBuilder says(String headline, Object... arguments) {
        return new ProblemBuilder(this, Text.format(headline, arguments));
    }
}
