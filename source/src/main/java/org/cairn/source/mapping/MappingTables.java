package org.cairn.source.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cairn.source.json.JsonMembers;
import org.cairn.source.json.JsonValue;
import org.cairn.source.spec.SheetChoice;
import org.cairn.source.spec.TableSpec;
import org.cairn.source.spec.TableSpec.Columns;
import org.cairn.source.spec.TableSpec.Header;
import org.cairn.source.spec.TableSpec.LeftOut;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// The layout of tables in a stored mapping. What is as usual is not written, so that the texts of
/// mappings without it stay what they were.
final class MappingTables {
    private MappingTables() {}

    static @Nullable JsonValue table(TableSpec table) {
        if (table.equals(TableSpec.DEFAULT)) {
            return null;
        }
        return new JsonMembers()
                .with("encodings", JsonValue.texts(table.encodings()))
                .with("header", new JsonValue.Flag(table.header().present()))
                .with(
                        "header_rows",
                        JsonValue.list(table.header().more(), row -> JsonValue.of(row)))
                .with("comment", table.leftOut().comment())
                .with("skip", JsonValue.texts(table.leftOut().patterns()))
                .with("footer_rows", table.leftOut().footerRows())
                .with("ragged", word(table.ragged()))
                .with("names", JsonValue.texts(table.columns().names()))
                .with("rename", MappingWriter.map(table.columns().rename(), JsonValue::of))
                .with("missing", word(table.columns().missing()))
                .with("sheet", table.sheet() == null ? null : sheet(table.sheet()))
                .done();
    }

    static TableSpec table(Stored in) {
        return new TableSpec(
                in.texts("encodings"),
                new Header(in.flag("header"), numbers(in, "header_rows")),
                new LeftOut(
                        in.findText("comment"),
                        in.texts("skip"),
                        Math.toIntExact(in.whole("footer_rows"))),
                in.word("ragged", TableSpec.Ragged.class),
                new Columns(
                        in.texts("names"),
                        in.map("rename", text -> text),
                        in.word("missing", Columns.Missing.class)),
                in.has("sheet") ? sheet(in.below("sheet")) : null);
    }

    private static JsonValue sheet(SheetChoice sheet) {
        return new JsonMembers()
                .with("name", sheet.name().isEmpty() ? null : sheet.name())
                .with("pattern", sheet.pattern())
                .done();
    }

    private static SheetChoice sheet(Stored in) {
        String pattern = in.findText("pattern");
        return pattern == null ? SheetChoice.named(in.text("name")) : SheetChoice.matching(pattern);
    }

    static @Nullable JsonValue unpivot(@Nullable Unpivot unpivot) {
        if (unpivot == null) {
            return null;
        }
        Integer from = unpivot.columns().from();
        Integer to = unpivot.columns().to();
        return new JsonMembers()
                .with("names", JsonValue.texts(unpivot.columns().names()))
                .with("pattern", unpivot.columns().pattern())
                .with("from", from == null ? null : JsonValue.of(from))
                .with("to", to == null ? null : JsonValue.of(to))
                .with("except", JsonValue.texts(unpivot.columns().except()))
                .with("names_to", JsonValue.texts(unpivot.namesTo()))
                .with("values_to", unpivot.valuesTo())
                .with("empty", word(unpivot.empty()))
                .done();
    }

    static Unpivot unpivot(Stored in) {
        return new Unpivot(
                new Unpivot.Choice(
                        in.texts("names"),
                        in.findText("pattern"),
                        number(in, "from"),
                        number(in, "to"),
                        in.texts("except")),
                in.texts("names_to"),
                in.text("values_to"),
                in.word("empty", Unpivot.Empty.class));
    }

    private static @Nullable Integer number(Stored in, String name) {
        return in.has(name) ? Math.toIntExact(in.whole(name)) : null;
    }

    private static List<Integer> numbers(Stored in, String name) {
        List<Integer> numbers = new ArrayList<>();
        in.numbers(name).forEach(number -> numbers.add(number.intValueExact()));
        return numbers;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
