package org.cairn.collect.decode;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.kernel.ByteSpan;

/// Reads a text that may be made of runs with fonts of their own, without the readings that
/// Japanese texts have beside them. Confined to one thread.
final class RichText {
    /// A character that XML cannot hold, or what looks like one.
    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    private final PartTokens tokens;
    private final Limits limits;
    private final StringBuilder text = new StringBuilder();
    private long start;
    private long end;

    RichText(PartTokens tokens, Limits limits) {
        this.tokens = tokens;
        this.limits = limits;
    }

    /// A text and where it stands: from the first character of its first run to the last of its
    /// last.
    record Found(String text, ByteSpan span) {}

    /// Reads the element whose start tag is current, to its end tag.
    void read() {
        text.setLength(0);
        int depth = tokens.depth();
        int reading = Integer.MAX_VALUE;
        start = tokens.end();
        end = start;
        boolean first = true;
        boolean inText = false;
        for (Token next = tokens.next(); ; next = tokens.next()) {
            switch (next) {
                case START -> {
                    if (tokens.name().equals("rPh") && reading == Integer.MAX_VALUE) {
                        reading = tokens.depth();
                    }
                    inText = tokens.name().equals("t") && tokens.depth() < reading;
                    tokens.keepText(inText);
                }
                case TEXT -> {
                    if (inText) {
                        start = first ? tokens.start() : start;
                        first = false;
                        end = tokens.end();
                        text.append(tokens.text());
                        if (text.length() > limits.recordBytes()) {
                            throw WorkbookFaults.tooLarge(
                                    "a text in it is longer than %d characters"
                                            .formatted(limits.recordBytes()));
                        }
                    }
                }
                case END -> {
                    inText = false;
                    tokens.keepText(false);
                    if (tokens.depth() < reading && tokens.name().equals("rPh")) {
                        reading = Integer.MAX_VALUE;
                    }
                    if (tokens.depth() < depth) {
                        return;
                    }
                }
                case EOF -> {
                    return;
                }
            }
        }
    }

    String text() {
        return unescaped(text.toString());
    }

    Found found() {
        return new Found(text(), Frame.span(start, end));
    }

    /// `_x000D_` is a carriage return.
    static String unescaped(String text) {
        if (!text.contains("_x")) {
            return text;
        }
        Matcher matcher = ESCAPED.matcher(text);
        var out = new StringBuilder();
        int from = 0;
        while (matcher.find(from)) {
            out.append(text, from, matcher.start());
            out.append((char) Integer.parseInt(matcher.group(1), 16));
            from = matcher.end();
        }
        return out.append(text.substring(from)).toString();
    }
}
