package org.cairn.collect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.cairn.collect.DatasetFlow.Part;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.kernel.Sha256;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.ledger.run.RunCounts;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.Sql;
import org.cairn.source.mapping.MappingText;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;

/// Whether a pipeline's input is what it was at the last run that loaded it, and its tables still
/// hold what that run left: then nothing has to be decoded.
final class LastTime {
    private final RunContext run;
    private final PipelineSpec pipeline;

    LastTime(RunContext run, PipelineSpec pipeline) {
        this.run = run;
        this.pipeline = pipeline;
    }

    /// Equal hashes mean that a run would end as it did last time: same declaration, same
    /// documents.
    static byte[] hash(
            SourceSpec source,
            ResourceSpec resource,
            PipelineSpec pipeline,
            List<FetchedDocument> documents) {
        var digest = Sha256.digest();
        add(digest, MappingText.write(source.reading(), resource, pipeline));
        // These do not change how a value is derived, so they are no part of the mapping.
        add(digest, resource.gone().name());
        add(digest, pipeline.indexes().toString());
        for (FetchedDocument document : documents) {
            add(digest, document.fileName());
            digest.update(document.archived().sha256().bytes());
            if (!document.given().isEmpty()) {
                add(digest, new TreeMap<>(document.given()).toString());
            }
        }
        return digest.digest();
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    boolean isRepeated(List<Input> inputs) {
        return inputs.stream().allMatch(LastTime::isRepeated) && rowsAreThere(inputs);
    }

    private static boolean isRepeated(Input input) {
        return input.lastGood()
                .filter(last -> Arrays.equals(last.inputHash(), input.inputHash()))
                .isPresent();
    }

    /// Somebody may have emptied or dropped a table since.
    private boolean rowsAreThere(List<Input> inputs) {
        boolean tables =
                isThere(pipeline.dataset())
                        && inputs.stream()
                                .flatMap(input -> input.resource().fields().stream())
                                .filter(FieldSpec.Children.class::isInstance)
                                .allMatch(field -> isThere(pipeline.dataset().child(field.name())));
        if (!tables) {
            return false;
        }
        long expected = 0;
        for (Input input : inputs) {
            RunCounts counts = input.lastGood().orElseThrow().counts();
            expected += counts.accepted() - counts.duplicates();
        }
        long present =
                Sql.load(
                        run.connection(),
                        "SELECT count(*) FROM %s WHERE _withdrawn IS NULL"
                                .formatted(quoted(pipeline.dataset())),
                        row -> row.getLong(1));
        return present >= expected;
    }

    /// How many rows the dataset has, withdrawn ones too; less than none where there is no dataset.
    long rows() {
        return isThere(pipeline.dataset())
                ? Sql.load(
                        run.connection(),
                        "SELECT count(*) FROM %s".formatted(quoted(pipeline.dataset())),
                        row -> row.getLong(1))
                : -1;
    }

    /// How many rows the dataset has that are not withdrawn.
    long liveRows() {
        return isThere(pipeline.dataset())
                ? Sql.load(
                        run.connection(),
                        "SELECT count(*) FROM %s WHERE _withdrawn IS NULL"
                                .formatted(quoted(pipeline.dataset())),
                        row -> row.getLong(1))
                : 0;
    }

    private boolean isThere(DatasetName table) {
        DatasetLedger datasets = run.datasets();
        return datasets.find(run.connection(), table.schema(), table.table()).isPresent()
                && Sql.load(
                        run.connection(),
                        "SELECT to_regclass(?) IS NOT NULL",
                        row -> row.getBoolean(1),
                        quoted(table));
    }

    private static String quoted(DatasetName table) {
        return Identifiers.quoteTable(table.schema(), table.table());
    }

    /// What a run says of an input that it did not have to read.
    static Part part(Input input) {
        RunCounts last = input.lastGood().orElseThrow().counts();
        var counts =
                new RunCounts(
                        input.documents().size(),
                        last.records(),
                        last.accepted(),
                        last.quarantined(),
                        0,
                        0,
                        last.accepted() - last.duplicates(),
                        0,
                        last.duplicates(),
                        0);
        return new Part(input.part(counts), null);
    }
}
