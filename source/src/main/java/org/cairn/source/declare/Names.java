package org.cairn.source.declare;

import java.util.List;
import java.util.Set;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Words;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// What may be a name.
final class Names {
    /// Longest name: leaves room for suffixes within the 63 bytes of PostgreSQL.
    static final int MAX_LENGTH = 50;

    private static final String FORM = "[a-z][a-z0-9_]{0,49}";
    private static final String HINT =
            "Begin with a small letter and use small letters, digits and _, at most 50.";

    // The verbs of `cairn run`: `cairn run show` could not tell a source from the verb.
    private static final Set<String> VERBS =
            Set.of("ls", "show", "watch", "cancel", "replay", "approve", "reject", "diff", "undo");

    // Columns that PostgreSQL gives every table.
    private static final Set<String> POSTGRES_COLUMNS =
            Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private static final Set<String> OWN_COLUMNS =
            Set.of("_rid", "_key", "_hash", "_withdrawn", "_parent");

    /// A name of the user's choice.
    static final Shape<String> NAME = TextShape.formed("name", FORM, HINT);

    /// The name of a source, resource or pipeline.
    static final Shape<String> THING = NAME.as(Names::notAVerb);

    /// The name of a field, which becomes a column.
    static final Shape<String> FIELD = TextShape.of("name").as(Names::columnName);

    /// The name of a field of a child dataset.
    static final Shape<String> CHILD_FIELD = FIELD.as(Names::childColumnName);

    static final Shape<String> TEXT = TextShape.of("text");
    static final Shape<List<String>> TEXTS = ListShape.of(TEXT);
    static final Shape<List<String>> SOME_TEXTS = ListShape.atLeastOne(TEXT);

    private Names() {}

    private static @Nullable String notAVerb(String name, YamlNode node, Reading reading) {
        if (!VERBS.contains(name)) {
            return name;
        }
        reading.error(
                node.place(),
                "'%s' is a verb of 'cairn run' and cannot be a name".formatted(name),
                "Choose another name, for example '%s_data'.".formatted(name));
        return null;
    }

    private static @Nullable String columnName(String name, YamlNode node, Reading reading) {
        if (OWN_COLUMNS.contains(name) || POSTGRES_COLUMNS.contains(name)) {
            reading.error(
                    node.place(),
                    "'%s' is a system column and cannot be a field".formatted(name),
                    "Choose another name; 'from' or 'json' still reads the original one.");
            return null;
        }
        if (!com.google.re2j.Pattern.matches(FORM, name)) {
            reading.error(node.place(), "a field cannot be called " + Words.quoted(name), HINT);
            return null;
        }
        return name;
    }

    private static @Nullable String childColumnName(String name, YamlNode node, Reading reading) {
        if (!name.equals("ordinal")) {
            return name;
        }
        reading.error(
                node.place(),
                "'ordinal' is a system column of child datasets and cannot be a field",
                "Choose another name; 'from' or 'json' still reads the original one.");
        return null;
    }
}
