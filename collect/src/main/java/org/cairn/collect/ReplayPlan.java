package org.cairn.collect;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.load.DatasetLoad.Replaceable;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineStates.Reach;
import org.cairn.ledger.run.ReplayLedger.Share;
import org.cairn.source.spec.PipelineSpec;

/// Which documents a replay reads for each pipeline, and what it may do with them.
///
/// @param rounds by pipeline: listings one after another, the oldest first
/// @param reach what of quarantine it answers
/// @param chosen the refusals that are tried again, where only records of quarantine are
record ReplayPlan(
        Share share, Map<PipelineSpec, List<Round>> rounds, Reach reach, List<Long> chosen) {
    ReplayPlan {
        chosen = List.copyOf(chosen);
    }

    /// What one run fetched, read again.
    ///
    /// @param documents by source, or by source and resource
    /// @param coverages likewise; what is not there is not read in this round
    record Round(
            RunNumber fetched,
            Map<String, List<FetchedDocument>> documents,
            Map<String, Coverage> coverages) {
        /// What the run itself has fetched.
        static final Round FETCHED = new Round(new RunNumber(1), Map.of(), Map.of());
    }

    /// Whether the result is as if one run had fetched it all now.
    boolean isOneListing(PipelineSpec pipeline) {
        return share != Share.SOME && roundsOf(pipeline).size() == 1;
    }

    List<Round> roundsOf(PipelineSpec pipeline) {
        return rounds.getOrDefault(pipeline, List.of());
    }

    boolean isOfRecords() {
        return !chosen.isEmpty();
    }

    /// The rows that it may replace, once the documents have numbers.
    Replaceable replaceable(Set<Long> documentNos) {
        if (isOfRecords()) {
            return new Replaceable.Of(Set.of());
        }
        return reach == Reach.CHOSEN ? new Replaceable.Of(documentNos) : new Replaceable.Any();
    }

    Collection<RunNumber> fetched() {
        var runs = new TreeSet<RunNumber>();
        rounds.values().stream().flatMap(List::stream).forEach(each -> runs.add(each.fetched()));
        return runs;
    }

    /// All documents, each once for each place where it is read.
    List<FetchedDocument> documents() {
        return rounds.values().stream()
                .flatMap(List::stream)
                .flatMap(round -> round.documents().values().stream())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }
}
