package org.cairn.collect;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.collect.fetch.http.WebSettings;
import org.cairn.collect.trace.RecordKey;
import org.cairn.collect.trace.Trace;
import org.cairn.collect.trace.ValueTracer;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.ledger.run.RunCounts;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.postgres.Database;
import org.cairn.postgres.Sql;
import org.cairn.postgres.testing.TestServer;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.SourceSpec;
import org.cairn.testkit.FakeClock;
import org.cairn.vault.Vault;
import org.jspecify.annotations.Nullable;

/// A project, a database and a vault of its own, in which a test runs sources and looks at rows.
public final class TestRuns implements AutoCloseable {
    private final TestProject project;
    private final FakeClock clock = FakeClock.atStart();
    private final Vault vault;
    private final Pipeline pipeline;
    private final Connection connection;
    private final ValueTracer tracer;

    public TestRuns(int major, TestProject project) {
        this.project = project;
        var database = new Database(TestServer.of(major).createDatabase(), "collect test");
        this.vault = Vault.openOrCreate(project.folder().resolve("vault"), clock, Steps.NONE);
        this.pipeline =
                new Pipeline(
                        database,
                        vault,
                        clock,
                        new Pipeline.Place(
                                project.folder(),
                                project.folder().resolve("scratch"),
                                EventSink.NONE,
                                Steps.NONE,
                                // Tests have their servers on this machine.
                                new Pipeline.WebAccess(
                                        new WebSettings("CairnBot/test", true),
                                        project.folder().resolve("downloads"))));
        this.connection = database.connect();
        this.tracer = new ValueTracer(vault.documents());
    }

    public TestProject project() {
        return project;
    }

    public Connection connection() {
        return connection;
    }

    /// Runs everything that reads source `base`.
    public RunReport run() {
        return run(null, pipelinesOf("base"));
    }

    public RunReport runOverriding(String reason) {
        return run(new OverrideWord(reason, "tester"), pipelinesOf("base"));
    }

    /// Runs pipelines by name.
    public RunReport run(List<String> names) {
        Declarations declarations = project.declarations();
        return run(null, names.stream().map(declarations::loadPipeline).toList());
    }

    /// Runs pipelines by name, with the views of all.
    public RunReport runWithViewsOf(List<String> names) {
        Declarations declarations = project.declarations();
        List<PipelineSpec> pipelines = names.stream().map(declarations::loadPipeline).toList();
        Map<String, SourceSpec> sources = new LinkedHashMap<>();
        for (PipelineSpec spec : pipelines) {
            spec.from()
                    .forEach(ref ->
                            sources.put(ref.source(), declarations.loadSource(ref.source())));
        }
        clock.advance(Duration.ofMinutes(1));
        var views = declarations.pipelines().stream().flatMap(it -> it.views().stream()).toList();
        return pipeline.run(
                new RunOrder(names, pipelines, sources, views, null, RunOrder.Extent.NEWS));
    }

    private List<PipelineSpec> pipelinesOf(String source) {
        return project.declarations().pipelines().stream()
                .filter(spec -> spec.from().stream().anyMatch(ref -> ref.source().equals(source)))
                .toList();
    }

    /// Runs everything that reads source `base`, asking for everything.
    public RunReport runFully() {
        return run(null, pipelinesOf("base"), RunOrder.Extent.ALL);
    }

    private RunReport run(@Nullable OverrideWord word, List<PipelineSpec> pipelines) {
        return run(word, pipelines, RunOrder.Extent.NEWS);
    }

    private RunReport run(
            @Nullable OverrideWord word, List<PipelineSpec> pipelines, RunOrder.Extent extent) {
        Declarations declarations = project.declarations();
        Map<String, SourceSpec> sources = new LinkedHashMap<>();
        for (PipelineSpec spec : pipelines) {
            spec.from()
                    .forEach(ref ->
                            sources.put(ref.source(), declarations.loadSource(ref.source())));
        }
        clock.advance(Duration.ofMinutes(1));
        return pipeline.run(new RunOrder(List.of("test"), pipelines, sources, word, extent));
    }

    /// The counts in the order of the contract, for short assertions.
    public static String counts(RunReport report) {
        RunCounts total = report.total();
        return "records %d accepted %d quarantined %d new %d changed %d unchanged %d withdrawn %d duplicates %d held %d"
                .formatted(
                        total.records(),
                        total.accepted(),
                        total.quarantined(),
                        total.created(),
                        total.changed(),
                        total.unchanged(),
                        total.withdrawn(),
                        total.duplicates(),
                        total.held());
    }

    /// The first column of a query as texts.
    public List<String> texts(String sql) {
        return Sql.list(connection, sql, row -> String.valueOf(row.getString(1)));
    }

    public String text(String sql) {
        return texts(sql).getFirst();
    }

    /// The rows of a dataset as JSON, without Cairn's own columns, withdrawn ones left out.
    public List<String> rows(String table) {
        return texts(
                """
                SELECT (to_jsonb(t.*) - '_rid' - '_key' - '_hash' - '_withdrawn' - '_parent')::text
                  FROM %s t WHERE (to_jsonb(t.*) ->> '_withdrawn') IS NULL ORDER BY 1
                """
                        .formatted(table));
    }

    /// Where each row lies and which transaction wrote it: equal means untouched.
    public List<String> places(String table) {
        return texts(
                "SELECT ctid::text || ' ' || xmin::text || ' ' || _rid FROM %s t ORDER BY 1"
                        .formatted(table));
    }

    public Trace trace(String dataset, String key, String column) {
        return tracer.trace(connection, dataset, RecordKey.parse(key), column);
    }

    /// Row ids of every dataset that lie in no lineage block, or in more than one.
    public List<String> rowsWithoutLineage() {
        List<String> found = new ArrayList<>();
        for (String dataset : datasets()) {
            found.addAll(
                    texts(
                            """
                            SELECT '%1$s row ' || t._rid FROM %1$s t
                             WHERE 1 <> (SELECT count(*) FROM cairn.lineage_block b
                                          WHERE b.dataset_id = (
                                                SELECT dataset_id FROM cairn.dataset
                                                 WHERE '%1$s' = format('%%I.%%I', schema_name, table_name))
                                            AND t._rid >= b.first_rid
                                            AND t._rid < b.first_rid + b.row_count)
                            """
                                    .formatted(dataset)));
        }
        return found;
    }

    /// Lineage blocks that speak of rows never given, or overlap.
    public List<String> lineageWithoutRows() {
        return texts(
                """
                SELECT format('dataset %s block %s', b.dataset_id, b.first_rid)
                  FROM cairn.lineage_block b JOIN cairn.dataset d USING (dataset_id)
                 WHERE b.first_rid < 1 OR b.first_rid + b.row_count > d.next_rid
                    OR EXISTS (SELECT FROM cairn.lineage_block o
                                WHERE o.dataset_id = b.dataset_id AND o.first_rid > b.first_rid
                                  AND o.first_rid < b.first_rid + b.row_count)
                """);
    }

    /// How many rows the blocks of a dataset speak of, and how many ids were given.
    public String lineageBalance(String table) {
        return text(
                """
                SELECT coalesce(sum(b.row_count), 0) || ' of ' || (d.next_rid - 1)
                  FROM cairn.dataset d LEFT JOIN cairn.lineage_block b USING (dataset_id)
                 WHERE table_name = '%s' GROUP BY d.next_rid
                """
                        .formatted(table));
    }

    private Set<String> datasets() {
        return new LinkedHashSet<>(
                texts("SELECT format('%I.%I', schema_name, table_name) FROM cairn.dataset"));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
