package org.cairn.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.cairn.app.ReportStatus.DatasetStatus;
import org.cairn.collect.RunReport;
import org.cairn.collect.trace.Trace;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineLedger.Filter;
import org.cairn.ledger.quarantine.QuarantineRecord;
import org.cairn.ledger.run.RunRecord;
import org.cairn.postgres.server.RunningServer;
import org.cairn.source.spec.SourceSpec;

/// Plays the main job on real data: seven files of unlike shape become one dataset, a second
/// delivery changes a few records, a third has lost most of them and swaps two columns, and the
/// database is brought back to just before it.
///
/// The project it makes is the blueprint `gvrc`; `data/raw` is what the source reads, and each
/// delivery is copied over it.
public final class RunDemo {
    private static final String SOURCE = "gvrc";
    private static final String MARK = ".cairn-demo";

    /// A record in which three defects and shapes meet: a no-break space at the end of its name, a
    /// county that only the region around it says, and swapped coordinates.
    private static final String TRACED = "12208";

    /// The largest file, which arrives empty in the third delivery.
    private static final String EMPTIED = "regional.json";

    private static final List<String> TRACED_COLUMNS =
            List.of("facility_name", "county", "latitude");

    private final Path home;
    private final Path folder;
    private final EventSink events;
    private final Map<String, String> environment;

    /// @param home the folder of the launcher, with `blueprints/gvrc`
    /// @param folder where the demo is made; an earlier demo there is replaced
    public RunDemo(Path home, Path folder, EventSink events, Map<String, String> environment) {
        this.home = home;
        this.folder = folder.toAbsolutePath().normalize();
        this.events = events;
        this.environment = Map.copyOf(environment);
    }

    /// What happened.
    ///
    /// @param publisher whose data it is, and under which licence
    /// @param tables rows by dataset after the first delivery
    /// @param reasons of quarantine with how many records each has, most frequent first
    /// @param traced values of one record and their bytes
    /// @param again the second delivery, only some of which is changed
    /// @param held the third delivery: most records lost, two columns swapped
    /// @param overridden the same, loaded all the same
    /// @param wayBack to just before that
    public record Story(
            Path folder,
            SourceSpec.Publisher publisher,
            RunReport first,
            List<DatasetStatus> tables,
            List<Reason> reasons,
            List<Trace> traced,
            RunReport again,
            RunReport held,
            RunReport overridden,
            WayBack wayBack,
            double seconds) {}

    /// How the database was brought back to just before the bad run.
    ///
    /// @param same whether every dataset holds in the copy what it held before the run
    /// @param contents rows and hash of every dataset, before the run, after it, and in the copy
    /// @param notes of another session that are in the copy
    public record WayBack(
            String snapshot,
            RunNumber run,
            ExecuteRestore.Report restore,
            boolean same,
            List<Compared> contents,
            List<String> notes) {}

    /// A dataset before the bad run, after it, and in the restored copy.
    public record Compared(
            String dataset,
            long rowsBefore,
            long rowsBad,
            long rowsRestored,
            String hashBefore,
            String hashBad,
            String hashRestored) {}

    /// Why records were refused, and an example.
    public record Reason(String code, String message, long records, long example) {}

    /// Problems: `folder-in-use`, `blueprint-missing`, and those of runs.
    public Story run() {
        Path blueprint = home.resolve("blueprints").resolve(SOURCE);
        if (!Files.isDirectory(blueprint)) {
            throw AppProblems.BLUEPRINT_MISSING
                    .says("there is no %s", blueprint)
                    .remedy("Run ./cairn from a complete copy of Cairn.")
                    .asException();
        }
        clear();
        note("project in " + folder);
        ProjectFiles.write(folder.resolve(MARK), "made by cairn demo; replaced by the next one\n");
        for (String part : List.of("cairn.yaml", "sources", "data", "README.md")) {
            ProjectFiles.copy(blueprint.resolve(part), folder.resolve(part));
        }
        // The second delivery is copied over data/raw; the bytes of the first stay to be looked at.
        ProjectFiles.copy(data("raw"), data("first"));
        var wiring = new Wiring(folder, home, events, environment);
        wiring.initProject().schemas();
        try {
            return story(wiring);
        } finally {
            wiring.embeddedServer().stop();
        }
    }

    private Story story(Wiring wiring) {
        Instant began = wiring.clock().instant();
        RunReport first = wiring.runSources().run(List.of(SOURCE), null);
        var refused = new Filter(null, first.run(), null, null, null);
        List<Reason> reasons =
                reasons(wiring.readQuarantine().list(refused, null, 10_000).records());
        List<DatasetStatus> tables = wiring.reportStatus().report().datasets();
        List<Trace> traced =
                TRACED_COLUMNS.stream()
                        .map(column -> wiring.traceValue().trace("facility", TRACED, column))
                        .toList();
        deliver("later");
        RunReport again = wiring.runSources().run(List.of(SOURCE), null);
        deliverBroken();
        RunReport held =
                new Wiring(folder, home, events, environment)
                        .runSources()
                        .run(List.of(SOURCE), null);
        RunReport[] overridden = new RunReport[1];
        DemoWayBack.Proof proof =
                new DemoWayBack(
                                () -> new Wiring(folder, home, events, environment),
                                folder.resolve("before"))
                        .play(() -> {
                            overridden[0] = loadAllTheSame();
                            return overridden[0];
                        });
        double seconds = Duration.between(began, wiring.clock().instant()).toMillis() / 1000.0;
        var publisher =
                Objects.requireNonNull(
                        wiring.declarations().loadSource(SOURCE).publisher(),
                        "the blueprint names its publisher");
        return new Story(
                folder,
                publisher,
                first,
                tables,
                reasons,
                traced,
                again,
                held,
                Objects.requireNonNull(overridden[0]),
                wayBack(proof),
                seconds);
    }

    private RunReport loadAllTheSame() {
        // A wiring of its own: the declaration has changed.
        return new Wiring(folder, home, events, environment)
                .runSources()
                .run(
                        List.of(SOURCE),
                        new RunRecord.OverrideWord(
                                "demo: somebody is in a hurry", System.getProperty("user.name")));
    }

    private static WayBack wayBack(DemoWayBack.Proof proof) {
        Map<String, DatasetHashes.Content> bad = byName(proof.bad());
        Map<String, DatasetHashes.Content> after = byName(proof.after());
        return new WayBack(
                proof.snapshot(),
                proof.run(),
                proof.restore(),
                proof.isTheSame(),
                proof.before().stream()
                        .map(content -> {
                            var worse = Objects.requireNonNull(bad.get(content.dataset()));
                            var restored = Objects.requireNonNull(after.get(content.dataset()));
                            return new Compared(
                                    content.dataset(),
                                    content.rows(),
                                    worse.rows(),
                                    restored.rows(),
                                    content.sha256(),
                                    worse.sha256(),
                                    restored.sha256());
                        })
                        .toList(),
                proof.notes());
    }

    private static Map<String, DatasetHashes.Content> byName(List<DatasetHashes.Content> contents) {
        return contents.stream()
                .collect(Collectors.toMap(DatasetHashes.Content::dataset, each -> each));
    }

    /// A delivery with everything that goes wrong: records lost, a file empty, and a declaration in
    /// which somebody has taken two columns for each other.
    private void deliverBroken() {
        deliver("broken");
        ProjectFiles.write(data("raw").resolve(EMPTIED), "{\"regions\": []}\n");
        Path source = folder.resolve("sources").resolve(SOURCE + ".yaml");
        String text = ProjectFiles.read(source);
        String swapped =
                text.replace("location.constituency}", "location.X}")
                        .replace("location.county}", "location.constituency}")
                        .replace("location.X}", "location.county}");
        if (swapped.equals(text)) {
            throw new IllegalStateException("the blueprint has no columns to swap: " + source);
        }
        ProjectFiles.write(source, swapped);
    }

    /// A later delivery: the same file names, other contents.
    private void deliver(String delivery) {
        note("a new delivery of the seven files: data/" + delivery);
        ProjectFiles.copy(data(delivery), data("raw"));
    }

    private Path data(String delivery) {
        return folder.resolve("data").resolve(delivery);
    }

    private static List<Reason> reasons(List<QuarantineRecord> refused) {
        return refused.stream()
                .collect(Collectors.groupingBy(each -> each.code() + "\n" + each.message()))
                .values()
                .stream()
                .map(group ->
                        new Reason(
                                group.getFirst().code(),
                                group.getFirst().message(),
                                group.size(),
                                group.getFirst().number()))
                .sorted(
                        Comparator.comparingLong(Reason::records)
                                .reversed()
                                .thenComparing(Reason::code))
                .toList();
    }

    /// Makes room for the demo: only an earlier demo is ever removed.
    private void clear() {
        if (ProjectFiles.list(folder).isEmpty()) {
            return;
        }
        if (!Files.exists(folder.resolve(MARK))) {
            throw AppProblems.FOLDER_IN_USE
                    .says("%s holds other things", folder)
                    .what("the demo wants a folder of its own")
                    .kept("nothing was changed")
                    .remedy("Name another folder with --dir.")
                    .with("folder", folder)
                    .asException();
        }
        RunningServer.find(folder.resolve("before")).ifPresent(RunningServer::stop);
        new Wiring(folder, home, events, environment).embeddedServer().stop();
        ProjectFiles.delete(folder);
    }

    private void note(String message) {
        events.accept(new RunEvent.Noted(message));
    }
}
