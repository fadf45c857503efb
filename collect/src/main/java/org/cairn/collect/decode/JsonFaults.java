package org.cairn.collect.decode;

import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// Says in few words what is wrong with JSON, without repeating the text that is there.
final class JsonFaults {
    private static final int LONGEST = 140;

    private JsonFaults() {}

    static String why(JacksonException e) {
        if (e instanceof UnexpectedEndOfInputException) {
            return "it ends in the middle of a value";
        }
        String text = String.valueOf(e.getOriginalMessage());
        if (text.startsWith("Unrecognized token")) {
            return "a word that is neither text in quotes, number, true, false nor null";
        }
        int cut = text.indexOf('\n');
        text = cut < 0 ? text : text.substring(0, cut);
        text = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return text.isEmpty()
                ? "not JSON"
                : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
