package org.cairn.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.Sql;
import org.cairn.source.spec.ExpectSpec.Series;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;
import org.jspecify.annotations.Nullable;

/// Counts the numbers that are missing in a series, in the dataset as it is after the merge and
/// before the commit: a run that asked for news is measured together with those before it.
final class SeriesCheck {
    private static final int EXAMPLES = 3;

    private final RunContext run;
    private final PipelineSpec pipeline;
    private final Map<String, SourceSpec> sources;

    SeriesCheck(RunContext run, PipelineSpec pipeline, Map<String, SourceSpec> sources) {
        this.run = run;
        this.pipeline = pipeline;
        this.sources = sources;
    }

    /// Some numbers that are missing one after the other.
    private record Hole(String in, long from, long to, long missing) {}

    List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        for (ResourceRef ref : pipeline.from()) {
            ResourceSpec resource =
                    Objects.requireNonNull(sources.get(ref.source())).resources().stream()
                            .filter(each -> each.name().equals(ref.resource()))
                            .findFirst()
                            .orElseThrow();
            Series series = resource.expect().series();
            if (series != null) {
                String name = ref.source() + "." + ref.resource();
                String unknown = unknown(series);
                doubts.addAll(
                        unknown == null
                                ? doubts(name, series)
                                : List.of(
                                        "%s: a series is declared for '%s', which dataset '%s' does not have"
                                                .formatted(name, unknown, pipeline.dataset())));
            }
        }
        return doubts;
    }

    private @Nullable String unknown(Series series) {
        List<String> wanted = new ArrayList<>(series.per());
        wanted.add(series.field());
        return wanted.stream()
                .filter(column ->
                        !Sql.load(
                                run.connection(),
                                "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = ?::regclass"
                                        + " AND attname = ? AND NOT attisdropped)",
                                row -> row.getBoolean(1),
                                table(),
                                column))
                .findFirst()
                .orElse(null);
    }

    private String table() {
        return Identifiers.quoteTable(pipeline.dataset().schema(), pipeline.dataset().table());
    }

    private List<String> doubts(String name, Series series) {
        List<Hole> holes = holes(series);
        long missing = holes.isEmpty() ? 0 : holes.getFirst().missing();
        if (missing <= series.maxGaps()) {
            return List.of();
        }
        String some =
                holes.stream()
                        .limit(EXAMPLES)
                        .map(hole ->
                                (hole.from() == hole.to()
                                                ? Long.toString(hole.from())
                                                : hole.from() + " to " + hole.to())
                                        + hole.in())
                        .collect(Collectors.joining(", "));
        return List.of(
                "%s: %d numbers of '%s' are missing where %d may be: %s%s"
                        .formatted(
                                name,
                                missing,
                                series.field(),
                                series.maxGaps(),
                                some,
                                holes.size() > EXAMPLES ? " and others" : ""));
    }

    private List<Hole> holes(Series series) {
        String number = Identifiers.quote(series.field());
        String per =
                series.per().stream()
                        .map(Identifiers::quote)
                        .map(column -> "coalesce(" + column + "::text, '')")
                        .collect(Collectors.joining(", "));
        String group = "ARRAY[" + per + "]::text[]";
        Long from = series.from();
        return Sql.list(
                run.connection(),
                """
                WITH numbers AS (
                    SELECT DISTINCT %1$s AS part, %2$s::numeric AS no FROM %3$s
                     WHERE _withdrawn IS NULL AND %2$s IS NOT NULL AND %2$s >= coalesce(?, %2$s)),
                known AS (
                    SELECT part, no FROM numbers
                     UNION SELECT part, ?::bigint - 1 FROM numbers WHERE ?::bigint IS NOT NULL),
                holes AS (
                    SELECT part, no + 1 AS first, following - 1 AS last
                      FROM (SELECT part, no,
                                   lead(no) OVER (PARTITION BY part ORDER BY no) AS following
                              FROM known) AS pairs
                     WHERE following > no + 1)
                SELECT array_to_string(part, ', ') AS part, first, last,
                       sum(last - first + 1) OVER () AS missing
                  FROM holes ORDER BY part, first LIMIT %4$d
                """
                        .formatted(group, number, table(), EXAMPLES + 1),
                row ->
                        new Hole(
                                series.per().isEmpty() ? "" : " (" + row.getString("part") + ")",
                                row.getLong("first"),
                                row.getLong("last"),
                                row.getBigDecimal("missing")
                                        .min(java.math.BigDecimal.valueOf(Long.MAX_VALUE))
                                        .longValue()),
                from,
                from,
                from);
    }
}
