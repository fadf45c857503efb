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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.cairn.collect.DatasetFlow.Part;
import org.cairn.collect.RunContext.Workplace;
import org.cairn.collect.fetch.FileFetcher;
import org.cairn.collect.fetch.http.Downloads;
import org.cairn.collect.fetch.http.Hosts;
import org.cairn.collect.fetch.http.PoliteWeb;
import org.cairn.collect.fetch.http.Web;
import org.cairn.collect.fetch.http.WebSettings;
import org.cairn.collect.fetch.http.WebTools;
import org.cairn.collect.fetch.rest.RestFetcher;
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
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Database;
import org.cairn.postgres.SqlProblems;
import org.cairn.source.spec.FileInput;
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
                fetch(order, run);
                place.steps().reached("run.documents-durable");
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
        for (SourceSpec source : order.sources().values().stream().sorted(byName()).toList()) {
            switch (source.input()) {
                case FileInput _ -> run.fetched(source.name(), fetcher.fetch(source));
                case RestInput rest -> fetchPages(order, run, source, rest, web);
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

    /// How far incremental resources came, with the rows that prove it.
    private static void keepCursors(RunOrder order, RunContext run) {
        for (SourceSpec source : order.sources().values()) {
            if (source.input() instanceof RestInput input) {
                new Cursors(run, source, input, order.pipelines()).keep(run.listings(source));
            }
        }
    }

    private static Comparator<SourceSpec> byName() {
        return Comparator.comparing(SourceSpec::name);
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
        List<Part> parts = new ArrayList<>();
        List<String> doubts = new ArrayList<>(run.listingDoubts());
        Map<Where, List<Entry>> refused = new HashMap<>();
        for (PipelineSpec pipeline : order.pipelines()) {
            var result = new DatasetFlow(run, pipeline, order.sources()).compare();
            parts.addAll(result.parts());
            doubts.addAll(result.doubts());
            refused.putAll(result.refused());
            try (DatasetLoad load = result.merge()) {
                if (load != null && (doubts.isEmpty() || order.override() != null)) {
                    place.events().accept(new RunEvent.StageBegun("merge " + pipeline.dataset()));
                    load.merge(result.absence());
                    doubts.addAll(new SeriesCheck(run, pipeline, order.sources()).doubts());
                }
            }
        }
        if (!doubts.isEmpty() && order.override() == null) {
            return hold(run, new Held(parts, doubts, refused), began);
        }
        requireBalance(plain(parts));
        for (Part part : parts) {
            run.runs()
                    .addPart(
                            run.connection(),
                            run.number(),
                            part.part(),
                            part.inputHash(),
                            part.found());
        }
        keepCursors(order, run);
        new Views(run.connection(), place.events()).make(order.touchedViews());
        boolean unchanged = parts.stream().allMatch(part -> part.inputHash() == null);
        RunState state = unchanged ? RunState.UNCHANGED : RunState.LOADED;
        control.commits();
        Lsn lsn = journal.commit(run.connection(), run.number(), state);
        return report(run, state, plain(parts), new Reasons(List.of(), doubts, lsn), began);
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
        List<RunPart> held =
                found.parts().stream()
                        .map(Part::part)
                        .map(part ->
                                new RunPart(
                                        part.source(),
                                        part.resource(),
                                        part.dataset(),
                                        part.counts().asHeld()))
                        .toList();
        held.forEach(part -> run.runs().addPart(run.connection(), run.number(), part, null));
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
