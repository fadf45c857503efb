package org.cairn.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cairn.ledger.run.RunCounts;
import org.cairn.source.spec.ExpectSpec;
import org.cairn.source.spec.ResourceSpec;
import org.jspecify.annotations.Nullable;

/// Whether what came is what was expected. Pure.
final class Expectation {
    private Expectation() {}

    /// Says in one sentence each why the run is not to be loaded without a person's word.
    ///
    /// @param last what the last loaded run found; null at first
    static List<String> doubts(
            String name, ResourceSpec resource, RunCounts now, @Nullable RunCounts last) {
        ExpectSpec expect = resource.expect();
        List<String> doubts = new ArrayList<>();
        if (now.accepted() < expect.minRecords()) {
            doubts.add(
                    "%s: %d records accepted, at least %d expected"
                            .formatted(name, now.accepted(), expect.minRecords()));
        }
        Long max = expect.maxRecords();
        if (max != null && now.accepted() > max) {
            doubts.add(
                    "%s: %d records accepted, at most %d expected"
                            .formatted(name, now.accepted(), max));
        }
        if (last != null && last.accepted() > 0) {
            double drop = 100.0 * (last.accepted() - now.accepted()) / last.accepted();
            if (drop > expect.maxDropPercent()) {
                doubts.add(
                        String.format(
                                Locale.ROOT,
                                "%s: %d records accepted after %d, a drop of %.1f %% where %s %% is"
                                        + " allowed",
                                name,
                                now.accepted(),
                                last.accepted(),
                                drop,
                                plain(expect.maxDropPercent())));
            }
        }
        return doubts;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
