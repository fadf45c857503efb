package org.cairn.kernel;

import java.util.Locale;

/// Formatting that does not depend on the machine's language.
final class Text {
    private Text() {}

    static String format(String pattern, Object... arguments) {
        return arguments.length == 0 ? pattern : String.format(Locale.ROOT, pattern, arguments);
    }
}
