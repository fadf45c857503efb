package org.cairn.collect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.map.Column;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.OfferedColumns;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.Form;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.TableSpec.Columns.Missing;

/// The fields that documents offer, held against those that a resource declares.
final class InputFields {
    /// Names said in one note.
    private static final int MOST_NOTED = 20;

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
        Map<String, Set<String>> having = new LinkedHashMap<>();
        for (FetchedDocument document : input.documents()) {
            for (Decoder.OfferedField field : offered(document)) {
                structured.merge(field.name(), field.structured(), Boolean::logicalOr);
                having.computeIfAbsent(field.name(), _ -> new HashSet<>()).add(document.fileName());
            }
        }
        Map<String, List<String>> lacking = new LinkedHashMap<>();
        having.forEach((name, files) -> lacking.put(name, filesBut(files)));
        noteDifferences(lacking);
        List<FieldSpec> fields = new ArrayList<>();
        structured.forEach((name, isJson) ->
                fields.add(FieldSpec.offered(name, isJson ? Form.STRUCTURED : Form.PLAIN)));
        return input.resource().withFields(fields);
    }

    private List<String> filesBut(Set<String> having) {
        return input.documents().stream()
                .map(FetchedDocument::fileName)
                .filter(name -> !having.contains(name))
                .toList();
    }

    /// Says which columns some files lack; for JSON, where members come and go, this says nothing.
    private void noteDifferences(Map<String, List<String>> lacking) {
        if (!input.source().input().format().isTable()) {
            return;
        }
        var columns = new StringJoiner("; ");
        lacking.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .limit(MOST_NOTED)
                .forEach(each -> columns.add(lack(each.getKey(), each.getValue())));
        if (columns.length() > 0) {
            run.events()
                    .accept(
                            new RunEvent.Noted(
                                    "%s: columns differ between its %d files: %s"
                                            .formatted(
                                                    input.source().name(),
                                                    input.documents().size(),
                                                    columns)));
        }
    }

    private static String lack(String name, List<String> files) {
        return files.size() == 1
                ? "%s lacks '%s'".formatted(files.getFirst(), name)
                : "%d lack '%s', first %s".formatted(files.size(), name, files.getFirst());
    }

    /// Refuses tables, in CSV or pages, that lack a declared column, before anything of them is
    /// loaded; where the source says that files may lack columns, only one that no file has.
    void requireColumns(CompiledMapping mapping) {
        if (!OfferedColumns.areKnown(input.source().reading(), input.resource())) {
            return;
        }
        boolean report = input.source().reading().table().columns().missing() == Missing.REPORT;
        Map<String, List<String>> lacking = new LinkedHashMap<>();
        for (FetchedDocument document : input.documents()) {
            List<Decoder.OfferedField> offered = offered(document);
            if (offered.isEmpty()) {
                continue;
            }
            var columns = OfferedColumns.of(document.fileName(), offered);
            List<Column> missing = columns.missing(mapping);
            for (Column column : missing) {
                List<String> files = lacking.computeIfAbsent(column.name(), _ -> new ArrayList<>());
                files.add(document.fileName());
                if (!report || files.size() == input.documents().size()) {
                    columns.requireFor(mapping);
                }
            }
        }
        noteDifferences(lacking);
    }

    private List<Decoder.OfferedField> offered(FetchedDocument document) {
        var plan =
                new RecordPlan(
                        input.source().reading(),
                        document.fileName(),
                        input.resource().records(),
                        new Projection(List.of(), List.of()),
                        RecordPlan.Limits.DEFAULT);
        try {
            return Decoders.forFormat(input.source().input().format())
                    .offeredFields(run.body(document), plan);
        } catch (ProblemException e) {
            throw run.failed(document, e);
        }
    }
}
