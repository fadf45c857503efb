package org.cairn.collect.trace;

import java.util.ArrayList;
import java.util.List;
import org.cairn.testkit.SeededRandom;

/// JSON as no writer of ours would write it: odd spaces, escapes where none are needed, members in
/// any order.
final class JsonPages {
    private JsonPages() {}

    static String stations(SeededRandom random, int count) {
        return "{%s\"stations\"%s:%s}"
                .formatted(space(random), space(random), list(random, records(random, "s", count)));
    }

    static String regions(SeededRandom random, int count) {
        List<String> regions = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            List<String> members = new ArrayList<>();
            if (i > 0) {
                members.add("\"name\": " + quoted(random, "County " + random.text(3)));
            }
            members.add(
                    "\"facilities\": " + list(random, records(random, "r" + i + "-", count / 8)));
            regions.add("{" + String.join(",", random.shuffled(members)) + "}");
        }
        return "\ufeff{\"regions\":" + list(random, regions) + "}\n";
    }

    static String lines(SeededRandom random, int count) {
        return String.join(
                        random.pick(List.of("\n", "\r\n")),
                        records(random, "l", count).stream()
                                .map(line -> line.replaceAll("[\r\n]+", " "))
                                .toList())
                + "\n";
    }

    private static List<String> records(SeededRandom random, String prefix, int count) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(random, prefix + i));
        }
        return random.shuffled(records);
    }

    private static String record(SeededRandom random, String code) {
        List<String> members = new ArrayList<>();
        members.add(member(random, "code", quoted(random, code)));
        String name = quoted(random, random.pick(List.of("", "Dr ", "Dr Dr ")) + random.text(5));
        if (random.oneIn(2)) {
            members.add(
                    member(
                            random,
                            "names",
                            "{\"x\": [1], " + member(random, "official", name) + "}"));
        } else if (!random.oneIn(4)) {
            members.add(member(random, "title", name));
        }
        if (!random.oneIn(5)) {
            members.add(
                    member(
                            random,
                            "size",
                            random.pick(
                                    List.of(
                                            "1.50",
                                            "-0",
                                            "1e2",
                                            "12345678901234567890.5",
                                            "2E-3",
                                            "null"))));
        }
        members.add(member(random, "open", random.pick(List.of("true", "false", "null"))));
        if (random.oneIn(3)) {
            members.add(
                    member(
                            random,
                            "location",
                            "{\"county\":" + quoted(random, random.text(4)) + "}"));
        }
        if (random.oneIn(3)) {
            members.add(
                    member(
                            random,
                            "extra",
                            "[ {\"a\" : " + quoted(random, random.text(3)) + "} , 1.0 ]"));
        }
        members.add(member(random, "kind", quoted(random, "k" + random.text(2))));
        if (random.oneIn(2)) {
            members.add(
                    member(
                            random,
                            "contacts",
                            list(random, List.of(contact(random), contact(random)))));
        } else if (random.oneIn(2)) {
            members.add(member(random, "contact", contact(random)));
        }
        return "{"
                + space(random)
                + String.join(space(random) + ",", random.shuffled(members))
                + "}";
    }

    private static String contact(SeededRandom random) {
        return "{%s, %s}"
                .formatted(
                        member(random, "type", quoted(random, random.word(3))),
                        member(
                                random,
                                random.oneIn(2) ? "value" : "no",
                                random.oneIn(3) ? "null" : quoted(random, random.text(4))));
    }

    private static String member(SeededRandom random, String name, String value) {
        String written =
                random.oneIn(10)
                        ? "\\u%04x".formatted((int) name.charAt(0)) + name.substring(1)
                        : name;
        return space(random) + '"' + written + "\"" + space(random) + ":" + space(random) + value;
    }

    private static String list(SeededRandom random, List<String> elements) {
        return "["
                + space(random)
                + String.join(space(random) + "," + space(random), elements)
                + "]";
    }

    private static String quoted(SeededRandom random, String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || random.oneIn(12)) {
                out.append(
                        random.oneIn(2)
                                ? "\\u%04x".formatted((int) c)
                                : "\\u%04X".formatted((int) c));
            } else if (c == '"' || c == '\\' || (c == '/' && random.oneIn(2))) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        return pairs(out.append('"').toString());
    }

    /// Half of a pair as it is and half as an escape is no UTF-8: both become escapes.
    private static String pairs(String literal) {
        var out = new StringBuilder();
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            boolean high = Character.isHighSurrogate(c) && i + 1 < literal.length();
            boolean whole = high && Character.isLowSurrogate(literal.charAt(i + 1));
            if (whole) {
                out.append(c).append(literal.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String space(SeededRandom random) {
        return random.pick(List.of("", "", "", " ", "\n", "\t", " \r\n  "));
    }
}
