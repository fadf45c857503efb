package org.cairn.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.cairn.collect.Pipeline;
import org.cairn.collect.Rehearsal;
import org.cairn.collect.ReplayOrder;
import org.cairn.collect.ReplayProblems;
import org.cairn.collect.RunOrder;
import org.cairn.collect.RunReport;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineLedger;
import org.cairn.ledger.quarantine.QuarantineLedger.Filter;
import org.cairn.ledger.quarantine.QuarantineRecord;
import org.cairn.ledger.quarantine.QuarantineRecord.State;
import org.cairn.ledger.quarantine.QuarantineStates;
import org.cairn.ledger.quarantine.QuarantineStates.Tally;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.postgres.Database;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.ViewSpec;
import org.jspecify.annotations.Nullable;

/// Reads archived documents again by the declarations of today: all of a dataset, some, or only
/// records that are in quarantine.
public final class ReplayDocuments {
    private final Declarations declarations;
    private final Supplier<Pipeline> pipeline;
    private final Supplier<Database> database;

    ReplayDocuments(
            Declarations declarations, Supplier<Pipeline> pipeline, Supplier<Database> database) {
        this.declarations = declarations;
        this.pipeline = pipeline;
        this.database = database;
    }

    /// How a replay ended.
    public record Replayed(RunReport report, Tally quarantine) {}

    /// What is to be tried again of quarantine.
    ///
    /// @param leftOut records that are refused as parts of others, or by what is no longer declared
    public record Chosen(RunOrder order, ReplayOrder.Refused refused, long leftOut) {}

    /// Reads again. Problems: `unknown-name`, and those of [Pipeline#replay].
    ///
    /// @param names of datasets, sources and pipelines; at least one
    public Replayed replay(
            List<String> names, ReplayOrder wanted, @Nullable OverrideWord override) {
        return replay(order(names, override), wanted);
    }

    /// Says what [#replay] would do, and changes nothing.
    public Rehearsal rehearse(List<String> names, ReplayOrder wanted) {
        return pipeline.get().rehearse(order(names, null), wanted);
    }

    /// Finds the records of quarantine that can be tried again. Problems: `replay-nothing`.
    public Chosen choose(Filter filter) {
        List<QuarantineRecord> open =
                ReadLedger.with(
                        database.get(),
                        connection ->
                                new QuarantineLedger()
                                        .list(
                                                connection,
                                                filter.in(State.OPEN),
                                                null,
                                                Integer.MAX_VALUE));
        Set<PipelineSpec> wanted = new LinkedHashSet<>();
        List<Long> numbers = new ArrayList<>();
        long leftOut = 0;
        for (QuarantineRecord record : open) {
            List<PipelineSpec> readers =
                    declarations.pipelines().stream()
                            .filter(each -> each.dataset().toString().equals(record.dataset()))
                            .filter(each -> reads(each, record.source(), record.resource()))
                            .toList();
            wanted.addAll(readers);
            if (readers.isEmpty()) {
                leftOut++;
            } else {
                numbers.add(record.number());
            }
        }
        if (numbers.isEmpty()) {
            throw nothing(leftOut);
        }
        List<String> names = wanted.stream().map(each -> each.dataset().toString()).toList();
        return new Chosen(
                order(names, new ArrayList<>(wanted), null),
                new ReplayOrder.Refused(numbers),
                leftOut);
    }

    private static ProblemException nothing(long leftOut) {
        return ReplayProblems.REPLAY_NOTHING
                .says("there is nothing in quarantine to try again")
                .what(
                        leftOut == 0
                                ? "no record that is open is meant"
                                : "%d refusals are of lists inside of records, or of resources that"
                                        + " are not declared any more",
                        leftOut)
                .kept("nothing was changed")
                .remedy("See `cairn quarantine ls`; a replay of the dataset tries all of it again.")
                .asException();
    }

    private static boolean reads(PipelineSpec pipeline, String source, String resource) {
        return pipeline.from().stream()
                .anyMatch(ref -> ref.source().equals(source) && ref.resource().equals(resource));
    }

    /// Tries records of quarantine again: those that pass are loaded.
    public Replayed release(Chosen chosen) {
        return replay(chosen.order(), chosen.refused());
    }

    /// Says what [#release] would do, and changes nothing.
    public Rehearsal rehearse(Chosen chosen) {
        return pipeline.get().rehearse(chosen.order(), chosen.refused());
    }

    private Replayed replay(RunOrder order, ReplayOrder wanted) {
        RunReport report = pipeline.get().replay(order, wanted);
        return new Replayed(report, tally(report.run()));
    }

    private Tally tally(RunNumber run) {
        return ReadLedger.with(
                database.get(), connection -> new QuarantineStates().tally(connection, run));
    }

    private RunOrder order(List<String> names, @Nullable OverrideWord override) {
        Set<PipelineSpec> wanted = new LinkedHashSet<>();
        names.forEach(name -> wanted.addAll(pipelines(name)));
        return order(names, new ArrayList<>(wanted), override);
    }

    private RunOrder order(
            List<String> names, List<PipelineSpec> wanted, @Nullable OverrideWord override) {
        Map<String, SourceSpec> sources = new LinkedHashMap<>();
        for (PipelineSpec spec : wanted) {
            spec.from()
                    .forEach(ref ->
                            sources.put(ref.source(), declarations.loadSource(ref.source())));
        }
        List<ViewSpec> views =
                declarations.pipelines().stream().flatMap(spec -> spec.views().stream()).toList();
        return new RunOrder(names, wanted, sources, views, override, RunOrder.Extent.NEWS);
    }

    private List<PipelineSpec> pipelines(String name) {
        List<PipelineSpec> meant =
                declarations.pipelines().stream()
                        .filter(spec ->
                                spec.dataset().toString().equals(name)
                                        || spec.from().stream()
                                                .anyMatch(ref -> ref.source().equals(name)))
                        .toList();
        return meant.isEmpty() ? List.of(declarations.loadPipeline(name)) : meant;
    }
}
