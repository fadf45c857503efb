package org.cairn.collect;

import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.collect.ReplayOrder.Documents;
import org.cairn.collect.ReplayOrder.Everything;
import org.cairn.collect.ReplayOrder.Held;
import org.cairn.collect.ReplayOrder.Refused;
import org.cairn.collect.ReplayOrder.Since;
import org.cairn.collect.ReplayPlan.Round;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.fetch.GivenValues;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.lineage.DocumentRecord;
import org.cairn.ledger.quarantine.QuarantineLedger;
import org.cairn.ledger.quarantine.QuarantineLedger.Filter;
import org.cairn.ledger.quarantine.QuarantineRecord;
import org.cairn.ledger.quarantine.QuarantineRecord.State;
import org.cairn.ledger.quarantine.QuarantineStates.Reach;
import org.cairn.ledger.run.ReplayLedger;
import org.cairn.ledger.run.ReplayLedger.Share;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.Vault;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentOrigin;
import org.cairn.vault.run.RunInputs;
import org.cairn.vault.run.RunOutcome;

/// Finds out which documents a replay reads.
///
/// What a dataset is made of is the newest listing that was whole, and every later one, which only
/// had news: read again in this order, each newer one has the last word, as it had. Which runs
/// these are says the ledger, or for a dataset that this database has never loaded the vault alone.
final class ReplayPlanner {
    private final Connection connection;
    private final Vault vault;
    private final RunOrder order;
    private final ReplayLedger ledger = new ReplayLedger();

    ReplayPlanner(Connection connection, Vault vault, RunOrder order) {
        this.connection = connection;
        this.vault = vault;
        this.order = order;
    }

    /// Problems: those of [ReplayProblems].
    ReplayPlan plan(ReplayOrder wanted) {
        order.sources().values().forEach(this::requireReadable);
        ReplayPlan plan =
                switch (wanted) {
                    case Everything() -> listings(Instant.MIN);
                    case Since(Instant time) -> listings(time);
                    case Documents(var ids) -> documents(ids);
                    case Held(RunNumber run) -> held(run);
                    case Refused(var numbers) -> refused(numbers);
                };
        if (plan.rounds().values().stream().allMatch(List::isEmpty)) {
            throw nothing("no archived document is meant by what was asked for");
        }
        plan.documents().forEach(this::requireBytes);
        return plan;
    }

    /// Records of a web site are read from two pages each, and which belong together is not kept.
    private void requireReadable(SourceSpec source) {
        if (source.input() instanceof PagesInput) {
            throw nothing(
                    "source '%s' is a web site; its pages are not read again from the archive"
                            .formatted(source.name()));
        }
    }

    private ReplayPlan listings(Instant since) {
        Map<PipelineSpec, List<Round>> rounds = new LinkedHashMap<>();
        boolean whole = true;
        for (PipelineSpec pipeline : order.pipelines()) {
            List<RunInputs> all = inputs(pipeline);
            List<RunInputs> wanted =
                    all.stream().filter(each -> !each.at().isBefore(since)).toList();
            whole &= wanted.size() == all.size();
            rounds.put(pipeline, wanted.stream().map(each -> round(pipeline, each)).toList());
        }
        return whole
                ? new ReplayPlan(Share.WHOLE, rounds, Reach.WHOLE, List.of())
                : new ReplayPlan(Share.SOME, rounds, Reach.NEWS, List.of());
    }

    /// What a pipeline's dataset is made of, the oldest first.
    private List<RunInputs> inputs(PipelineSpec pipeline) {
        Set<String> names = new TreeSet<>();
        pipeline.from()
                .forEach(ref -> names.add(RunContext.inputName(source(ref), ref.resource())));
        Set<RunNumber> loaded = ledger.loaded(connection, pipeline.dataset().toString());
        List<RunInputs> found = new ArrayList<>();
        for (RunNumber run : vault.runs().withInputs()) {
            if (loaded.isEmpty() ? !isCommitted(run) : !loaded.contains(run)) {
                continue;
            }
            RunInputs inputs = vault.runs().findInputs(run).orElseThrow();
            Map<String, RunInputs.Extent> extents = new LinkedHashMap<>();
            inputs.listings().forEach(each -> extents.put(name(each), each.extent()));
            extents.keySet().retainAll(names);
            if (extents.isEmpty()) {
                continue;
            }
            found.addFirst(inputs);
            if (extents.keySet().containsAll(names)
                    && extents.values().stream().allMatch(RunInputs.Extent.WHOLE::equals)) {
                return found;
            }
        }
        throw nothing(
                found.isEmpty()
                        ? "no run that is known has loaded dataset '%s' from %s"
                                .formatted(pipeline.dataset(), String.join(", ", names))
                        : "no run has fetched all of %s for dataset '%s'"
                                .formatted(String.join(", ", names), pipeline.dataset()));
    }

    private boolean isCommitted(RunNumber run) {
        return !ledger.isUnloaded(connection, run)
                && vault.runs()
                        .findOutcome(run)
                        .filter(outcome -> outcome.state() == RunOutcome.State.COMMITTED)
                        .isPresent();
    }

    private SourceSpec source(PipelineSpec.ResourceRef ref) {
        return Objects.requireNonNull(order.sources().get(ref.source()));
    }

    private static String name(RunInputs.Listing listing) {
        return listing.source() + (listing.resource() == null ? "" : "." + listing.resource());
    }

    private Round round(PipelineSpec pipeline, RunInputs inputs) {
        Set<String> names = new TreeSet<>();
        pipeline.from()
                .forEach(ref -> names.add(RunContext.inputName(source(ref), ref.resource())));
        Map<String, List<FetchedDocument>> documents = new LinkedHashMap<>();
        Map<String, Coverage> coverages = new LinkedHashMap<>();
        for (RunInputs.Listing listing : inputs.listings()) {
            if (names.contains(name(listing))) {
                documents.put(
                        name(listing),
                        listing.documents().stream()
                                .map(document -> fetched(listing.source(), document))
                                .toList());
                coverages.put(name(listing), Coverage.valueOf(listing.extent().name()));
            }
        }
        return new Round(inputs.run(), documents, coverages);
    }

    private static FetchedDocument fetched(String source, RunInputs.Document document) {
        // What it was served as matters to nobody who reads it again.
        var origin = new DocumentOrigin(source, document.url(), null, "");
        return new FetchedDocument(
                new ArchivedDocument(
                        document.id(),
                        origin,
                        document.fetchedAt(),
                        document.sha256(),
                        document.lengthBytes()),
                document.fileName(),
                GivenValues.of(document.url()));
    }

    private ReplayPlan documents(Set<String> ids) {
        Map<PipelineSpec, List<Round>> rounds = new LinkedHashMap<>();
        Set<String> missed = new TreeSet<>(ids);
        Set<String> outdated = new TreeSet<>();
        for (PipelineSpec pipeline : order.pipelines()) {
            List<Round> all = inputs(pipeline).stream().map(each -> round(pipeline, each)).toList();
            all.subList(0, all.size() - 1).forEach(round -> ids(round, ids).forEach(outdated::add));
            Round newest = all.getLast();
            missed.removeAll(ids(newest, ids));
            Map<String, List<FetchedDocument>> chosen = new LinkedHashMap<>();
            newest.documents()
                    .forEach((name, list) -> {
                        List<FetchedDocument> some =
                                list.stream().filter(each -> isMeant(each, ids)).toList();
                        if (!some.isEmpty()) {
                            chosen.put(name, some);
                        }
                    });
            rounds.put(
                    pipeline,
                    chosen.isEmpty()
                            ? List.of()
                            : List.of(new Round(newest.fetched(), chosen, Map.of())));
        }
        outdated.retainAll(missed);
        if (!outdated.isEmpty()) {
            throw ReplayProblems.REPLAY_OUTDATED
                    .says("document %s is not of the newest listing", outdated.iterator().next())
                    .what("runs after the one that fetched it have loaded the dataset, too")
                    .kept("nothing was changed")
                    .remedy("Replay without --document, or with --since.")
                    .with("document", outdated.iterator().next())
                    .asException();
        }
        if (!missed.isEmpty()) {
            throw nothing("no document of the newest listing is called " + missed);
        }
        return new ReplayPlan(Share.SOME, rounds, Reach.CHOSEN, List.of());
    }

    private ReplayPlan held(RunNumber run) {
        RunInputs inputs =
                vault.runs()
                        .findInputs(run)
                        .orElseThrow(() ->
                                nothing("the vault does not know what run %s read".formatted(run)));
        boolean whole =
                inputs.listings().stream()
                        .allMatch(each -> each.extent() == RunInputs.Extent.WHOLE);
        Map<PipelineSpec, List<Round>> rounds = new LinkedHashMap<>();
        for (PipelineSpec pipeline : order.pipelines()) {
            if (ledger.isLoadedSince(connection, run, pipeline.dataset().toString())) {
                throw ReplayProblems.REPLAY_OUTDATED
                        .says("run %s cannot be loaded any more", run)
                        .what("a later run has loaded dataset '%s'", pipeline.dataset())
                        .kept("nothing was changed")
                        .remedy("Reject it: `cairn run reject %s --why TEXT`.", run)
                        .with("run", run.value())
                        .asException();
            }
            rounds.put(pipeline, List.of(round(pipeline, inputs)));
        }
        return new ReplayPlan(Share.APPROVED, rounds, whole ? Reach.WHOLE : Reach.NEWS, List.of());
    }

    private static Set<String> ids(Round round, Set<String> ids) {
        Set<String> found = new TreeSet<>();
        round.documents().values().stream()
                .flatMap(List::stream)
                .forEach(document ->
                        ids.stream()
                                .filter(id -> document.archived().id().hex().startsWith(id))
                                .forEach(found::add));
        return found;
    }

    private static boolean isMeant(FetchedDocument document, Set<String> ids) {
        return ids.stream().anyMatch(id -> document.archived().id().hex().startsWith(id));
    }

    /// Records of quarantine, in the documents in which they were refused.
    private ReplayPlan refused(List<Long> numbers) {
        var quarantine = new QuarantineLedger();
        Map<PipelineSpec, Map<String, Map<DocumentRecord, RunNumber>>> byPipeline =
                new LinkedHashMap<>();
        List<Long> chosen = new ArrayList<>();
        List<QuarantineRecord> records =
                quarantine.list(
                        connection,
                        new Filter(numbers, null, null, null, State.OPEN),
                        null,
                        Integer.MAX_VALUE);
        for (QuarantineRecord record : records) {
            Optional<PipelineSpec> pipeline = pipelineOf(record);
            if (pipeline.isPresent()) {
                chosen.add(record.number());
                String name =
                        RunContext.inputName(
                                Objects.requireNonNull(order.sources().get(record.source())),
                                record.resource());
                byPipeline
                        .computeIfAbsent(pipeline.get(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(name, _ -> new LinkedHashMap<>())
                        .put(record.document(), record.document().run());
            }
        }
        Map<PipelineSpec, List<Round>> rounds = new LinkedHashMap<>();
        byPipeline.forEach((pipeline, names) -> {
            Map<String, List<FetchedDocument>> documents = new LinkedHashMap<>();
            names.forEach((name, list) ->
                    documents.put(
                            name, list.keySet().stream().map(ReplayPlanner::fetched).toList()));
            RunNumber newest =
                    names.values().stream()
                            .flatMap(each -> each.values().stream())
                            .max(Comparator.naturalOrder())
                            .orElseThrow();
            rounds.put(pipeline, List.of(new Round(newest, documents, Map.of())));
        });
        return new ReplayPlan(Share.SOME, rounds, Reach.CHOSEN, chosen);
    }

    private Optional<PipelineSpec> pipelineOf(QuarantineRecord record) {
        return order.pipelines().stream()
                .filter(each -> each.dataset().toString().equals(record.dataset()))
                .filter(each ->
                        each.from().stream()
                                .anyMatch(ref ->
                                        ref.source().equals(record.source())
                                                && ref.resource().equals(record.resource())))
                .findFirst();
    }

    private static FetchedDocument fetched(DocumentRecord document) {
        return fetched(
                document.source(),
                new RunInputs.Document(
                        document.id(),
                        document.fileName(),
                        document.url(),
                        document.sha256(),
                        document.lengthBytes(),
                        document.fetchedAt()));
    }

    /// Looks at once whether the vault can give a document, before anything is read.
    private void requireBytes(FetchedDocument document) {
        try {
            vault.documents().open(document.archived().sha256());
        } catch (ProblemException e) {
            throw lost(document, e);
        }
    }

    static ProblemException lost(FetchedDocument document, ProblemException e) {
        return ReplayProblems.REPLAY_DOCUMENT_LOST
                .says("document %s cannot be read again", document.archived().id().shortForm())
                .what(
                        "%s, fetched from %s at %s: %s",
                        document.fileName(),
                        document.archived().origin().url(),
                        document.archived().fetchedAt(),
                        e.problem().headline())
                .kept("nothing was applied; all rows are as they were")
                .remedy("%s", e.problem().remedy())
                .with("document", document.archived().id())
                .asException(e);
    }

    private ProblemException nothing(String what) {
        return ReplayProblems.REPLAY_NOTHING
                .says("there is nothing to read again for %s", String.join(", ", order.names()))
                .what("%s", what)
                .kept("nothing was changed")
                .remedy(
                        "Run `cairn run %s` once; of an incremental source with --full.",
                        String.join(" ", order.names()))
                .asException();
    }
}
