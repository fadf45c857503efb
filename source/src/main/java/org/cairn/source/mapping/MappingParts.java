package org.cairn.source.mapping;

import java.util.List;
import java.util.Map;
import org.cairn.kernel.Sha256;
import org.cairn.source.json.JsonValue;
import org.cairn.source.spec.ChangeSpec;
import org.cairn.source.spec.ExpectSpec;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.BadLines;
import org.cairn.source.spec.FileInput.CsvDialect;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.KeySpec;
import org.cairn.source.spec.MarkupOptions;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SchemaSpec;
import org.cairn.source.spec.TableSpec;

/// JSON to specs, the mirror of [MappingWriter]. What is wrong is an [IllegalArgumentException].
final class MappingParts {
    private MappingParts() {}

    static Mapping read(JsonValue json) {
        var in = new Stored(json);
        if (in.whole("mapping") != MappingText.VERSION) {
            throw new IllegalArgumentException(
                    "its form is %d, and this version reads %d"
                            .formatted(in.whole("mapping"), MappingText.VERSION));
        }
        return new Mapping(
                input(in.below("input")),
                resource(in.below("resource")),
                pipeline(in.below("pipeline")));
    }

    private static FileInput input(Stored in) {
        return new FileInput(
                in.word("format", FileInput.Format.class),
                "file:",
                in.findText("encoding"),
                dialect(in.below("dialect")),
                new BadLines(
                        in.below("bad_lines").number("max_percent").doubleValue(),
                        in.below("bad_lines").whole("max_count")),
                in.word("columns", FileInput.ColumnNames.class),
                in.has("table") ? MappingTables.table(in.below("table")) : TableSpec.DEFAULT,
                null,
                new MarkupOptions(
                        in.findText("base_url"),
                        in.has("namespaces") ? in.map("namespaces", text -> text) : Map.of()));
    }

    private static CsvDialect dialect(Stored in) {
        String delimiter = in.findText("delimiter");
        return new CsvDialect(
                delimiter == null ? null : oneCharacter(delimiter),
                oneCharacter(in.text("quote")),
                Math.toIntExact(in.whole("header_row")),
                in.texts("null_values"));
    }

    private static char oneCharacter(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("'%s' is not one character".formatted(text));
        }
        return text.charAt(0);
    }

    private static ResourceSpec resource(Stored in) {
        return new ResourceSpec(
                in.text("name"),
                in.list("records", MappingParts::strategy),
                in.list("fields", MappingFields::field),
                new KeySpec(in.lists("key")),
                new ChangeSpec(
                        in.below("change").texts("volatile"),
                        in.below("change").texts("unordered")),
                ResourceSpec.Gone.WITHDRAW,
                ExpectSpec.DEFAULT,
                in.has("schema") ? schema(in.below("schema")) : null);
    }

    private static SchemaSpec schema(Stored in) {
        return new SchemaSpec(in.text("file"), new Sha256(in.text("sha256")), "");
    }

    private static RecordStrategy strategy(Stored in) {
        return new RecordStrategy(
                in.text("id"),
                in.findText("file"),
                JsonPath.parse(in.text("json")),
                in.map("set", text -> text),
                in.map("carry", JsonPath::parse),
                in.has("unpivot") ? MappingTables.unpivot(in.below("unpivot")) : null,
                in.has("markup") ? markup(in.below("markup")) : null);
    }

    private static MarkupRecords markup(Stored in) {
        return new MarkupRecords(
                MappingFields.selector(in.below("select")),
                Math.toIntExact(in.whole("min")),
                in.objects("carry", MappingFields::selector));
    }

    private static PipelineSpec pipeline(Stored in) {
        return new PipelineSpec(
                in.text("name"),
                "",
                in.list("from", ref -> new ResourceRef(ref.text("source"), ref.text("resource"))),
                new DatasetName(in.text("schema"), in.text("table")),
                in.list("fields", MappingFields::field),
                in.texts("required"),
                List.of());
    }
}
