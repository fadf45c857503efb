package org.cairn.source.declare;

import java.util.List;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.Unpivot;
import org.cairn.source.spec.Unpivot.Choice;
import org.jspecify.annotations.Nullable;

/// `unpivot:` of a resource: a wide table made long.
final class UnpivotKeys {
    private static final WholeShape COLUMN = new WholeShape(1, 100_000);

    private static final Key<List<String>> NAMES =
            Key.optional("names", Names.SOME_TEXTS, "Names of columns; a file need not have all.");
    private static final Key<String> PATTERN =
            Key.optional("pattern", Paths.PATTERN, "What the whole name of a column matches.");
    private static final Key<Long> FROM =
            Key.optional("from", COLUMN, "Number of the first column, from 1.");
    private static final Key<Long> TO =
            Key.optional("to", COLUMN, "Number of the last column.").absent("the last there is");
    private static final Key<List<String>> EXCEPT =
            Key.optional("except", Names.SOME_TEXTS, "Names of columns that stay.");

    private static final Key<Choice> COLUMNS =
            Key.required(
                    "columns",
                    new EitherShape<>(
                            null,
                            Names.SOME_TEXTS.as((names, _, _) ->
                                    new Choice(names, null, null, null, List.of())),
                            RecordShape.of(
                                    "unpivot columns",
                                    "Which columns become records: those of which all that is"
                                            + " written is true.",
                                    List.of(NAMES, PATTERN, FROM, TO, EXCEPT),
                                    UnpivotKeys::choice)),
                    "The columns that become records.");
    private static final Key<List<String>> NAMES_TO =
            Key.required(
                    "names_to",
                    new EitherShape<>(
                            Names.TEXT.as((name, _, _) -> List.of(name)),
                            new ListShape<>(Names.TEXT, 1, 10),
                            null),
                    "What the name of the column is called in the record; or a list of names, one"
                            + " for each header row.");
    private static final Key<String> VALUES_TO =
            Key.required("values_to", Names.TEXT, "What the value of the cell is called.");
    private static final Key<Unpivot.Empty> EMPTY =
            Key.optional(
                            "empty",
                            ChoiceShape.of(Unpivot.Empty.class),
                            "Whether a cell without a value gives a record.")
                    .otherwise(Unpivot.Empty.SKIP);

    static final Key<Unpivot> UNPIVOT =
            Key.optional(
                            "unpivot",
                            RecordShape.of(
                                    "unpivot",
                                    "Makes a wide table long: each record gives one for each of"
                                            + " these columns, beside the columns that stay.",
                                    List.of(COLUMNS, NAMES_TO, VALUES_TO, EMPTY),
                                    UnpivotKeys::unpivot),
                            "Makes one record of each cell of some columns; only for csv and"
                                    + " xlsx.")
                    .absent("each line is one record")
                    .alsoCalled("melt", "pivot_longer");

    private UnpivotKeys() {}

    private static @Nullable Choice choice(Values in) {
        List<String> names = in.find(NAMES);
        List<String> except = in.find(EXCEPT);
        Long from = in.find(FROM);
        Long to = in.find(TO);
        String pattern = in.find(PATTERN);
        if (names == null && except == null && from == null && to == null && pattern == null) {
            in.reading()
                    .error(
                            in.place(),
                            "'columns' chooses nothing",
                            "Write names, pattern, from, to or except.");
            return null;
        }
        if (from != null && to != null && from > to) {
            in.reading()
                    .error(
                            in.placeOf(FROM),
                            "'from' is behind 'to'",
                            "Exchange or correct the two.");
            return null;
        }
        return new Choice(
                names == null ? List.of() : names,
                pattern,
                from == null ? null : Math.toIntExact(from),
                to == null ? null : Math.toIntExact(to),
                except == null ? List.of() : except);
    }

    private static Unpivot unpivot(Values in) {
        return new Unpivot(in.get(COLUMNS), in.get(NAMES_TO), in.get(VALUES_TO), in.get(EMPTY));
    }
}
