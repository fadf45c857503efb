package org.cairn.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cairn.ledger.run.RunCounts;
import org.cairn.ledger.run.RunLedger.LastGood;
import org.cairn.source.spec.ExpectSpec;
import org.cairn.source.spec.PaginatorSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.jspecify.annotations.Nullable;

/// Whether what came is what was expected. Pure.
final class Expectation {
    private Expectation() {}

    /// Says in one sentence each why the run is not to be loaded without a person's word.
    ///
    /// @param last what the last loaded run found; null at first
    static List<String> doubts(
            String name, ResourceSpec resource, RunCounts now, @Nullable LastGood last) {
        ExpectSpec expect = resource.expect();
        List<String> doubts = new ArrayList<>(tooMany(name, expect, now));
        if (now.accepted() < expect.minRecords()) {
            doubts.add(
                    "%s: %d records accepted, at least %d expected"
                            .formatted(name, now.accepted(), expect.minRecords()));
        }
        if (last != null) {
            long before = last.counts().accepted();
            long lost = before - now.accepted();
            if (!expect.allowsLoss(lost, before)) {
                doubts.add(
                        String.format(
                                Locale.ROOT,
                                "%s: %d records accepted after %d in run %s, a drop of %.1f %% where"
                                        + " %s %% is allowed",
                                name,
                                now.accepted(),
                                before,
                                last.run(),
                                100.0 * lost / before,
                                plain(expect.maxDropPercent())));
            }
        }
        return doubts;
    }

    private static List<String> tooMany(String name, ExpectSpec expect, RunCounts now) {
        Long max = expect.maxRecords();
        return max != null && now.accepted() > max
                ? List.of(
                        "%s: %d records accepted, at most %d expected"
                                .formatted(name, now.accepted(), max))
                : List.of();
    }

    /// The doubts of a run that asked only for what came since: few records, or none, are no
    /// reason.
    static List<String> doubtsOfNews(String name, Input input, RunCounts now) {
        List<String> doubts = new ArrayList<>(tooMany(name, input.resource().expect(), now));
        doubts.addAll(moved(name, input, now));
        return doubts;
    }

    /// What a full listing says of the records that are known: as many may come as before and be
    /// others, and the last run of a web API may have asked for news only.
    static List<String> losses(String name, Input input, RunCounts now) {
        List<String> doubts = new ArrayList<>(moved(name, input, now));
        long there = now.withdrawn() + now.changed() + now.unchanged();
        ExpectSpec expect = input.resource().expect();
        if (!expect.allowsLoss(now.withdrawn(), there)) {
            doubts.add(
                    String.format(
                            Locale.ROOT,
                            "%s: %d of %d known records did not come, %.1f %% where %s %% is allowed",
                            name,
                            now.withdrawn(),
                            there,
                            100.0 * now.withdrawn() / there,
                            plain(expect.maxDropPercent())));
        }
        return doubts;
    }

    /// A record that comes on two pages of one listing: it moved while the listing was read, and
    /// another one may have moved out of sight.
    private static List<String> moved(String name, Input input, RunCounts now) {
        boolean doubtful =
                input.source().input() instanceof RestInput rest
                        && rest.resource(input.resource().name()).partition() == null
                        && rest.resource(input.resource().name())
                                        .endpoint()
                                        .paginator()
                                        .stop()
                                        .repeats()
                                == PaginatorSpec.Repeats.HOLD;
        return doubtful && now.documents() > 1 && now.duplicates() > 0
                ? List.of(
                        "%s: %d records came twice, so the listing moved while it was read; run again"
                                .formatted(name, now.duplicates()))
                : List.of();
    }

    static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
