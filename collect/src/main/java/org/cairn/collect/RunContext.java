package org.cairn.collect;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.cairn.collect.ReplayPlan.Round;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.Details;
import org.cairn.collect.fetch.ArchivedBody;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.fetch.rest.RestFetched;
import org.cairn.collect.fetch.rest.RestFetched.Extent;
import org.cairn.collect.fetch.site.SiteFetched;
import org.cairn.collect.load.DatasetLoad;
import org.cairn.collect.load.DatasetLoad.Replaceable;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.lineage.DocumentRecord;
import org.cairn.ledger.lineage.LineageLedger;
import org.cairn.ledger.quarantine.QuarantineLedger;
import org.cairn.ledger.quarantine.QuarantineLedger.Entry;
import org.cairn.ledger.quarantine.QuarantineLedger.Where;
import org.cairn.ledger.quarantine.QuarantineRecord.State;
import org.cairn.ledger.quarantine.QuarantineStates;
import org.cairn.ledger.quarantine.QuarantineStates.Answer;
import org.cairn.ledger.quarantine.QuarantineStates.Reach;
import org.cairn.ledger.run.ReplayLedger;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.run.RunInputs;
import org.jspecify.annotations.Nullable;

/// What the parts of one run share: its number, its connection, its documents. Confined to the
/// run's thread.
final class RunContext {
    private final RunNumber number;
    private final Connection connection;
    private final DocumentArchive archive;
    private final ExecutorService pool;
    private final EventSink events;
    private final Path scratch;
    private final RunLedger runs = new RunLedger();
    private final DatasetLedger datasets = new DatasetLedger();
    private final LineageLedger lineage = new LineageLedger();
    private final QuarantineLedger quarantine = new QuarantineLedger();
    private final Map<String, List<FetchedDocument>> documents = new HashMap<>();
    private final Map<String, RestFetched> listings = new LinkedHashMap<>();
    private final Map<String, SiteFetched> sites = new HashMap<>();
    private final Map<DocumentId, Long> documentNumbers = new HashMap<>();
    private final Map<Long, Sha256> contents = new HashMap<>();
    private final Map<Integer, String> mappingTexts = new HashMap<>();
    private final Map<String, Coverage> coverages = new HashMap<>();
    private @Nullable ReplayPlan replay;
    private Watched watched = Watched.NOTHING;
    private List<Long> chosen = List.of();

    RunContext(
            RunNumber number, Connection connection, DocumentArchive archive, Workplace workplace) {
        this.number = number;
        this.connection = connection;
        this.archive = archive;
        this.pool = workplace.pool();
        this.events = workplace.events();
        this.scratch = workplace.scratch();
    }

    /// Where the work of a run is done.
    ///
    /// @param pool for CPU work, as many threads as processors
    /// @param scratch the run's own folder for files that do not outlive it
    record Workplace(ExecutorService pool, EventSink events, Path scratch) {}

    void fetched(String source, List<FetchedDocument> fetched) {
        documents.put(source, fetched);
    }

    /// What came of a resource of a web API, whose documents are its own.
    void fetched(String source, String resource, RestFetched listing) {
        documents.put(source + "." + resource, listing.documents());
        listings.put(source + "." + resource, listing);
    }

    /// That documents are read which were fetched before.
    void replays(ReplayPlan plan) {
        this.replay = plan;
    }

    @Nullable ReplayPlan replay() {
        return replay;
    }

    /// What is read one after another for a pipeline; for a run that fetches, all at once.
    List<Round> rounds(PipelineSpec pipeline) {
        ReplayPlan plan = replay;
        return plan == null ? List.of(Round.FETCHED) : plan.roundsOf(pipeline);
    }

    /// What is read next of what a replay reads.
    void turnTo(Round round) {
        if (replay == null) {
            return;
        }
        documents.clear();
        documents.putAll(round.documents());
        coverages.clear();
        coverages.putAll(round.coverages());
    }

    /// Whether a resource is read in this round.
    boolean isRead(SourceSpec source, String resource) {
        return replay == null || documents.containsKey(inputName(source, resource));
    }

    /// Brings quarantine up to date with what became of a resource; part of the transaction that
    /// loads its rows.
    void settleQuarantine(RunPart part) {
        String own = part.source() + "." + part.resource();
        ReplayPlan plan = replay;
        Reach reach =
                plan != null
                        ? plan.reach()
                        : coverage(own) == Coverage.WHOLE ? Reach.WHOLE : Reach.NEWS;
        new QuarantineStates()
                .settle(
                        connection,
                        number,
                        new Where(part.source(), part.resource(), part.dataset()),
                        new Answer(reach, chosen, watched.loaded()));
    }

    /// Whether what came is all that one run fetched, so that it can be measured by what is
    /// expected of a run.
    boolean isMeasured(PipelineSpec pipeline) {
        ReplayPlan plan = replay;
        return plan == null || plan.isOneListing(pipeline);
    }

    /// The hash by which a later run knows that it would end in the same; one that no run has where
    /// this one did not read what a run fetches.
    byte[] inputHash(PipelineSpec pipeline, byte[] hash) {
        return isMeasured(pipeline)
                ? hash
                : Sha256.of(("replay " + number).getBytes(StandardCharsets.UTF_8)).bytes();
    }

    /// The records of quarantine that the run comes by; known once documents have numbers.
    Watched watched() {
        return watched;
    }

    /// What was fetched, for the vault to know.
    RunInputs inputs(Instant now) {
        List<RunInputs.Listing> all = new ArrayList<>();
        documents.forEach((name, list) -> {
            int dot = name.indexOf('.');
            all.add(
                    new RunInputs.Listing(
                            dot < 0 ? name : name.substring(0, dot),
                            dot < 0 ? null : name.substring(dot + 1),
                            RunInputs.Extent.valueOf(coverage(name).name()),
                            list.stream().map(RunContext::input).toList()));
        });
        return new RunInputs(number, now, all);
    }

    private static RunInputs.Document input(FetchedDocument document) {
        var archived = document.archived();
        return new RunInputs.Document(
                archived.id(),
                document.fileName(),
                archived.origin().url(),
                archived.sha256(),
                archived.lengthBytes(),
                archived.fetchedAt());
    }

    /// Under which name the documents of a resource are known.
    static String inputName(SourceSpec source, String resource) {
        return switch (source.input()) {
            case FileInput _ -> source.name();
            case RestInput _, PagesInput _ -> source.name() + "." + resource;
        };
    }

    /// What came of a resource of a web site: its pages, and those that its records link to.
    void fetched(String source, String resource, SiteFetched site) {
        String name = source + "." + resource;
        fetched(source, resource, new RestFetched(site.pages(), site.doubts(), null, Extent.ALL));
        documents.put(name + " details", List.copyOf(site.details().values()));
        sites.put(name, site);
    }

    /// The pages that the records of a resource link to; none where they link nowhere.
    Details details(SourceSpec source, ResourceSpec resource) {
        SiteFetched site = sites.get(source.name() + "." + resource.name());
        return site == null ? Details.NONE : site.details(this::body);
    }

    /// All documents that decide what the records of a resource become.
    List<FetchedDocument> allDocuments(SourceSpec source, ResourceSpec resource) {
        List<FetchedDocument> all = new ArrayList<>(documents(source, resource));
        all.addAll(
                documents.getOrDefault(
                        source.name() + "." + resource.name() + " details", List.of()));
        return all;
    }

    List<FetchedDocument> documents(SourceSpec source, ResourceSpec resource) {
        return documents.getOrDefault(inputName(source, resource.name()), List.of());
    }

    /// How much of a resource the run has seen.
    Coverage coverage(SourceSpec source, ResourceSpec resource) {
        String name = inputName(source, resource.name());
        // What a round of a replay does not read, it knows nothing of.
        return replay == null ? coverage(name) : coverages.getOrDefault(name, Coverage.NEWS);
    }

    private Coverage coverage(String name) {
        RestFetched listing = listings.get(name);
        SiteFetched site = sites.get(name);
        if (site != null && site.refusal() == SiteFetched.Refusal.SOME) {
            // A record without its own page may be refused, and is not gone for that.
            return Coverage.DOUBTED;
        }
        if (listing == null || (listing.extent() == Extent.ALL && listing.doubts().isEmpty())) {
            return Coverage.WHOLE;
        }
        return listing.extent() == Extent.ALL ? Coverage.DOUBTED : Coverage.NEWS;
    }

    /// What came of the resources of a web API, by resource.
    Map<String, RestFetched> listings(SourceSpec source) {
        Map<String, RestFetched> ours = new LinkedHashMap<>();
        String prefix = source.name() + ".";
        listings.forEach((name, listing) -> {
            if (name.startsWith(prefix)) {
                ours.put(name.substring(prefix.length()), listing);
            }
        });
        return ours;
    }

    /// Why listings may be shorter than they should be.
    List<String> listingDoubts() {
        return listings.values().stream().flatMap(listing -> listing.doubts().stream()).toList();
    }

    /// Gives the number of a mapping version; part of whatever transaction is open.
    int mappingNo(String text) {
        int mappingNo = lineage.addMapping(connection, text, number);
        mappingTexts.put(mappingNo, text);
        return mappingNo;
    }

    /// Writes refusals again after the transaction that held them, with their documents and
    /// mappings, was taken back; documents are recorded again already.
    void restore(Map<Where, List<Entry>> refused, Map<Long, DocumentId> oldNumbers) {
        Map<Integer, Integer> mappings = new HashMap<>();
        refused.forEach((where, entries) ->
                quarantine.addAll(
                        connection,
                        number,
                        where,
                        entries.stream()
                                .map(entry ->
                                        entry.at(
                                                documentNumber(oldNumbers, entry),
                                                mappings.computeIfAbsent(
                                                        entry.mappingNo(), this::mappingAgain)))
                                .toList(),
                        State.HELD));
    }

    private long documentNumber(Map<Long, DocumentId> oldNumbers, Entry entry) {
        return requireNonNull(documentNumbers.get(oldNumbers.get(entry.documentNo())));
    }

    private int mappingAgain(int oldNumber) {
        return mappingNo(requireNonNull(mappingTexts.get(oldNumber)));
    }

    /// Which document has which number in the ledger, as of now.
    Map<Long, DocumentId> documentsByNumber() {
        Map<Long, DocumentId> byNumber = new HashMap<>();
        documentNumbers.forEach((id, no) -> byNumber.put(no, id));
        return byNumber;
    }

    /// How many documents were fetched, or read again.
    long documentCount() {
        ReplayPlan plan = replay;
        return plan != null ? plan.documents().size() : fetchedCount();
    }

    private long fetchedCount() {
        return documents.values().stream().mapToLong(List::size).sum();
    }

    /// Writes the documents of the run into the ledger; part of whatever transaction is open.
    void recordDocuments() {
        documentNumbers.clear();
        contents.clear();
        ReplayPlan plan = replay;
        if (plan != null) {
            plan.documents()
                    .forEach(document ->
                            recorded(document, lineage.documentNo(connection, record(document))));
            watched =
                    new Watched(
                            new QuarantineStates()
                                    .open(
                                            connection,
                                            documentNumbers.values(),
                                            plan.isOfRecords() ? plan.chosen() : null),
                            plan.isOfRecords());
            chosen =
                    plan.isOfRecords()
                            ? plan.chosen()
                            : new QuarantineStates()
                                    .openNumbers(connection, documentNumbers.values());
            new ReplayLedger().mark(connection, number, plan.share(), plan.fetched());
            return;
        }
        documents.values().stream()
                .flatMap(List::stream)
                .forEach(document ->
                        recorded(document, lineage.addDocument(connection, record(document))));
    }

    private void recorded(FetchedDocument document, long documentNo) {
        documentNumbers.put(document.archived().id(), documentNo);
        contents.put(documentNo, document.archived().sha256());
    }

    private DocumentRecord record(FetchedDocument document) {
        var archived = document.archived();
        return new DocumentRecord(
                archived.id(),
                archived.origin().source(),
                archived.origin().url(),
                document.fileName(),
                archived.sha256(),
                archived.lengthBytes(),
                archived.fetchedAt(),
                number);
    }

    long documentNo(FetchedDocument document) {
        Long known = documentNumbers.get(document.archived().id());
        if (known == null) {
            throw new IllegalStateException("a document of the run was not recorded");
        }
        return known;
    }

    /// The bytes that the spans of a document of the run count, by its number.
    Body body(long documentNo) {
        return Decoders.unpacked(
                ArchivedBody.of(archive, requireNonNull(contents.get(documentNo))));
    }

    /// Adds to what went wrong in a document which one it is.
    ProblemException failed(FetchedDocument document, ProblemException e) {
        boolean lost = replay != null && e.problem().code().fault() == Fault.DAMAGE;
        return lost ? ReplayPlanner.lost(document, e) : DecodeProblems.of(document.fileName(), e);
    }

    Body body(FetchedDocument document) {
        return ArchivedBody.of(archive, document.archived().sha256());
    }

    RunNumber number() {
        return number;
    }

    Connection connection() {
        return connection;
    }

    ExecutorService pool() {
        return pool;
    }

    EventSink events() {
        return events;
    }

    RunLedger runs() {
        return runs;
    }

    DatasetLedger datasets() {
        return datasets;
    }

    LineageLedger lineage() {
        return lineage;
    }

    QuarantineLedger quarantine() {
        return quarantine;
    }

    DatasetLoad.Context loadContext() {
        ReplayPlan plan = replay;
        return new DatasetLoad.Context(
                connection,
                number,
                datasets,
                lineage,
                scratch,
                plan == null
                        ? new Replaceable.Any()
                        : plan.replaceable(Set.copyOf(documentNumbers.values())));
    }
}
