package org.cairn.collect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.OfferedColumns;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.Form;
import org.cairn.source.spec.ResourceSpec;

/// The fields that documents offer, held against those that a resource declares.
final class InputFields {
    private final RunContext run;
    private final Input input;

    InputFields(RunContext run, Input input) {
        this.run = run;
        this.input = input;
    }

    /// The resource with its fields: for one that declares none, all that any document offers.
    ResourceSpec resource() {
        if (!input.resource().fields().isEmpty()) {
            return input.resource();
        }
        Map<String, Boolean> structured = new LinkedHashMap<>();
        for (FetchedDocument document : input.documents()) {
            for (Decoder.OfferedField field : offered(document)) {
                structured.merge(field.name(), field.structured(), Boolean::logicalOr);
            }
        }
        List<FieldSpec> fields = new ArrayList<>();
        structured.forEach((name, isJson) ->
                fields.add(FieldSpec.offered(name, isJson ? Form.STRUCTURED : Form.PLAIN)));
        return input.resource().withFields(fields);
    }

    /// Refuses tables, in CSV or pages, that lack a declared column, before anything of them is
    /// loaded.
    void requireColumns(CompiledMapping mapping) {
        if (!OfferedColumns.areKnown(input.source().input(), input.resource())) {
            return;
        }
        for (FetchedDocument document : input.documents()) {
            List<Decoder.OfferedField> offered = offered(document);
            if (!offered.isEmpty()) {
                OfferedColumns.of(document.fileName(), offered).requireFor(mapping);
            }
        }
    }

    private List<Decoder.OfferedField> offered(FetchedDocument document) {
        var plan =
                new RecordPlan(
                        input.source().input(),
                        document.fileName(),
                        input.resource().records(),
                        new Projection(List.of(), List.of()),
                        RecordPlan.Limits.DEFAULT);
        try {
            return Decoders.forFormat(input.source().input().format())
                    .offeredFields(run.body(document), plan);
        } catch (ProblemException e) {
            throw DecodeProblems.of(document.fileName(), e);
        }
    }
}
