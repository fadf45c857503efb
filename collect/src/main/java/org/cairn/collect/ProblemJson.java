package org.cairn.collect;

import org.cairn.kernel.JsonText;
import org.cairn.kernel.Problem;

/// A problem as the ledger keeps it.
final class ProblemJson {
    private ProblemJson() {}

    static String of(Problem problem) {
        return "{\"code\":%s,\"headline\":%s,\"what\":%s,\"kept\":%s,\"remedy\":%s}"
                .formatted(
                        quoted(problem.code().name()),
                        quoted(problem.headline()),
                        quoted(problem.what()),
                        quoted(problem.kept()),
                        quoted(problem.remedy()));
    }

    /// A failure that has a code and a headline, and nothing more to say.
    static String of(String code, String headline) {
        return "{\"code\":%s,\"headline\":%s}".formatted(quoted(code), quoted(headline));
    }

    /// PostgreSQL's jsonb refuses the character NUL in any spelling.
    private static String quoted(String text) {
        return JsonText.quote(text.replace("\0", "�"));
    }
}
