package org.cairn.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said when a project cannot be read.
final class ProjectProblemsTest {
    @TempDir Path folder;

    @Test
    void refusesAReferenceThatResolvesToAPathOutside() throws IOException {
        var project =
                TestProject.based(folder)
                        .with("up.txt", "..")
                        .with(
                                "sources/base.yaml",
                                TestProject.BASE
                                        .replace("file:base", "'file:${file:up.txt}/b'")
                                        .replace("'.json", ".json'"));

        assertThat(problem(project).code().name()).isEqualTo("path-outside-project");
        assertThat(problem(project).what())
                .isEqualTo("sources/base.yaml:5:11 '../b.json' is not a path inside the project");
    }

    @Test
    void refusesAFolderWithoutAProject() {
        assertThatThrownBy(() -> ProjectReader.lint(folder))
                .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
                .extracting(ProblemException::problem)
                .satisfies(problem -> {
                    assertThat(problem.code().name()).isEqualTo("project-missing");
                    assertThat(problem.headline()).isEqualTo("there is no project in '%s'", folder);
                    assertThat(problem.remedy()).contains("cairn init");
                });
    }

    @Test
    void saysOneErrorWithItsRemedy() throws IOException {
        var project =
                TestProject.based(folder)
                        .with("sources/base.yaml", TestProject.BASE.replace("fields:", "feilds:"));

        Problem problem = problem(project);

        assertThat(problem.code().name()).isEqualTo("declaration-wrong");
        assertThat(problem.code().exitCode()).isEqualTo(2);
        assertThat(problem.headline()).isEqualTo("a declaration is wrong");
        assertThat(problem.what())
                .isEqualTo("sources/base.yaml:9:5 unknown key 'feilds', did you mean 'fields'?");
        assertThat(problem.remedy()).isEqualTo("Write 'fields', or remove the key.");
        assertThat(problem.kept()).isEqualTo("Nothing was fetched or changed.");
    }

    @Test
    void showsTenErrorsAndCountsTheRest() throws IOException {
        var text = new StringBuilder(TestProject.BASE);
        for (int i = 0; i < 12; i++) {
            text.append("k").append(i).append("x: 1\n");
        }

        Problem problem =
                problem(TestProject.based(folder).with("sources/base.yaml", text.toString()));

        assertThat(problem.headline()).isEqualTo("12 things in the declarations are wrong");
        assertThat(problem.what().lines()).hasSize(11).last().isEqualTo("… and 2 more");
        assertThat(problem.remedy()).contains("cairn source lint");
    }

    @Test
    void namesAnUnsetVariable() throws IOException {
        var project =
                TestProject.based(folder)
                        .with(
                                "cairn.yaml",
                                "version: 1\nproject: p\ndatabase: {url: \"${env:NO_URL}\"}\n");

        assertThat(problem(project).code().name()).isEqualTo("reference-unresolved");
        assertThat(problem(project).what())
                .isEqualTo("cairn.yaml:3:18 environment variable 'NO_URL' is not set");
    }

    @Test
    void refusesALinkThatLeadsOutOfTheProject(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("x.yaml"), TestProject.BASE);
        var project = TestProject.based(folder);
        Files.createSymbolicLink(folder.resolve("sources/x.yaml"), elsewhere.resolve("x.yaml"));

        assertThat(problem(project).code().name()).isEqualTo("path-outside-project");
        assertThat(problem(project).what())
                .isEqualTo("sources/x.yaml:1:1 the file is a link that leads out of the project");
    }

    @Test
    void refusesAFolderThatIsALink(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(folder.resolve("more"), elsewhere);
        var project =
                TestProject.based(folder)
                        .with("cairn.yaml", "version: 1\nproject: p\nsources: [more/*.yaml]\n");

        assertThat(problem(project).what())
                .isEqualTo(
                        "cairn.yaml:3:11 the files of this glob cannot be listed: its folder is a"
                                + " symbolic link");
    }

    @Test
    void neverShowsAPassword() throws IOException {
        var project =
                TestProject.based(folder)
                        .with(
                                "cairn.yaml",
                                """
                                version: 1
                                project: p
                                database: {url: "jdbc:postgresql://me:hunter2@h/x", password: hunter2}
                                """);

        assertThat(problem(project).toString()).doesNotContain("hunter2");
        assertThat(project.lint().toString()).doesNotContain("hunter2");
    }

    @Test
    void suggestsTheNearestNameOnTheCommandLine() throws IOException {
        var declarations = TestProject.good(folder).read();

        assertThatThrownBy(() -> declarations.loadPipeline("facilty"))
                .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
                .extracting(ProblemException::problem)
                .satisfies(problem -> {
                    assertThat(problem.code().name()).isEqualTo("unknown-name");
                    assertThat(problem.headline())
                            .isEqualTo("no source or pipeline is called 'facilty'");
                    assertThat(problem.what())
                            .isEqualTo(
                                    "known: ca_on_toronto, gvrc, ca_legisinfo,"
                                            + " representatives, facility");
                    assertThat(problem.remedy())
                            .isEqualTo("Write 'facility', if that is what you mean.");
                });
    }

    private static Problem problem(TestProject project) {
        try {
            project.read();
        } catch (ProblemException e) {
            return e.problem();
        }
        throw new AssertionError("nothing was refused");
    }
}
