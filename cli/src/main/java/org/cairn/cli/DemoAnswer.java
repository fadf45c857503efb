package org.cairn.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cairn.app.ExecuteRestore;
import org.cairn.app.ReportStatus.DatasetStatus;
import org.cairn.app.RunDemo.Compared;
import org.cairn.app.RunDemo.Reason;
import org.cairn.app.RunDemo.Story;
import org.cairn.app.RunDemo.WayBack;
import org.cairn.collect.trace.Trace;
import org.cairn.ledger.run.RunCounts;
import org.jspecify.annotations.Nullable;

/// The story of the demo as text. Confined to one thread.
final class DemoAnswer {
    private final List<String> lines = new ArrayList<>();
    private final Story story;
    private final Path dir;

    private DemoAnswer(Story story, Path dir) {
        this.story = story;
        this.dir = dir;
    }

    /// @param dir the demo's folder as the user named it, for commands that can be pasted
    static List<String> lines(Story story, Path dir) {
        var answer = new DemoAnswer(story, dir);
        answer.opening();
        answer.firstDelivery();
        answer.traces();
        answer.laterDeliveries();
        answer.wayBack();
        answer.end();
        return answer.lines;
    }

    private void add(String line, Object... arguments) {
        lines.add(Table.oneLine(line.formatted(arguments)));
    }

    private void opening() {
        var publisher = story.publisher();
        add("Health facilities of Kenya: seven JSON files of unlike shape become one table.");
        add("Data by %s", publisher.name());
        add(
                "(%s, licence %s). No police file may be",
                given(publisher.url()), given(publisher.licence()));
        add(
                "copied, so the police shape, kps_stations.json, carries facilities of police and prisons.");
        add("");
    }

    private static String given(@Nullable String text) {
        return text == null ? "not named" : text;
    }

    private void firstDelivery() {
        RunCounts first = story.first().total();
        add(
                "1  The first delivery: %d records read, %d loaded, %d refused into quarantine",
                first.records(), first.accepted(), first.quarantined());
        for (DatasetStatus table : story.tables()) {
            add("     %5d rows in %s", table.rows(), table.name());
        }
        add("   The register has latitude and longitude swapped in every record: the declaration");
        add("   reads them crosswise and checks the bounds of Kenya. White space at the ends of");
        add("   names is taken off. Refused, because nobody can know what was meant:");
        for (Reason reason : story.reasons()) {
            add("     %5d %-17s %s", reason.records(), reason.code(), inPlainWords(reason));
        }
        add("");
    }

    /// The message of a reason speaks of rules; the demo knows what is behind them.
    private static String inPlainWords(Reason reason) {
        return switch (reason.code()) {
            case "missing-key" -> "no facility code, and no ward to tell them apart without one";
            case "pattern-mismatch" -> "a name that is cut off within a parenthesis";
            default -> reason.message();
        };
    }

    private void traces() {
        Trace first = story.traced().getFirst();
        add("2  Where values come from: facility %s, run %s", first.key(), first.run());
        add(
                "   document %s  %s  sha256 %s…",
                first.document().id().shortForm(),
                first.document().url(),
                first.document().sha256().hex().substring(0, 16));
        for (Trace trace : story.traced()) {
            add("     %s = %s", trace.column(), trace.value());
            add("       rule   %s", trace.rule());
            add(
                    "       bytes  [%d, %d)  %s",
                    trace.span().offset(), trace.span().end(), trace.pointer());
            add("              %s", new String(trace.bytes(), StandardCharsets.UTF_8));
        }
        Trace proof = story.traced().get(1);
        add("   The same %s without Cairn, out of the file as it was delivered:", proof.column());
        String file = proof.document().url();
        add(
                "     tail -c +%d %s | head -c %d",
                proof.span().offset() + 1,
                Shared.shellWord(
                        dir.resolve("data/first")
                                .resolve(file.substring(file.lastIndexOf('/') + 1))),
                proof.span().length());
        add("");
    }

    private void laterDeliveries() {
        RunCounts again = story.again().total();
        add(
                "3  The second delivery: %d new, %d changed, %d unchanged and not touched",
                again.created(), again.changed(), again.unchanged());
        add("   Five of its files differ only in the order of lists, which is no change here.");
        add("");
        add("4  The third delivery has lost most records: run %s is held", story.held().run());
        story.held().heldReasons().forEach(reason -> add("     %s", reason));
        add("   Somebody is in a hurry and overrides it, with a reason that is recorded:");
        add(
                "   run %s, %d facilities withdrawn, and two columns have each other's values.",
                story.overridden().run(), story.overridden().total().withdrawn());
        add("");
    }

    private void wayBack() {
        WayBack back = story.wayBack();
        ExecuteRestore.Report restore = back.restore();
        add("5  The way back: the database as it was just before run %s", back.run());
        add("   backup %s, and every change since, streamed into the vault", back.snapshot());
        add(
                "   restored to %s into %s: %.1f s for the files, %.1f s to replay",
                restore.recoveredTo(),
                dir.resolve("before"),
                restore.fetch().toMillis() / 1000.0,
                restore.replay().toMillis() / 1000.0);
        add("");
        Table table = new Table("dataset", "before", "after run " + back.run(), "restored", "hash");
        for (Compared each : back.contents()) {
            table.row(
                    each.dataset(),
                    each.rowsBefore(),
                    each.rowsBad(),
                    each.rowsRestored(),
                    each.hashBefore().equals(each.hashRestored())
                            ? each.hashRestored().substring(0, 12) + " as before"
                            : "DIFFERENT");
        }
        table.lines().forEach(line -> lines.add("   " + line));
        add("");
        add(
                "   last run in it: %s. Another session had written two notes; in the copy: %s",
                restore.lastRun() == null ? "none" : restore.lastRun(),
                String.join(", ", back.notes()));
        add("");
    }

    private void end() {
        String project = " -p " + Shared.shellWord(dir);
        String cairn = Shared.command();
        add("Done in %.1f s. Everything is in %s; both database servers", story.seconds(), dir);
        add("are stopped; the commands that need the project's start it again.");
        add("next: %s status%s", cairn, project);
        add("      %s record show facility %s%s", cairn, story.traced().getFirst().key(), project);
        add("      %s db start%s", cairn, project);
        add("      %s db start --data %s", cairn, Shared.shellWord(dir.resolve("before")));
        add("The last two say how to look at the tables with psql, now and as they were.");
    }
}
