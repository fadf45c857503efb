package org.cairn.collect;

import java.util.List;
import java.util.Optional;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.ledger.run.RunCounts;
import org.cairn.ledger.run.RunLedger.LastGood;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;

/// One resource and its documents, on the way into a dataset.
///
/// @param inputHash of everything that decides what the records become
/// @param lastGood the last run that read the resource and loaded it into this dataset
/// @param coverage how much of the resource the documents are
record Input(
        SourceSpec source,
        ResourceSpec resource,
        DatasetName dataset,
        List<FetchedDocument> documents,
        byte[] inputHash,
        Optional<LastGood> lastGood,
        Coverage coverage) {

    RunPart part(RunCounts counts) {
        return new RunPart(source.name(), resource.name(), dataset.toString(), counts);
    }
}
