package org.cairn.collect;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.load.DatasetLoad;
import org.cairn.collect.load.DatasetLoad.Absence;
import org.cairn.collect.load.DatasetLoad.RowSource;
import org.cairn.collect.load.DatasetLoad.Way;
import org.cairn.collect.load.MemoryFullException;
import org.cairn.collect.load.TargetTable;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.MapProblems;
import org.cairn.collect.map.MappingCompiler;
import org.cairn.ledger.quarantine.QuarantineLedger.Entry;
import org.cairn.ledger.quarantine.QuarantineLedger.Where;
import org.cairn.ledger.run.Completeness;
import org.cairn.ledger.run.RunCounts;
import org.cairn.ledger.run.RunLedger.LastGood;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.postgres.SqlProblems;
import org.cairn.source.mapping.MappingText;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.ResourceSpec.Gone;
import org.cairn.source.spec.SourceSpec;
import org.jspecify.annotations.Nullable;

/// The way of the records of one pipeline into its dataset, inside the run's transaction.
///
/// Confined to one thread.
final class DatasetFlow {
    private final RunContext run;
    private final PipelineSpec pipeline;
    private final Map<String, SourceSpec> sources;

    DatasetFlow(RunContext run, PipelineSpec pipeline, Map<String, SourceSpec> sources) {
        this.run = run;
        this.pipeline = pipeline;
        this.sources = sources;
    }

    /// What came of it.
    ///
    /// @param doubts where the result is outside what was expected
    /// @param refused the first refusals, for a run that is held
    /// @param merge what is left to do once nobody doubts; closing it without merging is safe
    record Result(
            List<Part> parts,
            List<String> doubts,
            Map<Where, List<Entry>> refused,
            @Nullable DatasetLoad merge,
            Absence absence) {}

    /// One resource's share.
    ///
    /// @param inputHash null when nothing was read, because everything is as in the last run
    record Part(RunPart part, byte @Nullable [] inputHash, Completeness found) {
        Part(RunPart part, byte @Nullable [] inputHash) {
            this(part, inputHash, Completeness.UNKNOWN);
        }
    }

    /// Compares everything that came with the dataset and stages the differences; merges nothing.
    Result compare() {
        List<Input> inputs = pipeline.from().stream().map(this::input).toList();
        if (new LastTime(run, pipeline).isRepeated(inputs)) {
            return new Result(
                    inputs.stream().map(LastTime::part).toList(),
                    List.of(),
                    Map.of(),
                    null,
                    Absence.KEEP);
        }
        List<ResourceLoad> resources = inputs.stream().map(this::resourceLoad).toList();
        requireOneShape(resources);
        Savepoint before = savepoint();
        try {
            return load(inputs, resources, Way.IN_MEMORY);
        } catch (MemoryFullException _) {
            // Decoding can be repeated: the documents are in the vault.
            rollback(before);
            resources.forEach(ResourceLoad::forget);
            return load(inputs, resources, Way.IN_PARTS);
        }
    }

    private Input input(ResourceRef ref) {
        SourceSpec source = Objects.requireNonNull(sources.get(ref.source()));
        ResourceSpec resource =
                source.resources().stream()
                        .filter(each -> each.name().equals(ref.resource()))
                        .findFirst()
                        .orElseThrow();
        List<FetchedDocument> documents = run.documents(source, resource);
        return new Input(
                source,
                resource,
                pipeline.dataset(),
                documents,
                LastTime.hash(source, resource, pipeline, documents),
                run.runs()
                        .findLastGood(
                                run.connection(),
                                source.name(),
                                resource.name(),
                                pipeline.dataset().toString()),
                run.coverage(source, resource));
    }

    private ResourceLoad resourceLoad(Input input) {
        var fields = new InputFields(run, input);
        ResourceSpec resource = fields.resource();
        String text = MappingText.write(input.source().reading(), resource, pipeline);
        CompiledMapping mapping = MappingCompiler.compile(resource, pipeline);
        fields.requireColumns(mapping);
        TargetTable table = TargetTable.of(pipeline.dataset(), mapping, pipeline.indexes());
        int mappingNo = run.mappingNo(text);
        return new ResourceLoad(
                run,
                new ResourceLoad.Subject(
                        input.source(), resource, pipeline.dataset(), input.documents()),
                new ResourceLoad.Mapping(mapping, table, mappingNo));
    }

    private void requireOneShape(List<ResourceLoad> resources) {
        var shapes = new LinkedHashSet<List<String>>();
        resources.forEach(resource -> shapes.add(resource.shape()));
        if (shapes.size() > 1) {
            throw MapProblems.MAPPING_INCOMPLETE
                    .says("the resources of pipeline '%s' have unlike fields", pipeline.name())
                    .what("they give %s", shapes)
                    .kept("nothing was loaded")
                    .remedy("List the fields of the dataset under `fields` of the pipeline.")
                    .with("pipeline", pipeline.name())
                    .asException();
        }
    }

    private Result load(List<Input> inputs, List<ResourceLoad> resources, Way way) {
        var quarantine = new QuarantineBuffer(run);
        Map<RowSource, ResourceLoad> bySource = new HashMap<>();
        resources.forEach(
                each -> each.sources().forEach(source -> bySource.putIfAbsent(source, each)));
        var load =
                new DatasetLoad(
                        run.loadContext(),
                        resources.getFirst().table(),
                        way,
                        (source, span) ->
                                Objects.requireNonNull(bySource.get(source))
                                        .conflict(quarantine, source, span));
        try {
            for (ResourceLoad resource : resources) {
                resource.run(load, quarantine);
            }
            load.compareRest(() -> {
                if (quarantine.isFull()) {
                    load.pause();
                    quarantine.flush();
                }
            });
            load.pause();
            quarantine.flush();
            return judged(inputs, resources, load, quarantine.first());
        } catch (RuntimeException | Error e) {
            closing(load, e);
            throw e;
        }
    }

    /// What went wrong first is what the user is told.
    private static void closing(DatasetLoad load, Throwable first) {
        try {
            load.close();
        } catch (RuntimeException second) {
            first.addSuppressed(second);
        }
    }

    private Result judged(
            List<Input> inputs,
            List<ResourceLoad> resources,
            DatasetLoad load,
            Map<Where, List<Entry>> refused) {
        List<Part> parts = new ArrayList<>();
        List<String> doubts = new ArrayList<>();
        Gone gone = gone(inputs);
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            long withdrawn = i == 0 && gone == Gone.WITHDRAW ? load.absent() : 0;
            RunCounts counts = resources.get(i).counts(load, withdrawn);
            Completeness found = resources.get(i).completeness();
            parts.add(new Part(input.part(counts), input.inputHash(), found));
            List<String> ofInput = doubts(input, counts);
            if (ofInput.isEmpty() && inputs.size() == 1 && input.coverage() == Coverage.WHOLE) {
                ofInput = Expectation.losses(name(input), input, counts);
            }
            doubts.addAll(ofInput);
            doubts.addAll(Gaps.doubts(name(input), input, found, resources.get(i)::columnOf));
        }
        if (gone == Gone.HOLD && load.absent() > 0) {
            doubts.add(
                    "%s: %d known records are gone".formatted(pipeline.dataset(), load.absent()));
        }
        return new Result(
                parts,
                doubts,
                refused,
                load,
                gone == Gone.WITHDRAW ? Absence.WITHDRAW : Absence.KEEP);
    }

    private static List<String> doubts(Input input, RunCounts counts) {
        LastGood last = input.lastGood().orElse(null);
        return input.coverage() == Coverage.NEWS
                ? Expectation.doubtsOfNews(name(input), input, counts)
                : Expectation.doubts(name(input), input.resource(), counts, last);
    }

    private static String name(Input input) {
        return input.source().name() + "." + input.resource().name();
    }

    /// What absence means for a dataset that several resources fill: a row does not say which of
    /// them would have had to bring it, so the most careful one decides.
    private static Gone gone(List<Input> inputs) {
        if (inputs.stream().anyMatch(input -> input.coverage() != Coverage.WHOLE)) {
            // Nobody looked everywhere.
            return Gone.KEEP;
        }
        List<Gone> all = inputs.stream().map(input -> input.resource().gone()).toList();
        if (all.contains(Gone.HOLD)) {
            return Gone.HOLD;
        }
        return all.contains(Gone.KEEP) ? Gone.KEEP : Gone.WITHDRAW;
    }

    private Savepoint savepoint() {
        try {
            return run.connection().setSavepoint();
        } catch (SQLException e) {
            throw SqlProblems.of("begin the load", e);
        }
    }

    private void rollback(Savepoint savepoint) {
        try {
            Connection connection = run.connection();
            connection.rollback(savepoint);
        } catch (SQLException e) {
            throw SqlProblems.of("begin the load again", e);
        }
    }
}
