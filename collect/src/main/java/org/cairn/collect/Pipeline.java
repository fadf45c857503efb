package org.cairn.collect;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.cairn.collect.DatasetFlow.Part;
import org.cairn.collect.ReplayPlan.Round;
import org.cairn.collect.RunContext.Workplace;
import org.cairn.collect.fetch.FileFetcher;
import org.cairn.collect.fetch.http.Downloads;
import org.cairn.collect.fetch.http.Hosts;
import org.cairn.collect.fetch.http.PoliteWeb;
import org.cairn.collect.fetch.http.Web;
import org.cairn.collect.fetch.http.WebSettings;
import org.cairn.collect.fetch.http.WebTools;
import org.cairn.collect.fetch.rest.RestFetcher;
import org.cairn.collect.fetch.site.SiteFetcher;
import org.cairn.collect.load.DatasetLoad;
import org.cairn.collect.load.Views;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Steps;
import org.cairn.ledger.Ledger;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.quarantine.QuarantineLedger.Entry;
import org.cairn.ledger.quarantine.QuarantineLedger.Where;
import org.cairn.ledger.quarantine.QuarantineStates;
import org.cairn.ledger.run.ReplayLedger;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.ledger.run.RunState;
import org.cairn.ledger.run.StrategyLedger;
import org.cairn.postgres.Database;
import org.cairn.postgres.SqlProblems;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.Vault;
import org.jspecify.annotations.Nullable;

/// One run: documents into the vault, records into datasets, all in one transaction.
///
/// Read [#run] from top to bottom; then [DatasetFlow] for one dataset, [ResourceLoad] for one
/// record. One run at a time in an instance; several processes may run at once, on different
/// datasets.
public final class Pipeline {
    // Who wants a run to end has written why into the ledger; this is for an interrupt by others.
    private static final String OTHERS = "interrupted";

    private final Database database;
    private final Vault vault;
    private final Place place;
    private final RunJournal journal;
    private final InstantSource clock;

    /// Where a project's runs work.
    ///
    /// @param project the folder below which sources may read
    /// @param scratch a folder for files that do not outlive a run
    /// @param web how sources reach the web
    public record Place(Path project, Path scratch, EventSink events, Steps steps, WebAccess web) {
        /// With sources on the public internet only, their downloads in the scratch folder.
        public Place(Path project, Path scratch, EventSink events, Steps steps) {
            this(
                    project,
                    scratch,
                    events,
                    steps,
                    new WebAccess(WebSettings.DEFAULT, scratch.resolve("downloads")));
        }
    }

    /// How sources reach the web.
    ///
    /// @param downloads a folder for files under way, which outlive a run
    public record WebAccess(WebSettings settings, Path downloads) {}

    public Pipeline(Database database, Vault vault, InstantSource clock, Place place) {
        this.database = database;
        this.vault = vault;
        this.place = place;
        this.clock = clock;
        this.journal =
                new RunJournal(database, vault.runs(), new RunLedger(), clock, place.steps());
    }

    /// Runs pipelines into their datasets, all or nothing.
    ///
    /// A run outside what its resources expect is held: nothing is loaded, the report says why.
    ///
    /// Problems: those of sources, decoding, mapping, loading, database and vault; the run is then
    /// in the ledger as failed and no dataset has changed.
    public RunReport run(RunOrder order) {
        return run(order, new RunControl());
    }

    /// The same; others may end it. Throws [CancellationException] when they did.
    public RunReport run(RunOrder order, RunControl control) {
        return run(
                order,
                control,
                run -> {
                    fetch(order, run);
                    place.steps().reached("run.documents-durable");
                    vault.runs().recordInputs(run.inputs(clock.instant()));
                });
    }

    /// Reads again what earlier runs fetched, by the declarations of today: a run like any other,
    /// that fetches nothing.
    ///
    /// Problems: as of [#run], and those of [ReplayProblems].
    public RunReport replay(RunOrder order, ReplayOrder wanted) {
        return run(
                order,
                new RunControl(),
                run -> run.replays(new ReplayPlanner(run.connection(), vault, order).plan(wanted)));
    }

    /// Does a replay and takes it back: nothing of it stays anywhere. Problems: as of [#replay].
    public Rehearsal rehearse(RunOrder order, ReplayOrder wanted) {
        try (Connection connection = database.connect();
                ExecutorService pool =
                        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            Ledger.upgrade(connection);
            becomeWriter(connection, order);
            begin(connection);
            RunNumber number =
                    new ReplayLedger().rehearse(connection, order.names(), clock.instant());
            var scratch = new ScratchFolders(place.scratch());
            var workplace = new Workplace(pool, place.events(), scratch.of(number));
            var run = new RunContext(number, connection, vault.documents(), workplace);
            try {
                run.replays(new ReplayPlanner(connection, vault, order).plan(wanted));
                return rehearsed(order, run);
            } finally {
                scratch.remove(number);
                rollback(connection);
                journal.end(connection);
            }
        } catch (SQLException e) {
            throw SqlProblems.of("end the dry run", e);
        }
    }

    private Rehearsal rehearsed(RunOrder order, RunContext run) {
        run.recordDocuments();
        List<ReplayDiff> diffs = new ArrayList<>();
        for (PipelineSpec pipeline : order.pipelines()) {
            diffs.add(new ReplayDiff(run.connection(), pipeline.dataset(), diffs.size()));
        }
        Found found = compareAndMerge(order, run, true);
        writeParts(run, found.parts());
        new Views(run.connection(), place.events()).make(order.touchedViews());
        ReplayPlan plan = Objects.requireNonNull(run.replay());
        return new Rehearsal(
                run.documentCount(),
                List.copyOf(plan.fetched()),
                plain(found.parts()),
                diffs.stream().flatMap(diff -> diff.now().stream()).toList(),
                new QuarantineStates().tally(run.connection(), run.number()),
                found.doubts());
    }

    private RunReport run(RunOrder order, RunControl control, Consumer<RunContext> bring) {
        Instant began = clock.instant();
        try (Connection connection = database.connect();
                ExecutorService pool =
                        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            Ledger.upgrade(connection);
            journal.settle(connection)
                    .forEach(run -> note("run " + run + " ended without a word: marked as failed"));
            var scratch = new ScratchFolders(place.scratch());
            scratch.sweep(journal.running(connection));
            RunNumber number = journal.begin(connection, order);
            var workplace = new Workplace(pool, place.events(), scratch.of(number));
            var run = new RunContext(number, connection, vault.documents(), workplace);
            try {
                control.begin(number, connection);
                becomeWriter(connection, order);
                bring.accept(run);
                RunReport report;
                try (var _ = LoadTurns.take()) {
                    report = load(order, run, control, began);
                }
                journal.end(connection);
                return report;
            } catch (RuntimeException | Error e) {
                throw ended(connection, number, control, e);
            } finally {
                control.end();
                scratch.remove(number);
            }
        } catch (SQLException e) {
            throw SqlProblems.of("end the run", e);
        }
    }

    private void becomeWriter(Connection connection, RunOrder order) {
        var datasets = new DatasetLedger();
        for (PipelineSpec pipeline : order.pipelines()) {
            datasets.becomeWriter(
                    connection, pipeline.dataset().schema(), pipeline.dataset().table());
        }
    }

    private void fetch(RunOrder order, RunContext run) {
        var tools = WebTools.real(clock, place.events(), place.scratch());
        var web = new PoliteWeb(place.web().settings(), Hosts.ofProcess(), tools);
        var fetcher =
                new FileFetcher(
                        place.project(),
                        vault.documents(),
                        place.events(),
                        new Downloads(web, place.web().downloads()));
        for (SourceSpec source :
                order.sources().values().stream()
                        .sorted(Comparator.comparing(SourceSpec::name))
                        .toList()) {
            switch (source.input()) {
                case FileInput _ -> run.fetched(source.name(), fetcher.fetch(source));
                case RestInput rest -> fetchPages(order, run, source, rest, web);
                case PagesInput site -> fetchSite(order, run, source, site, web);
            }
        }
    }

    private void fetchPages(
            RunOrder order, RunContext run, SourceSpec source, RestInput input, Web web) {
        var cursors = new Cursors(run, source, input, order.pipelines());
        Map<String, String> starts =
                order.extent() == RunOrder.Extent.ALL ? Map.of() : cursors.starts();
        var fetcher =
                new RestFetcher(
                        web,
                        vault.documents(),
                        new RestFetcher.Place(place.events(), place.steps()));
        fetcher.fetch(
                        source,
                        input,
                        new RestFetcher.Order(cursors.loaded(), starts, clock.instant()))
                .forEach((resource, listing) -> run.fetched(source.name(), resource, listing));
    }

    private void fetchSite(
            RunOrder order, RunContext run, SourceSpec source, PagesInput input, Web web) {
        var fetcher =
                new SiteFetcher(
                        web,
                        vault.documents(),
                        new SiteFetcher.Place(place.events(), place.steps()));
        fetcher.fetch(source, input, order.resourcesOf(source.name()))
                .forEach((resource, site) -> run.fetched(source.name(), resource, site));
    }

    /// How far incremental resources came, with the rows that prove it.
    private static void keepCursors(RunOrder order, RunContext run) {
        for (SourceSpec source : order.sources().values()) {
            if (source.input() instanceof RestInput input) {
                new Cursors(run, source, input, order.pipelines()).keep(run.listings(source));
            }
        }
    }

    /// Writes down how a run ended that did not come to its end; gives what is to be thrown.
    private RuntimeException ended(
            Connection connection, RunNumber number, RunControl control, Throwable failure) {
        OverrideWord word = control.word();
        if (word != null || failure instanceof CancellationException) {
            cancelled(
                    connection,
                    number,
                    word == null ? new OverrideWord(OTHERS, "") : word,
                    failure);
            var end = new CancellationException("run %s was cancelled".formatted(number));
            end.initCause(failure);
            return end;
        }
        if (failure instanceof ProblemException problem) {
            fail(connection, number, problem);
            journal.end(connection);
            return problem;
        }
        giveUp(connection, number, failure);
        if (failure instanceof RuntimeException mistake) {
            return mistake;
        }
        throw (Error) failure;
    }

    private void cancelled(
            Connection connection, RunNumber run, OverrideWord word, Throwable failure) {
        // The interrupt has done its duty.
        boolean _ = Thread.interrupted();
        try {
            rollback(connection);
        } catch (ProblemException e) {
            failure.addSuppressed(e);
        }
        try {
            journal.cancelled(connection, run, word);
            journal.end(connection);
        } catch (ProblemException e) {
            // The next run finds it abandoned, and says so.
            failure.addSuppressed(e);
        }
    }

    private RunReport load(RunOrder order, RunContext run, RunControl control, Instant began) {
        begin(run.connection());
        run.recordDocuments();
        Found found = compareAndMerge(order, run, order.override() != null);
        List<Part> parts = found.parts();
        List<String> doubts = found.doubts();
        if (!doubts.isEmpty() && order.override() == null) {
            return hold(run, new Held(parts, doubts, found.refused()), began);
        }
        writeParts(run, parts);
        OtherDeclaration.notes(run, parts).forEach(this::note);
        keepCursors(order, run);
        new Views(run.connection(), place.events()).make(order.touchedViews());
        boolean unchanged = parts.stream().allMatch(part -> part.inputHash() == null);
        RunState state = unchanged ? RunState.UNCHANGED : RunState.LOADED;
        control.commits();
        Lsn lsn = journal.commit(run.connection(), run.number(), state);
        return report(run, state, plain(parts), new Reasons(List.of(), doubts, lsn), began);
    }

    /// What a run found in all its datasets.
    private record Found(List<Part> parts, List<String> doubts, Map<Where, List<Entry>> refused) {}

    /// Compares everything that came with the datasets, and merges it while nobody doubts.
    ///
    /// @param whatever merges all the same
    private Found compareAndMerge(RunOrder order, RunContext run, boolean whatever) {
        List<Part> parts = new ArrayList<>();
        List<String> doubts = new ArrayList<>(run.listingDoubts());
        Map<Where, List<Entry>> refused = new HashMap<>();
        for (PipelineSpec pipeline : order.pipelines()) {
            var shrinking = new Shrinking(run, pipeline);
            for (Round round : run.rounds(pipeline)) {
                run.turnTo(round);
                var result = new DatasetFlow(run, pipeline, order.sources()).compare();
                result.parts().forEach(part -> Part.add(parts, part));
                doubts.addAll(result.doubts());
                refused.putAll(result.refused());
                try (DatasetLoad load = result.merge()) {
                    if (load != null && (doubts.isEmpty() || whatever)) {
                        place.events()
                                .accept(new RunEvent.StageBegun("merge " + pipeline.dataset()));
                        load.merge(result.absence());
                        doubts.addAll(new SeriesCheck(run, pipeline, order.sources()).doubts());
                    }
                }
            }
            doubts.addAll(shrinking.doubts(order));
        }
        return new Found(parts, doubts, refused);
    }

    /// Writes down what became of the records; part of the transaction that loads them.
    private static void writeParts(RunContext run, List<Part> parts) {
        requireBalance(plain(parts));
        for (Part part : parts) {
            run.runs()
                    .addPart(
                            run.connection(),
                            run.number(),
                            part.part(),
                            part.inputHash(),
                            part.found());
            if (part.inputHash() != null) {
                run.settleQuarantine(part.part());
            }
            if (!part.strategies().isEmpty()) {
                new StrategyLedger()
                        .put(run.connection(), run.number(), part.part(), part.strategies());
            }
        }
    }

    /// Why a run ended as it did.
    private record Reasons(List<String> held, List<String> overridden, @Nullable Lsn lsn) {}

    /// What is known of a run that is not to be loaded.
    private record Held(List<Part> parts, List<String> doubts, Map<Where, List<Entry>> refused) {}

    /// Takes back what was staged and writes down why, in a transaction of its own.
    private RunReport hold(RunContext run, Held found, Instant began) {
        List<String> doubts = found.doubts();
        Map<Long, DocumentId> oldNumbers = run.documentsByNumber();
        rollback(run.connection());
        begin(run.connection());
        run.recordDocuments();
        run.restore(found.refused(), oldNumbers);
        List<Part> heldParts = found.parts().stream().map(Part::asHeld).toList();
        List<RunPart> held = plain(heldParts);
        heldParts.forEach(part ->
                run.runs().addPart(run.connection(), run.number(), part.part(), part.inputHash()));
        journal.hold(run.connection(), run.number(), doubts);
        try {
            run.connection().commit();
        } catch (SQLException e) {
            throw SqlProblems.of("hold the run", e);
        }
        return report(run, RunState.HELD, held, new Reasons(doubts, List.of(), null), began);
    }

    private RunReport report(
            RunContext run, RunState state, List<RunPart> parts, Reasons reasons, Instant began) {
        double seconds = Duration.between(began, clock.instant()).toMillis() / 1000.0;
        return new RunReport(
                run.number(),
                state,
                run.documentCount(),
                parts,
                reasons.held(),
                reasons.overridden(),
                reasons.lsn(),
                seconds);
    }

    /// A run whose sums do not agree has lost or invented a record: nothing of it is committed.
    private static void requireBalance(List<RunPart> parts) {
        for (RunPart part : parts) {
            if (!part.counts().balanced()) {
                throw new IllegalStateException("the counts do not add up: " + part);
            }
        }
    }

    private static List<RunPart> plain(List<Part> parts) {
        return parts.stream().map(Part::part).toList();
    }

    private void note(String message) {
        place.events().accept(new RunEvent.Noted(message));
    }

    private static void begin(Connection connection) {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw SqlProblems.of("begin the load", e);
        }
    }

    private static void rollback(Connection connection) {
        try {
            // Fetching is done outside a transaction.
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw SqlProblems.of("take the load back", e);
        }
    }

    /// Ends a run that came to an exception where no problem was foreseen. Nobody knows what the
    /// connection was doing, so it is cut; the server then rolls back.
    private void giveUp(Connection connection, RunNumber run, Throwable failure) {
        try {
            connection.abort(Runnable::run);
            journal.fail(run, failure);
        } catch (SQLException | ProblemException second) {
            failure.addSuppressed(second);
        }
    }

    /// Writes the failure down if the database can still be told; else the next command does.
    private void fail(Connection connection, RunNumber run, ProblemException failure) {
        try {
            rollback(connection);
            journal.fail(connection, run, failure.problem());
        } catch (ProblemException second) {
            failure.addSuppressed(second);
        }
    }
}
