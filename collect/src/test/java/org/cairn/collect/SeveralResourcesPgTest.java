package org.cairn.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.cairn.ledger.run.RunRecord.RunPart;
import org.cairn.ledger.run.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Resources of two sources in one dataset.
final class SeveralResourcesPgTest {
    @TempDir Path folder;

    @Test
    void aPartIsCountedForEachResource() throws SQLException {
        var project =
                new TestProject(folder)
                        .with("cairn.yaml", "version: 1\nproject: p\n")
                        .with("sources/more.yaml", folderTextOf("more"))
                        .with("sources/base.yaml", folderTextOf("base"))
                        .with(
                                "pipelines/all.yaml",
                                "version: 1\npipeline: all\nfrom: [base.thing, more.thing]\n")
                        .with(
                                "base/f.json",
                                "[{\"code\": \"a\", \"name\": \"A\"}, {\"code\": \"b\", \"name\": \"B\"}]")
                        .with(
                                "more/f.json",
                                "[{\"code\": \"b\", \"name\": \"Other\"}, {\"code\": \"c\", \"name\": \"C\"}]");
        try (var runs = new TestRuns(18, project)) {
            RunReport report = runs.run();

            assertThat(report.parts())
                    .extracting(
                            RunPart::source,
                            part -> part.counts().created(),
                            part -> part.counts().quarantined())
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("base", 2L, 0L),
                            org.assertj.core.groups.Tuple.tuple("more", 1L, 1L));
            assertThat(runs.texts("SELECT source || code FROM cairn.quarantine"))
                    .containsExactly("moreduplicate-key");
            assertThat(runs.texts("SELECT code || name FROM \"all\" ORDER BY 1"))
                    .containsExactly("aA", "bB", "cC");
            assertThat(runs.trace("all", "c", "name").source()).isEqualTo("more");
            assertThat(runs.run().state()).isEqualTo(RunState.UNCHANGED);
            // What only one of them would have had to bring is kept if any of them says so.
            runs.project()
                    .with("sources/more.yaml", folderTextOf("more") + "    gone: keep\n")
                    .with("base/f.json", "[{\"code\": \"b\", \"name\": \"B\"}]");
            assertThat(runs.run().total().withdrawn()).isZero();
            runs.project()
                    .with("sources/more.yaml", folderTextOf("more") + "    gone: hold\n")
                    .with("base/f.json", "[{\"code\": \"b\", \"name\": \"B\"} ]");
            assertThat(runs.run().heldReasons()).containsExactly("all: 1 known records are gone");
        }
    }

    /// Two sources that differ in nothing but their name and place.
    private static String folderTextOf(String source) {
        return """
        version: 1
        source: %1$s
        type: file
        format: json
        location: "file:%1$s/*.json"
        resources:
          - name: thing
            records: [{json: "$[*]"}]
            fields: {code: {json: code}, name: {json: name}}
            primary_key: [code]
        """
                .formatted(source);
    }
}
