package org.cairn.source.declare;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.NumberShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.ExpectSpec;
import org.cairn.source.spec.ExpectSpec.Series;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.yaml.Place;

/// `expect:` of a resource.
final class ExpectKeys {
    private static final Key<Long> MIN_RECORDS =
            Key.optional(
                            "min_records",
                            WholeShape.from(0),
                            "Fewest accepted records of a good run, over all documents.")
                    .otherwise(ExpectSpec.DEFAULT.minRecords());
    private static final Key<Long> MAX_RECORDS =
            Key.optional("max_records", WholeShape.from(0), "Most accepted records of a good run.")
                    .absent("no limit");
    private static final Key<BigDecimal> MAX_DROP_PERCENT =
            Key.optional(
                            "max_drop_percent",
                            NumberShape.PERCENT,
                            "How much fewer than in the last loaded run: records, and known records"
                                    + " that come again. 100 means no limit, also for fields and files"
                                    + " that lose their values.")
                    .absent("`25`, and one record always");
    private static final Key<Map<String, BigDecimal>> FIELD_FILL =
            Key.optional(
                            "field_fill",
                            new MapShape<>(Names.TEXT, "field", NumberShape.PERCENT),
                            "The share of records that have a value in a field, in percent, at"
                                    + " least.")
                    .otherwise(Map.<String, BigDecimal>of());

    private static final Key<String> FIELD =
            Key.required("field", Names.TEXT, "The field with the number, of type integer.");
    private static final Key<List<String>> PER =
            Key.optional(
                            "per",
                            ListShape.of(Names.TEXT),
                            "Fields within whose values it counts anew, such as a session.")
                    .otherwise(List.<String>of());
    private static final Key<Long> FROM =
            Key.optional("from", WholeShape.from(0), "The first number.")
                    .absent("the smallest that is there");
    private static final Key<Long> MAX_GAPS =
            Key.optional("max_gaps", WholeShape.from(0), "How many numbers may be missing.")
                    .otherwise(0L);
    private static final Key<Series> SERIES =
            Key.optional(
                            "series",
                            RecordShape.of(
                                    "series",
                                    "Numbers that a source gives one after the other; those that are"
                                            + " missing in the dataset after a run are counted.",
                                    List.of(FIELD, PER, FROM, MAX_GAPS),
                                    in ->
                                            new Series(
                                                    in.get(FIELD),
                                                    in.get(PER),
                                                    in.find(FROM),
                                                    in.get(MAX_GAPS))),
                            "A field whose numbers have no gaps.")
                    .absent("nothing is counted");

    static final Key<ExpectSpec> EXPECT =
            Key.optional(
                            "expect",
                            RecordShape.of(
                                    "expect",
                                    "What a good run looks like.",
                                    List.of(
                                            MIN_RECORDS,
                                            MAX_RECORDS,
                                            MAX_DROP_PERCENT,
                                            FIELD_FILL,
                                            SERIES),
                                    ExpectKeys::expect),
                            "A run outside of it is held and loads nothing.")
                    .otherwise(ExpectSpec.DEFAULT);

    private ExpectKeys() {}

    private static ExpectSpec expect(Values in) {
        Map<String, Double> fill = new LinkedHashMap<>();
        in.get(FIELD_FILL).forEach((field, percent) -> fill.put(field, percent.doubleValue()));
        BigDecimal drop = in.find(MAX_DROP_PERCENT);
        return new ExpectSpec(
                in.get(MIN_RECORDS),
                in.find(MAX_RECORDS),
                drop == null ? null : drop.doubleValue(),
                fill,
                in.find(SERIES));
    }

    /// What must hold between `expect` and the fields of its resource.
    static void check(ResourceDraft draft) {
        ExpectSpec expect = draft.rest().expect();
        expect.fieldFill()
                .keySet()
                .forEach(name ->
                        checkField(
                                draft,
                                name,
                                draft.in().positions().key("expect", "field_fill", name)));
        Series series = expect.series();
        if (series == null) {
            return;
        }
        Place place = draft.in().positions().value("expect", "series", "field");
        checkField(draft, series.field(), place);
        series.per()
                .forEach(name ->
                        checkField(
                                draft,
                                name,
                                draft.in().positions().value("expect", "series", "per")));
        boolean whole =
                draft.allFields().stream()
                        .filter(field -> field.name().equals(series.field()))
                        .allMatch(field ->
                                field instanceof FieldSpec.Value value
                                        && value.type() == FieldSpec.FieldType.INTEGER);
        if (!whole || draft.fieldNames().isEmpty()) {
            draft.in()
                    .reading()
                    .error(
                            place,
                            "'%s' is no whole number, and gaps are counted among those"
                                    .formatted(series.field()),
                            "Declare the field with type: integer.");
        }
    }

    private static void checkField(ResourceDraft draft, String name, Place place) {
        Reading reading = draft.in().reading();
        if (!draft.fieldNames().isEmpty() && !draft.fieldNames().contains(name)) {
            reading.error(
                    place,
                    "'expect' names %s, and there is no such field%s"
                            .formatted(
                                    Words.quoted(name), Words.didYouMean(name, draft.fieldNames())),
                    "Name a field of the resource.");
        }
    }
}
