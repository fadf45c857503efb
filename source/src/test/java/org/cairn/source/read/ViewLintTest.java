package org.cairn.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.ViewSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ViewLintTest {
    @TempDir Path folder;

    private TestProject views(String views) throws IOException {
        return TestProject.based(folder)
                .with("views/v.sql", "SELECT name FROM thing;\n")
                .with(
                        "pipelines/p.yaml",
                        "version: 1\npipeline: thing\nfrom: [base.thing]\ndesign:\n  views:\n"
                                + views.indent(4));
    }

    private static List<String> said(TestProject project) {
        return project.lint().findings().stream()
                .map(each -> "%d:%d %s".formatted(each.line(), each.column(), each.message()))
                .toList();
    }

    @Test
    void readsTheQueryAndWhatItNeeds() throws IOException {
        var project = views("- {name: reports.v, sql: views/v.sql, needs: [second, thing_parts]}");

        assertThat(project.read().loadPipeline("thing").views())
                .containsExactly(
                        new ViewSpec(
                                new DatasetName("reports", "v"),
                                "views/v.sql",
                                "SELECT name FROM thing",
                                List.of(
                                        new DatasetName("public", "second"),
                                        new DatasetName("public", "thing_parts"),
                                        new DatasetName("public", "thing"))));
    }

    @Test
    void namesWhatNobodyWritesAndWhatIsTakenAlready() throws IOException {
        var project =
                views(
                        """
                        - {name: second, sql: views/v.sql}
                        - {name: v, sql: views/v.sql, needs: [second, thing_part]}
                        - {name: v, sql: views/v.sql}
                        """);

        assertThat(said(project))
                .containsExactly(
                        "6:14 view 'second' has the name of a dataset in sources/base.yaml",
                        "7:51 no pipeline writes dataset 'thing_part', did you mean 'thing_parts'?",
                        "8:14 view 'v' has the name of a view in pipelines/p.yaml");
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws IOException {
        Files.createSymbolicLink(folder.resolve("out.sql"), Files.createTempFile("v", ".sql"));
        var project =
                views(
                                """
                                - {name: a, sql: views/no.sql}
                                - {name: b, sql: out.sql}
                                - {name: c, sql: views/two.sql}
                                - {name: d, sql: views/nul.sql}
                                - {name: e, sql: ../up.sql}
                                """)
                        .with("views/two.sql", "SELECT 1; DROP TABLE thing")
                        .with("views/nul.sql", "SELECT '\0'");

        assertThat(said(project))
                .containsExactly(
                        "6:22 there is no file 'views/no.sql'",
                        "7:22 'out.sql' is outside the project",
                        "8:22 'views/two.sql' is not one query",
                        "9:22 'views/nul.sql' is not UTF-8 of at most 1 MiB without NUL",
                        "10:22 there is no file '../up.sql'");
    }
}
