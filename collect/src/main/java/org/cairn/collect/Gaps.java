package org.cairn.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.cairn.ledger.run.Completeness;
import org.cairn.ledger.run.RunLedger.LastGood;
import org.cairn.source.spec.ExpectSpec;

/// Whether the records that came have what their fields should have, and each file its records.
/// Pure.
final class Gaps {
    /// Of fewer records a share says nothing.
    static final long ENOUGH = 20;

    private static final int MOST = 10;
    // Elections change a quarter of the members, and new ones have few posts: only a field that is
    // as good as gone is a doubt that nobody declared.
    private static final double FADED_PERCENT = 90;

    private Gaps() {}

    /// Says in one sentence each what is missing.
    ///
    /// @param columnOf the column of the dataset that has the values of a field
    static List<String> doubts(
            String name,
            Input input,
            Completeness now,
            Function<String, Optional<String>> columnOf) {
        ExpectSpec expect = input.resource().expect();
        List<String> doubts = new ArrayList<>();
        List<String> declared = new ArrayList<>();
        boolean isNews = input.coverage() == Coverage.NEWS;
        expect.fieldFill()
                .forEach((field, percent) -> {
                    String column = columnOf.apply(field).orElse(null);
                    if (column == null) {
                        doubts.add(
                                "%s: field_fill is declared for '%s', which the dataset does not take"
                                        .formatted(name, field));
                    } else if (now.judged() > 0 && !(isNews && now.judged() < ENOUGH)) {
                        declared.add(column);
                        doubts.addAll(fill(name, column, percent, now));
                    }
                });
        LastGood last = input.lastGood().orElse(null);
        if (last != null && expect.maxDropPercent() < 100) {
            doubts.addAll(emptied(name, now, last));
            now.filled().keySet().stream()
                    .filter(column -> !declared.contains(column))
                    .forEach(column -> doubts.addAll(faded(name, column, now, last)));
        }
        return shortened(name, doubts);
    }

    private static List<String> fill(String name, String column, double percent, Completeness now) {
        long filled = now.filled().getOrDefault(column, 0L);
        return 100.0 * filled / now.judged() >= percent
                ? List.of()
                : List.of(
                        String.format(
                                Locale.ROOT,
                                "%s: %d of %d records have a value in '%s', %.1f %% where at least %s %% is"
                                        + " expected",
                                name,
                                filled,
                                now.judged(),
                                column,
                                100.0 * filled / now.judged(),
                                Expectation.plain(percent)));
    }

    /// A column that had values and has hardly any now.
    private static List<String> faded(String name, String column, Completeness now, LastGood last) {
        Completeness before = last.completeness();
        Long had = before.filled().get(column);
        if (had == null || had == 0 || before.judged() < ENOUGH || now.judged() < ENOUGH) {
            return List.of();
        }
        long has = now.filled().getOrDefault(column, 0L);
        double shareBefore = 100.0 * had / before.judged();
        double share = 100.0 * has / now.judged();
        if (100 * (shareBefore - share) / shareBefore <= FADED_PERCENT) {
            return List.of();
        }
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%s: %d of %d records have a value in '%s' (%.1f %%), after %d of %d (%.1f %%) in run"
                                + " %s",
                        name,
                        has,
                        now.judged(),
                        column,
                        share,
                        had,
                        before.judged(),
                        shareBefore,
                        last.run()));
    }

    /// A file that is there and has nothing but a header, or an empty list.
    private static List<String> emptied(String name, Completeness now, LastGood last) {
        if (now.files().size() < 2) {
            // The number of all records says the same.
            return List.of();
        }
        List<String> doubts = new ArrayList<>();
        Map<String, Long> before = last.completeness().files();
        now.files()
                .forEach((file, records) -> {
                    long had = before.getOrDefault(file, 0L);
                    if (records == 0 && had > 0) {
                        doubts.add(
                                "%s: file '%s' has no records, after %d in run %s"
                                        .formatted(name, file, had, last.run()));
                    }
                });
        return doubts;
    }

    private static List<String> shortened(String name, List<String> doubts) {
        if (doubts.size() <= MOST) {
            return doubts;
        }
        List<String> some = new ArrayList<>(doubts.subList(0, MOST));
        some.add("%s: and %d more of this kind".formatted(name, doubts.size() - MOST));
        return some;
    }
}
