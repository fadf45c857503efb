package org.cairn.source.spec;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One field of a resource or of a pipeline: a single value, or a list that becomes a child
/// dataset.
public sealed interface FieldSpec {
    String name();

    /// A field taken as it comes by its own name: text, or jsonb where any record holds a list or
    /// an object.
    static Value offered(String name, Form form) {
        return new Value(
                name,
                List.of(new FieldOrigin.From(name)),
                form == Form.STRUCTURED ? FieldType.JSON : FieldType.TEXT,
                List.of(),
                FieldChecks.NONE);
    }

    /// What the values of a field look like.
    enum Form {
        PLAIN,
        STRUCTURED
    }

    /// A single value.
    ///
    /// @param any where it may come from, tried in order; the first that has a value wins
    /// @param transforms applied in order to the text found; a transform may give no value
    record Value(
            String name,
            List<FieldOrigin> any,
            FieldType type,
            List<TransformSpec> transforms,
            FieldChecks checks)
            implements FieldSpec {
        public Value {
            any = List.copyOf(any);
            transforms = List.copyOf(transforms);
        }
    }

    /// A list of things that belong to the record; each becomes a row of `<dataset>_<name>` with
    /// the parent's key and an ordinal.
    ///
    /// @param each where the list may be, tried in order; a path ends in `[*]` for a list, or names
    ///   a lone object that counts as a list of one
    /// @param select the same for HTML and XML: the elements that are the list
    /// @param fields of each element; empty never occurs
    record Children(String name, List<JsonPath> each, List<Selector> select, List<Value> fields)
            implements FieldSpec {
        /// A list in JSON.
        public Children(String name, List<JsonPath> each, List<Value> fields) {
            this(name, each, List.of(), fields);
        }

        public Children {
            each = List.copyOf(each);
            select = List.copyOf(select);
            fields = List.copyOf(fields);
            if ((each.isEmpty() && select.isEmpty()) || fields.isEmpty()) {
                throw new IllegalArgumentException("'each' needs a path and at least one field");
            }
        }
    }

    /// Where a value comes from.
    sealed interface FieldOrigin {
        /// A path inside the JSON record.
        record Json(JsonPath path) implements FieldOrigin {}

        /// The CSV column, top-level JSON member, or (in a pipeline) resource field of this name.
        record From(String name) implements FieldOrigin {
            /// Of CSV, where no column has this name: the name of the file.
            public static final String FILE = "_file";
        }

        /// A value carried from around the record, see [RecordStrategy].
        record Carry(String name) implements FieldOrigin {}

        /// What a selector finds in the record, in HTML and XML.
        record Select(Selector selector, Take take, Links links) implements FieldOrigin {
            public Select(Selector selector) {
                this(selector, Take.FIRST, Links.AS_WRITTEN);
            }
        }

        /// What a selector finds in the page that the record links to.
        ///
        /// @param link where the record has the address of that page
        record Followed(Selector link, Select value, Missing missing) implements FieldOrigin {}

        /// Which of the values found is taken: the first, or a JSON list of all.
        enum Take {
            FIRST,
            ALL
        }

        /// Whether what is found is a link that is resolved against the page's address.
        enum Links {
            AS_WRITTEN,
            ABSOLUTE
        }
    }

    /// What a record becomes whose own page is not there.
    enum Missing {
        /// It goes to quarantine.
        QUARANTINE,
        /// Its fields of that page are empty.
        EMPTY,
        /// The run is held.
        HOLD
    }

    /// The PostgreSQL type of the column.
    enum FieldType {
        TEXT("text"),
        INTEGER("bigint"),
        DECIMAL("numeric"),
        DOUBLE("double precision"),
        BOOLEAN("boolean"),
        DATE("date"),
        TIMESTAMP("timestamptz"),
        UUID("uuid"),
        JSON("jsonb");

        private final String sqlName;

        FieldType(String sqlName) {
            this.sqlName = sqlName;
        }

        /// The name PostgreSQL gives the type in the catalogue's short form.
        public String sqlName() {
            return sqlName;
        }
    }

    /// What a value must be to be accepted; null parts do not check.
    ///
    /// @param pattern RE2 syntax, must match the whole text
    /// @param acceptedValues empty means any
    /// @param minLength and `maxLength` in Unicode code points
    /// @param min and `max` as decimal numbers, for numeric types
    record FieldChecks(
            boolean required,
            @Nullable Integer minLength,
            @Nullable Integer maxLength,
            @Nullable String pattern,
            List<String> acceptedValues,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max) {
        public static final FieldChecks NONE =
                new FieldChecks(false, null, null, null, List.of(), null, null);

        public FieldChecks {
            acceptedValues = List.copyOf(acceptedValues);
        }

        /// The same checks, and a value must be there.
        public FieldChecks asRequired() {
            return new FieldChecks(true, minLength, maxLength, pattern, acceptedValues, min, max);
        }
    }
}
