package org.cairn.collect.trace;

import java.util.ArrayList;
import java.util.List;
import org.cairn.testkit.SeededRandom;

/// CSV with quotes where needed and where not, line ends inside cells, and characters that all
/// tested charsets have, or only one.
final class CsvPages {
    // The second byte of ソ, 表 and 十 in Shift_JIS is that of a backslash.
    private static final List<String> PIECES =
            List.of("Amani", " ", "Dr ", ",", "\"", "\n", "\r\n", "-", ";", "x1");
    private static final List<String> JAPANESE = List.of("ソ", "表", "十", "ｱｲ", "日本", "氏名");
    private static final List<String> WESTERN = List.of("é", "ß", "€", "Š", "–", "ÿ");

    private CsvPages() {}

    static String page(SeededRandom random, int count) {
        // What a charset lacks is written as '?' by getBytes, on purpose: still one character.
        var page = new StringBuilder("code,Name,alias,\"the note\",amount\r\n");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(
                    String.join(
                            ",",
                            cell(random, "c" + i),
                            cell(random, text(random)),
                            cell(random, text(random)),
                            cell(random, text(random)),
                            cell(
                                    random,
                                    random.pick(List.of("1.50", "-3", "", "NA", "1e2", "0.10")))));
        }
        random.shuffled(rows)
                .forEach(row -> page.append(row).append(random.oneIn(2) ? "\n" : "\r\n"));
        return page.toString();
    }

    private static String text(SeededRandom random) {
        var text = new StringBuilder();
        for (int i = random.between(0, 4); i > 0; i--) {
            text.append(
                    random.pick(
                            switch (random.between(0, 3)) {
                                case 0 -> JAPANESE;
                                case 1 -> WESTERN;
                                default -> PIECES;
                            }));
        }
        return random.oneIn(10) ? "NA" : text.toString();
    }

    private static String cell(SeededRandom random, String text) {
        boolean must = text.contains(",") || text.contains("\"") || text.contains("\n");
        boolean quoted = must || random.oneIn(4);
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
