package org.cairn.house;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The commands of a Markdown page, in order, and what they are said to answer.
///
/// A block fenced as `sh` is run; `sh exit=3` is expected to end with that status. A block fenced
/// as `text` that follows it, with any prose between, holds lines that must appear in the output,
/// in this order; `…` stands for anything, on a line of its own for any lines. Blocks of other
/// languages (`console`, `yaml`) are only shown.
final class ShellBlocks {
    private static final Pattern FENCE = Pattern.compile("```(\\S*)(?: exit=(\\d+))?\\s*");

    private ShellBlocks() {}

    /// One block.
    ///
    /// @param line of its fence in the page, from 1
    /// @param expected lines of the output; none when the page shows none
    record Block(int line, String script, int exitCode, List<String> expected) {
        Block withExpected(List<String> lines) {
            return new Block(line, script, exitCode, lines);
        }
    }

    static List<Block> of(String page) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = page.lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            var fence = FENCE.matcher(lines.get(at));
            if (!fence.matches()) {
                continue;
            }
            int end = at + 1;
            while (!lines.get(end).equals("```")) {
                end++;
            }
            List<String> inside = List.copyOf(lines.subList(at + 1, end));
            String exit = fence.group(2);
            switch (fence.group(1)) {
                case "sh" ->
                        blocks.add(
                                new Block(
                                        at + 1,
                                        String.join("\n", inside),
                                        exit == null ? 0 : Integer.parseInt(exit),
                                        List.of()));
                case "text" -> blocks.add(blocks.removeLast().withExpected(inside));
                default -> {}
            }
            at = end;
        }
        return blocks;
    }

    /// The first expected line that the output does not have, or empty.
    static String missing(List<String> expected, String output) {
        List<String> lines = output.lines().map(String::stripTrailing).toList();
        int from = 0;
        for (String line : expected) {
            String wanted = line.stripTrailing();
            if (wanted.isEmpty() || wanted.equals("…")) {
                continue;
            }
            var pattern = Pattern.compile(Pattern.quote(wanted).replace("…", "\\E.*\\Q"));
            int at = from;
            while (at < lines.size() && !pattern.matcher(lines.get(at)).matches()) {
                at++;
            }
            if (at == lines.size()) {
                return wanted;
            }
            from = at + 1;
        }
        return "";
    }
}
