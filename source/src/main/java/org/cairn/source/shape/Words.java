package org.cairn.source.shape;

import java.util.Collection;
import java.util.Optional;

/// Names and values inside messages: shown safely, and the nearest known one to a mistyped one.
public final class Words {
    private static final int SHOWN = 60;
    private static final int COMPARED = 64;

    private Words() {}

    /// The text in quotes, at most 60 characters, control characters replaced: it goes to a
    /// terminal.
    public static String quoted(String text) {
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return "'" + shown.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "?") + "'";
    }

    /// `, did you mean 'fields'?`, or nothing where no name is near.
    public static String didYouMean(String typed, Collection<String> known) {
        return nearest(typed, known).map(name -> ", did you mean '" + name + "'?").orElse("");
    }

    /// The known name with the fewest changed, swapped, added or lost letters; at most one change
    /// for each three letters.
    public static Optional<String> nearest(String typed, Collection<String> known) {
        if (typed.length() > COMPARED) {
            return Optional.empty();
        }
        String best = null;
        int fewest = Math.max(1, typed.length() / 3) + 1;
        for (String name : known) {
            int changes = distance(typed, name);
            // A name of which no letter is right is not near, however short it is.
            if (changes < fewest && changes < Math.max(typed.length(), name.length())) {
                fewest = changes;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    /// Optimal string alignment distance.
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
                least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[a.length()][b.length()];
    }
}
