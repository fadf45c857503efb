package org.cairn.collect.fetch.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a robots.txt says to one robot (RFC 9309): of all rules that match a path the longest
/// holds, and of an allow and a disallow of one length the allow.
///
/// @param rules of the groups that name the robot, else of those for all
/// @param crawlDelay what they ask between two requests, or null
record RobotsRules(List<Rule> rules, @Nullable Duration crawlDelay) {
    /// The server has no rules.
    static final RobotsRules NONE = new RobotsRules(List.of(), null);

    private static final int MOST_RULES = 10_000;

    RobotsRules {
        rules = List.copyOf(rules);
    }

    /// One line.
    ///
    /// @param pattern a path in which `*` stands for anything and `$` at the end for the end
    record Rule(boolean allow, String pattern) {}

    /// Reads what is said to a robot.
    ///
    /// @param product the first word of its User-Agent, without version
    static RobotsRules parse(String text, String product) {
        var mine = new Group();
        var all = new Group();
        List<Group> open = new ArrayList<>();
        boolean named = false;
        for (String line : text.split("\\R", -1)) {
            String[] parts = line.split("#", 2)[0].split(":", 2);
            String key = parts[0].strip().toLowerCase(Locale.ROOT);
            String value = parts.length < 2 ? "" : parts[1].strip();
            switch (key) {
                case "user-agent" -> {
                    if (!named) {
                        open.clear();
                        named = true;
                    }
                    if (value.equals("*")) {
                        open.add(all);
                    } else if (value.split("[/ ]", 2)[0].equalsIgnoreCase(product)) {
                        open.add(mine);
                        mine.said = true;
                    }
                }
                case "allow", "disallow" -> {
                    named = false;
                    open.forEach(group -> group.add(key.equals("allow"), value));
                }
                case "crawl-delay" -> {
                    named = false;
                    open.forEach(group -> group.delay(value));
                }
                default -> {
                    // Sitemaps and what others made up.
                }
            }
        }
        Group heard = mine.said ? mine : all;
        return new RobotsRules(heard.rules, heard.delay);
    }

    private static final class Group {
        private final List<Rule> rules = new ArrayList<>();
        private @Nullable Duration delay;
        private boolean said;

        void add(boolean allow, String pattern) {
            // An empty disallow allows everything, as no rule does.
            if (!pattern.isEmpty() && rules.size() < MOST_RULES) {
                rules.add(new Rule(allow, pattern));
            }
        }

        void delay(String seconds) {
            if (seconds.matches("[0-9]{1,4}([.][0-9]{1,3})?")) {
                delay = Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
            }
        }
    }

    /// Whether a path with its query may be asked for.
    boolean allows(String path) {
        if (path.equals("/robots.txt")) {
            return true;
        }
        Optional<Rule> best =
                rules.stream()
                        .filter(rule -> matches(rule.pattern, path))
                        .max((a, b) -> {
                            int byLength = a.pattern.length() - b.pattern.length();
                            return byLength != 0 ? byLength : Boolean.compare(a.allow, b.allow);
                        });
        return best.map(Rule::allow).orElse(true);
    }

    /// In time of the product of both lengths at worst: a pattern of many stars cannot hang it.
    static boolean matches(String pattern, String path) {
        boolean whole = pattern.endsWith("$");
        String parts = whole ? pattern.substring(0, pattern.length() - 1) : pattern;
        int star = -1;
        int back = 0;
        int p = 0;
        int s = 0;
        while (true) {
            if (p == parts.length() && (!whole || s == path.length())) {
                return true;
            }
            if (p < parts.length() && parts.charAt(p) == '*') {
                star = p++;
                back = s;
            } else if (p < parts.length()
                    && s < path.length()
                    && parts.charAt(p) == path.charAt(s)) {
                p++;
                s++;
            } else if (star >= 0 && back < path.length()) {
                p = star + 1;
                s = ++back;
            } else {
                return false;
            }
        }
    }
}
