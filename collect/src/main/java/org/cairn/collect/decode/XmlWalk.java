package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.XmlPath;
import org.jspecify.annotations.Nullable;

/// Follows a document to its records and keeps what is carried: the last match that begins before
/// the record and is an attribute or a child of an element around it. Confined to one document.
final class XmlWalk {
    private static final int LONGEST_CARRIED = 1 << 20;

    private final XmlTokens tokens;
    private final XmlScope scope;
    private final XmlMatcher records;
    private final List<Carry> carries = new ArrayList<>();
    private @Nullable XmlTree tree;
    private @Nullable Picker picker;
    private boolean opened;

    XmlWalk(XmlTokens tokens, XmlScope scope, MarkupRecords declared) {
        this.tokens = tokens;
        this.scope = scope;
        this.records = new XmlMatcher(XmlPath.parse(declared.select().text()), scope);
        declared.carry()
                .forEach((name, selector) ->
                        carries.add(
                                new Carry(
                                        name,
                                        selector.text(),
                                        new XmlMatcher(XmlPath.parse(selector.text()), scope))));
    }

    /// A carried value.
    record Around(String text, ByteSpan span, String path) {}

    /// One value that is carried, as it comes and goes. Confined to one walk.
    private static final class Carry {
        private final String name;
        private final String path;
        private final XmlMatcher matcher;
        private final Map<Integer, Around> byDepth = new HashMap<>();
        private final StringBuilder text = new StringBuilder();
        private int gathering;
        private long start;

        Carry(String name, String path, XmlMatcher matcher) {
            this.name = name;
            this.path = path;
            this.matcher = matcher;
        }

        void open(XmlTokens tag) {
            if (!matcher.push(tag)) {
                return;
            }
            String attribute = matcher.path().attribute();
            if (attribute != null) {
                for (XmlTokens.Attribute each : tag.attributes()) {
                    if (each.name().substring(each.name().indexOf(':') + 1).equals(attribute)
                            || each.name().equals(attribute)) {
                        var span = Frame.span(each.start(), each.end());
                        byDepth.put(tag.depth(), new Around(each.value(), span, path));
                    }
                }
            } else if (gathering == 0) {
                gathering = tag.depth();
                start = tag.start();
                text.setLength(0);
            }
        }

        void text(String piece) {
            if (gathering == 0) {
                return;
            }
            text.append(piece);
            if (text.length() > LONGEST_CARRIED) {
                throw DecodeProblems.TOO_MANY_CARRIED
                        .says("a carried value of the document is longer than is kept")
                        .what(
                                "'%s' at byte %d; %d characters are allowed",
                                name, start, LONGEST_CARRIED)
                        .kept("the document is stored; nothing of it was used")
                        .remedy("Carry a smaller element.")
                        .with("offset", start)
                        .asException();
            }
        }

        /// @param depth of the elements that are still open
        void close(int depth, long end) {
            matcher.pop();
            byDepth.keySet().removeIf(each -> each > depth);
            if (gathering > depth) {
                gathering = 0;
                String value = text.toString().strip();
                if (value.isEmpty()) {
                    byDepth.remove(depth);
                } else {
                    byDepth.put(depth, new Around(value, Frame.span(start, end), path));
                }
            }
        }

        @Nullable Around value() {
            return byDepth.entrySet().stream()
                    .max(Map.Entry.comparingByKey())
                    .map(Map.Entry::getValue)
                    .orElse(null);
        }
    }

    void follow(int recordBytes, XmlDecoder.AtRecord atRecord) {
        var reading = new XmlTree(tokens, scope, recordBytes);
        tree = reading;
        picker = new Picker(reading);
        while (step(Long.MAX_VALUE)) {
            if (tokens.depth() > 0 && opened && records.isAtEnd()) {
                XmlTree.Read read = reading.read();
                boolean more = atRecord.take(this, read);
                closed();
                if (!more) {
                    return;
                }
            }
        }
    }

    /// Goes on until the element that begins at an offset is open.
    void until(long offset) {
        while (step(offset)) {
            if (opened && tokens.start() >= offset) {
                return;
            }
        }
    }

    /// Moves by one token; false at the end.
    private boolean step(long before) {
        tokens.keepText(carries.stream().anyMatch(carry -> carry.gathering > 0));
        Token token = tokens.next();
        opened = token == Token.START && tokens.start() < before;
        switch (token) {
            case START -> {
                if (tokens.start() >= before) {
                    opened = true;
                    return true;
                }
                scope.push(tokens);
                records.push(tokens);
                carries.forEach(carry -> carry.open(tokens));
            }
            case TEXT -> carries.forEach(carry -> carry.text(tokens.text()));
            case END -> closed();
            case EOF -> {
                return false;
            }
        }
        return true;
    }

    private void closed() {
        scope.pop();
        records.pop();
        carries.forEach(carry -> carry.close(tokens.depth(), tokens.end()));
    }

    @Nullable Around carried(String name) {
        for (Carry carry : carries) {
            if (carry.name.equals(name)) {
                return carry.value();
            }
        }
        return null;
    }

    /// The namespaces in scope where the walk stands, by the document's own prefix.
    Map<String, String> scope() {
        return scope.current();
    }

    XmlTree tree() {
        return Objects.requireNonNull(tree);
    }

    Picker picker() {
        return Objects.requireNonNull(picker);
    }
}
