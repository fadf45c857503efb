package org.cairn.collect.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cairn.kernel.ByteSpan;
import org.jspecify.annotations.Nullable;

/// Writes random JSON and remembers where every value went. Confined to one test.
///
/// A record has the members `f0` to `f7`, `n.a`, `n.b[1]` and `t` in random order among others, any
/// of which may be missing, null or there twice.
final class JsonMaker {
    static final List<String> PATHS =
            List.of("f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "n.a", "n.b[1]");
    private static final String[] NUMBERS = {
        "0", "-1", "12345678901234567890", "1.50", "-0.0e+10", "1E3"
    };
    private static final String[] TEXTS = {
        "",
        "plain",
        "\"",
        "\\",
        "é",
        "€uro",
        "😀",
        "line\nbreak",
        "\u0001",
        "日本語のテキスト",
        "a/b~c",
        "\u2028"
    };

    private final Random random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean inOneLine;

    /// What a generated value is: its bytes, and its text or null.
    record Truth(ByteSpan span, @Nullable String text) {}

    /// A generated record: the truths of [#PATHS], null where the record has none.
    record Made(ByteSpan span, List<@Nullable Truth> values) {}

    JsonMaker(Random random, boolean inOneLine) {
        this.random = random;
        this.inOneLine = inOneLine;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    void raw(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    void space() {
        String[] spaces =
                inOneLine
                        ? new String[] {"", " ", "\t"}
                        : new String[] {"", "", " ", "\n", "\r\n  ", "\t"};
        raw(spaces[random.nextInt(spaces.length)]);
    }

    Made record() {
        int start = out.size();
        List<@Nullable Truth> values = new ArrayList<>();
        PATHS.forEach(_ -> values.add(null));
        raw("{");
        space();
        int members = random.nextInt(14);
        for (int i = 0; i < members; i++) {
            if (i > 0) {
                raw(",");
                space();
            }
            member(random.nextInt(12), values);
            space();
        }
        raw("}");
        return new Made(new ByteSpan(start, out.size() - start), values);
    }

    private void member(int which, List<@Nullable Truth> values) {
        if (which < 8) {
            name("f" + which);
            values.set(which, scalar());
        } else if (which < 10) {
            name("n");
            nested(values);
        } else {
            name("other" + which);
            junk(3);
        }
    }

    private void nested(List<@Nullable Truth> values) {
        values.set(8, null);
        values.set(9, null);
        if (random.nextInt(5) == 0) {
            scalar();
            return;
        }
        raw("{");
        name("b");
        raw("[");
        junk(1);
        raw(",");
        space();
        values.set(9, scalar());
        raw(",[]]");
        if (random.nextBoolean()) {
            raw(",");
            name("a");
            values.set(8, scalar());
        }
        raw("}");
    }

    private void name(String name) {
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            written.append(
                    random.nextInt(20) == 0 ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
        raw("\"" + written + "\"");
        space();
        raw(":");
        space();
    }

    private Truth scalar() {
        int start = out.size();
        String text =
                switch (random.nextInt(6)) {
                    case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
                    case 1 -> random.nextBoolean() ? "true" : "false";
                    case 2 -> null;
                    default -> text();
                };
        if (out.size() == start) {
            raw(text == null ? "null" : text);
        }
        return new Truth(new ByteSpan(start, out.size() - start), text);
    }

    private String text() {
        var text = new StringBuilder();
        var written = new StringBuilder("\"");
        int parts = random.nextInt(random.nextInt(40) == 0 ? 3000 : 5);
        for (int i = 0; i < parts; i++) {
            String part = TEXTS[random.nextInt(TEXTS.length)];
            text.append(part);
            part.chars().forEach(c -> written.append(written((char) c)));
        }
        raw(written.append('"').toString());
        return text.toString();
    }

    private String written(char c) {
        boolean escape = random.nextInt(8) == 0;
        if (c == '"' || c == '\\' || (c == '/' && escape)) {
            return "\\" + c;
        }
        if (c == '\n' && random.nextBoolean()) {
            return "\\n";
        }
        boolean may = escape && !Character.isSurrogate(c);
        return may || c < 0x20 ? "\\u%04X".formatted((int) c) : String.valueOf(c);
    }

    private void junk(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(3);
        if (kind == 0) {
            scalar();
            return;
        }
        raw(kind == 1 ? "[" : "{");
        int n = random.nextInt(4);
        for (int i = 0; i < n; i++) {
            raw(i > 0 ? "," : "");
            space();
            if (kind == 2) {
                name("f" + i);
            }
            junk(depth - 1);
        }
        raw(kind == 1 ? "]" : "}");
    }
}
