package org.cairn.source.read;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.yaml.Place;

/// Which file writes which dataset or view: one writer each. Confined to the thread that checks.
final class DatasetOwners {
    // Leaves room for the suffixes of indexes within the 63 bytes of PostgreSQL.
    private static final int MAX_TABLE = 50;

    private final Map<DatasetName, String> writers = new HashMap<>();
    private final Map<DatasetName, String> views = new HashMap<>();

    void claim(Reading reading, Place place, Set<DatasetName> datasets) {
        for (DatasetName dataset : datasets) {
            String other = writers.putIfAbsent(dataset, reading.file());
            if (other != null) {
                reading.error(
                        place,
                        "two pipelines write dataset '%s'; the other is in %s"
                                .formatted(dataset, other),
                        "Name all their resources in the 'from' of one pipeline, or write to"
                                + " another dataset.");
            }
            if (dataset.table().length() > MAX_TABLE) {
                reading.error(
                        place,
                        "the name of child dataset '%s' is longer than %d"
                                .formatted(dataset, MAX_TABLE),
                        "Shorten the name of the dataset or of the list.");
            }
        }
    }

    /// Views come after all datasets are claimed.
    void claimView(Reading reading, Place place, DatasetName view) {
        String dataset = writers.get(view);
        String other = dataset == null ? views.putIfAbsent(view, reading.file()) : dataset;
        if (other != null) {
            reading.error(
                    place,
                    "view '%s' has the name of a %s in %s"
                            .formatted(view, dataset == null ? "view" : "dataset", other),
                    "Choose another name.");
        }
    }

    void requireKnown(Reading reading, Place place, DatasetName dataset) {
        if (!writers.containsKey(dataset)) {
            List<String> known = writers.keySet().stream().map(DatasetName::toString).toList();
            reading.error(
                    place,
                    "no pipeline writes dataset '%s'%s"
                            .formatted(dataset, Words.didYouMean(dataset.toString(), known)),
                    "Use datasets of this project; the query may read other tables, too.");
        }
    }
}
