package org.cairn.source.declare;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.kernel.Durations;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.PagePlace;
import org.cairn.source.spec.PaginatorSpec;
import org.cairn.source.spec.RestResource.Endpoint;
import org.cairn.source.spec.RestResource.Incremental;
import org.cairn.source.spec.RestResource.Partition;

/// `endpoint:`, `partition:` and `incremental:` of a resource of a web API.
final class EndpointKeys {
    private static final Shape<String> VALUE = TextShape.of("text");

    private static final Key<String> PATH =
            Key.required(
                    "path",
                    Names.TEXT,
                    "The path below client.base_url; `{name}` is a parameter of the partition.");
    private static final Key<Map<String, String>> PARAMS =
            Key.optional(
                            "params",
                            new MapShape<>(Names.TEXT, "parameter", VALUE),
                            "Parameters of the query; `{incremental.start_value}` is where an"
                                    + " incremental run goes on.")
                    .otherwise(Map.<String, String>of())
                    .alsoCalled("query", "query_params");
    private static final Key<List<Long>> HTTP_CODES =
            Key.required("http_codes", ListShape.atLeastOne(new WholeShape(400, 499)), "Statuses.");
    private static final Key<String> ACTION =
            Key.required(
                    "action",
                    ChoiceShape.of(Map.of("ignore", "ignore")).later("retry", "rate_limited"),
                    "`ignore`: there are no records.");
    private static final Key<List<List<Long>>> RESPONSE_FILTERS =
            Key.optional(
                            "response_filters",
                            ListShape.of(
                                    RecordShape.of(
                                                    "response filter",
                                                    "What a status means for this endpoint.",
                                                    List.of(HTTP_CODES, ACTION),
                                                    in -> in.get(HTTP_CODES))
                                            .later("predicate")),
                            "What a status means that is otherwise a failure.")
                    .otherwise(List.<List<Long>>of());
    static final Key<PagePlace> DATA_SELECTOR =
            Key.required(
                    "data_selector",
                    SelectorKeys.PAGE_PLACE,
                    "The path of the records in a page, for example `$.items[*]`, or for xml"
                            + " `/list/item`.");

    /// An endpoint and where the records of its pages are.
    record Asked(Endpoint endpoint, PagePlace records) {}

    static final Key<Asked> ENDPOINT =
            Key.optional(
                            "endpoint",
                            RecordShape.of(
                                            "endpoint",
                                            "What is asked of a web API.",
                                            List.of(
                                                    PATH,
                                                    PARAMS,
                                                    DATA_SELECTOR,
                                                    PaginatorKeys.PAGINATOR,
                                                    RESPONSE_FILTERS),
                                            EndpointKeys::endpoint)
                                    .later("method", "json", "headers"),
                            "What is asked of a web API.")
                    .absent("required for rest_api");

    private static final Key<String> PARENT =
            Key.required(
                    "parent",
                    Names.NAME,
                    "The resource of this source whose records are gone through.");
    private static final Key<Map<String, String>> PARTITION_PARAMS =
            Key.optional(
                            "params",
                            new MapShape<>(Names.NAME, "parameter", VALUE),
                            "Parameters of each request; `{parent.PATH}` is a value of the"
                                    + " parent's record. One that the path names goes there, the"
                                    + " others into the query. Fields can use them: `{carry: NAME}`.")
                    .otherwise(Map.<String, String>of());
    private static final Key<Map<String, String>> CARRY =
            Key.optional(
                            "carry",
                            new MapShape<>(Names.NAME, "name", VALUE),
                            "More values of the parent's record for fields, which are not sent.")
                    .otherwise(Map.<String, String>of());
    private static final Key<Partition.Missing> MISSING =
            Key.optional(
                            "missing",
                            ChoiceShape.of(Partition.Missing.class),
                            "What a parent's record without one of the values means: hold the run,"
                                    + " or there is nothing to ask for (skip).")
                    .otherwise(Partition.Missing.HOLD);
    static final Key<Partition> PARTITION =
            Key.optional(
                            "partition",
                            RecordShape.of(
                                    "partition",
                                    "One listing for each record of a parent resource.",
                                    List.of(PARENT, PARTITION_PARAMS, CARRY, MISSING),
                                    in ->
                                            new Partition(
                                                    in.get(PARENT),
                                                    in.get(PARTITION_PARAMS),
                                                    in.get(CARRY),
                                                    in.get(MISSING))),
                            "One listing for each record of a parent resource.")
                    .absent("one listing");

    private static final Key<JsonPath> CURSOR =
            Key.required(
                    "cursor",
                    Paths.JSON_PATH,
                    "Where a record has the time, date or number by which new ones are known.");
    private static final Key<String> INITIAL =
            Key.required(
                    "initial", Names.TEXT, "The start value of a run that asks for everything.");
    private static final Key<Duration> LAG =
            Key.optional(
                            "lag",
                            TextShape.formed(
                                            "duration like 2d",
                                            Durations.FORM,
                                            "Write a number and a unit: s, m, h or d.")
                                    .as((text, _, _) -> Durations.parse(text)),
                            "How far before the newest known time a run begins, for records that"
                                    + " come late.")
                    .absent("none");
    static final Key<Incremental> INCREMENTAL =
            Key.optional(
                            "incremental",
                            RecordShape.of(
                                    "incremental",
                                    "Asks only for what came since the last loaded run; such a run"
                                            + " takes nothing as gone.",
                                    List.of(CURSOR, INITIAL, LAG),
                                    in ->
                                            new Incremental(
                                                    in.get(CURSOR), in.get(INITIAL), in.find(LAG))),
                            "Asks only for what came since the last loaded run.")
                    .absent("every run asks for everything");

    static final List<Key<?>> ALL = List.of(ENDPOINT, PARTITION, INCREMENTAL);

    private EndpointKeys() {}

    private static Asked endpoint(Values in) {
        Set<Integer> nothing = new TreeSet<>();
        in.get(RESPONSE_FILTERS)
                .forEach(codes -> codes.forEach(code -> nothing.add(Math.toIntExact(code))));
        PaginatorSpec paginator = in.find(PaginatorKeys.PAGINATOR);
        return new Asked(
                new Endpoint(
                        in.get(PATH),
                        in.get(PARAMS),
                        paginator == null ? PaginatorSpec.SINGLE_PAGE : paginator,
                        nothing),
                in.get(DATA_SELECTOR));
    }
}
