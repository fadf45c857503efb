package org.cairn.collect.map;

import java.util.List;
import java.util.stream.Collectors;
import org.cairn.collect.decode.Decoder.OfferedField;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.Selector.Kind;

/// The columns that a table offers, a CSV document or one in a page, held against those a mapping
/// wants. Pure.
///
/// @param fileName for messages
/// @param names of the header, in its order
public record OfferedColumns(String fileName, List<String> names) {
    private static final int MOST_SHOWN = 40;

    public OfferedColumns {
        names = List.copyOf(names);
    }

    /// Whether each document of a resource names its columns in a header, and the resource declares
    /// which it takes.
    public static boolean areKnown(FileInput input, ResourceSpec resource) {
        return !resource.fields().isEmpty()
                && switch (input.format()) {
                    case CSV -> true;
                    case HTML ->
                            resource.records().stream()
                                    .map(RecordStrategy::markup)
                                    .allMatch(markup ->
                                            markup != null && markup.select().kind() == Kind.TABLE);
                    case JSON, JSONL, XML, YAML -> false;
                };
    }

    public static OfferedColumns of(String fileName, List<OfferedField> fields) {
        return new OfferedColumns(fileName, fields.stream().map(OfferedField::name).toList());
    }

    /// Refuses a document that would leave a declared column empty in every row: none of the places
    /// it may come from is in the header. Problems: `column-missing`.
    public void requireFor(CompiledMapping mapping) {
        for (Column column : missing(mapping)) {
            throw missing(column, mapping);
        }
    }

    /// The columns of a mapping that the document would leave empty in every row.
    public List<Column> missing(CompiledMapping mapping) {
        return mapping.columns().stream()
                .filter(column -> column.any().stream().noneMatch(chain -> isThere(chain, mapping)))
                .toList();
    }

    private boolean isThere(Column.Chain chain, CompiledMapping mapping) {
        return chain.constants().stream().anyMatch(constant -> constant != null)
                || chain.origins().stream()
                        .map(mapping.projection().origins()::get)
                        .anyMatch(this::isThere);
    }

    /// Of the places a value may come from only a column can be missing: a JSON path finds nothing
    /// in tables, and what selectors find is not known by names.
    private boolean isThere(FieldOrigin origin) {
        return switch (origin) {
            case FieldOrigin.From(String name) ->
                    names.contains(name) || name.equals(FieldOrigin.From.FILE);
            case FieldOrigin.Json _ -> false;
            case FieldOrigin.Carry _, FieldOrigin.Select _, FieldOrigin.Followed _ -> true;
        };
    }

    private ProblemException missing(Column column, CompiledMapping mapping) {
        String wanted = String.join(", ", mapping.placesOf(column));
        return MapProblems.COLUMN_MISSING
                .says("%s has no column '%s'", fileName, wanted)
                .what("field '%s' is made of it; the header has: %s", column.name(), shown(names))
                .kept("the document is stored; nothing was loaded")
                .remedy("Correct `from`, or give the names it may have under `any`.")
                .with("file", fileName)
                .with("field", column.name())
                .with("column", wanted)
                .asException();
    }

    /// Names as far as a person reads them.
    private static String shown(List<String> names) {
        String all = names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
        int more = names.size() - MOST_SHOWN;
        return more > 0 ? all + " and %d more".formatted(more) : all;
    }
}
