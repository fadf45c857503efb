package org.cairn.collect.decode;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.jspecify.annotations.Nullable;

/// The tags and texts of an XML document as they stream past, each with its bytes. Confined to one
/// thread.
///
/// Not the JDK's parser, because that does not say at which byte an attribute stands. Entities are
/// the five of XML and characters by number: a document that declares others is refused, so nothing
/// is ever fetched or expanded.
final class XmlTokens {
    /// Characters of one tag: attributes are kept together.
    private static final int LONGEST_TAG = 1 << 20;

    private static final int LONGEST_NAME = 1_024;
    private static final int TEXT_PIECE = 1 << 16;

    /// Names remembered as good; a document with more pays for each.
    private static final int MOST_NAMES = 10_000;

    private final CharFeed feed;
    private final Body body;
    private final Limits limits;
    private final Deque<String> open = new ArrayDeque<>();
    private final List<Attribute> attributes = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder word = new StringBuilder();
    private final Set<String> good = new HashSet<>();
    private final Set<String> seen = new HashSet<>();
    private boolean keepsText;
    private int c;
    private boolean begun;
    private boolean selfClosed;
    private boolean rootSeen;
    private String name = "";
    private long start;
    private long end;
    private int tagLength;

    XmlTokens(CharFeed feed, Body body, Limits limits) {
        this.feed = feed;
        this.body = body;
        this.limits = limits;
    }

    /// What stands at a place.
    enum Token {
        START,
        END,
        TEXT,
        EOF
    }

    /// An attribute of the tag.
    ///
    /// @param start of its value, behind the quotation mark
    record Attribute(String name, String value, long start, long end) {}

    /// Whether texts are kept; others are checked and passed over.
    void keepText(boolean keeps) {
        keepsText = keeps;
    }

    /// The name of the tag, with its prefix.
    String name() {
        return name;
    }

    List<Attribute> attributes() {
        return attributes;
    }

    String text() {
        return text.toString();
    }

    /// How many elements are open, that of a start tag counted, that of an end tag not.
    int depth() {
        return open.size();
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    /// Moves to the next token.
    ///
    /// Problems raised: `document-malformed`, `encoding-unreadable`, `too-deep`, `value-too-long`,
    /// `document-unreadable`.
    Token next() {
        try {
            return token();
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }

    private Token token() throws IOException {
        if (!begun) {
            begun = true;
            read();
        }
        if (selfClosed) {
            selfClosed = false;
            name = open.pop();
            return Token.END;
        }
        while (true) {
            start = feed.start();
            if (c < 0) {
                return ended();
            }
            if (c != '<') {
                if (textPiece()) {
                    return Token.TEXT;
                }
                continue;
            }
            read();
            switch (c) {
                case '!' -> {
                    if (declaration()) {
                        return Token.TEXT;
                    }
                }
                case '?' -> skipPast("?>");
                case '/' -> {
                    return endTag();
                }
                default -> {
                    return startTag();
                }
            }
        }
    }

    private Token ended() {
        if (!open.isEmpty()) {
            throw malformed(start, "it ends inside <" + open.peek() + ">");
        }
        if (!rootSeen) {
            throw malformed(start, "it has no element");
        }
        return Token.EOF;
    }

    /// Reads the next character and refuses what no XML has.
    private void read() throws IOException {
        c = feed.next();
        if (feed.isMalformed() && c >= 0) {
            throw XmlFaults.encoding(body, feed.start());
        }
        if (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') {
            throw malformed(feed.start(), "a control character (%d)".formatted(c));
        }
        if (c == 0xfffe || c == 0xffff) {
            throw malformed(feed.start(), "a character that no text has");
        }
    }

    private boolean textPiece() throws IOException {
        text.setLength(0);
        boolean blank = true;
        while (c >= 0 && c != '<' && text.length() < TEXT_PIECE) {
            blank &= isSpace(c);
            if (c == '&') {
                reference(text);
            } else {
                if (keepsText) {
                    newline(text);
                } else {
                    read();
                }
            }
        }
        end = feed.start();
        if (open.isEmpty() && !blank) {
            throw malformed(start, "text outside of the root element");
        }
        return keepsText && !open.isEmpty();
    }

    /// Takes a character, a line end always as LF.
    private void newline(StringBuilder out) throws IOException {
        boolean cr = c == '\r';
        out.append(cr ? '\n' : (char) c);
        read();
        if (cr && c == '\n') {
            read();
        }
    }

    private void reference(StringBuilder out) throws IOException {
        long at = feed.start();
        word.setLength(0);
        read();
        while (c >= 0 && c != ';' && word.length() < 12 && c != '<' && !isSpace(c)) {
            word.append((char) c);
            read();
        }
        String said = word.toString();
        Integer point = c == ';' ? XmlFaults.point(said) : null;
        if (point == null) {
            throw malformed(at, "'&%s' is no character that is known here".formatted(said));
        }
        out.appendCodePoint(point);
        read();
    }

    /// Reads what begins with `<!`; true for the text of a CDATA section.
    private boolean declaration() throws IOException {
        read();
        if (c == '-') {
            read();
            require('-');
            skipPast("-->");
            return false;
        }
        if (c == '[') {
            for (char expected : "[CDATA[".toCharArray()) {
                require(expected);
            }
            return cdata();
        }
        docType();
        return false;
    }

    private void docType() throws IOException {
        for (char expected : "DOCTYPE".toCharArray()) {
            require(expected);
        }
        int quote = 0;
        while (c >= 0 && (quote != 0 || c != '>')) {
            if (quote == 0 && c == '[') {
                throw XmlFaults.declaresEntities(body, start);
            }
            if (c == '"' || c == '\'') {
                quote = quote == 0 ? c : quote == c ? 0 : quote;
            }
            read();
        }
        require('>');
    }

    private boolean cdata() throws IOException {
        if (open.isEmpty()) {
            throw malformed(start, "text outside of the root element");
        }
        text.setLength(0);
        int brackets = 0;
        while (c >= 0 && !(c == '>' && brackets >= 2)) {
            brackets = c == ']' ? brackets + 1 : 0;
            if (text.length() > limits.recordBytes()) {
                throw XmlFaults.tooLong(body, start);
            }
            if (keepsText) {
                newline(text);
            } else {
                read();
            }
        }
        if (keepsText && text.length() >= 2) {
            text.setLength(text.length() - 2);
        }
        require('>');
        end = feed.start();
        return keepsText;
    }

    private void skipPast(String ending) throws IOException {
        int matched = 0;
        char last = ending.charAt(ending.length() - 1);
        char repeated = ending.charAt(0);
        while (true) {
            if (c < 0) {
                throw malformed(start, "'%s' is missing".formatted(ending));
            }
            if (c == last && matched == ending.length() - 1) {
                read();
                return;
            }
            if (c == ending.charAt(Math.min(matched, ending.length() - 2))) {
                matched = Math.min(matched + 1, ending.length() - 1);
            } else {
                matched = c == repeated ? 1 : 0;
            }
            read();
        }
    }

    private Token endTag() throws IOException {
        read();
        String ended = readName();
        skipSpace();
        if (c != '>') {
            throw malformed(feed.start(), "'>' is missing");
        }
        end = feed.end();
        read();
        if (open.isEmpty() || !open.peek().equals(ended)) {
            throw malformed(
                    start,
                    open.isEmpty()
                            ? "</%s> closes nothing".formatted(ended)
                            : "</%s> where </%s> is expected".formatted(ended, open.peek()));
        }
        name = open.pop();
        return Token.END;
    }

    private Token startTag() throws IOException {
        if (open.isEmpty() && rootSeen) {
            throw malformed(start, "a second root element");
        }
        rootSeen = true;
        tagLength = 0;
        name = readName();
        attributes.clear();
        seen.clear();
        while (true) {
            boolean spaced = skipSpace();
            if (c == '/' || c == '>' || c < 0) {
                break;
            }
            if (!spaced) {
                throw malformed(feed.start(), "white space is missing before an attribute");
            }
            Attribute attribute = attribute();
            if (!seen.add(attribute.name())) {
                throw malformed(start, "attribute '%s' is there twice".formatted(attribute.name()));
            }
            attributes.add(attribute);
        }
        if (c == '/') {
            selfClosed = true;
            read();
        }
        if (c != '>') {
            throw malformed(c < 0 ? start : feed.start(), "'>' is missing");
        }
        end = feed.end();
        open.push(name);
        if (open.size() > limits.depth()) {
            throw XmlFaults.tooDeep(body, start, limits.depth());
        }
        read();
        return Token.START;
    }

    private Attribute attribute() throws IOException {
        String called = readName();
        skipSpace();
        require('=');
        skipSpace();
        int quote = c;
        if (quote != '"' && quote != '\'') {
            throw malformed(feed.start(), "a quotation mark is missing");
        }
        long from = feed.end();
        read();
        var value = new StringBuilder();
        while (c != quote) {
            if (c < 0 || c == '<') {
                throw malformed(feed.start(), "a quotation mark is missing");
            }
            if (c == '&') {
                reference(value);
            } else {
                newline(value);
                int last = value.length() - 1;
                if (isSpace(value.charAt(last))) {
                    value.setCharAt(last, ' ');
                }
            }
            if (++tagLength > LONGEST_TAG) {
                throw XmlFaults.tooLong(body, start);
            }
        }
        long to = feed.start();
        read();
        return new Attribute(called, value.toString(), from, to);
    }

    private String readName() throws IOException {
        word.setLength(0);
        long at = feed.start();
        while (c >= 0 && !isSpace(c) && "/>=<&\"'".indexOf(c) < 0) {
            word.append((char) c);
            if (word.length() > LONGEST_NAME || ++tagLength > LONGEST_TAG) {
                throw XmlFaults.tooLong(body, at);
            }
            read();
        }
        String found = word.toString();
        if (!good.contains(found)) {
            if (found.isEmpty() || !XmlFaults.isName(found)) {
                throw malformed(at, "a name is expected");
            }
            if (good.size() < MOST_NAMES) {
                good.add(found);
            }
        }
        return found;
    }

    private boolean skipSpace() throws IOException {
        boolean any = false;
        while (isSpace(c)) {
            any = true;
            read();
        }
        return any;
    }

    private void require(char expected) throws IOException {
        if (c != expected) {
            throw malformed(feed.start(), "'%s' is expected".formatted(expected));
        }
        read();
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r';
    }

    private RuntimeException malformed(long offset, String why) {
        return XmlFaults.malformed(body, offset, why);
    }

    /// The value of an attribute of the tag; null when it is not there.
    @Nullable String attribute(String wanted) {
        for (Attribute attribute : attributes) {
            if (attribute.name().equals(wanted)) {
                return attribute.value();
            }
        }
        return null;
    }
}
