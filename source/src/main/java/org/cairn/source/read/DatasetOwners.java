package org.cairn.source.read;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.Reading;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.yaml.Place;

/// Which file writes which dataset: one writer each. Confined to the thread that checks.
final class DatasetOwners {
    // Leaves room for the suffixes of indexes within the 63 bytes of PostgreSQL.
    private static final int MAX_TABLE = 50;

    private final Map<DatasetName, String> writers = new HashMap<>();

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
}
