package org.cairn.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cairn.source.GoldenFile;
import org.cairn.source.shape.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LintTest {
    @TempDir Path folder;

    @Test
    void saysWhereAndWhatIsWrongAndWhatToDo() throws IOException {
        var all = new StringBuilder();
        List<Path> cases;
        try (var files = Files.list(GoldenFile.folder().resolve("bad"))) {
            cases = files.sorted().toList();
        }
        for (Path file : cases) {
            String name = String.valueOf(file.getFileName());
            LintReport report = project(name, Files.readAllBytes(file)).lint();
            assertThat(report.findings()).as(name).isNotEmpty();
            all.append("== ").append(name).append('\n');
            report.findings().forEach(finding -> all.append(shown(finding)));
        }
        GoldenFile.matches(GoldenFile.folder().resolve("lint.txt"), all.toString());
    }

    private TestProject project(String name, byte[] content) throws IOException {
        Path here = Files.createDirectory(folder.resolve(name.replace(".yaml", "")));
        var project = TestProject.based(here);
        if (name.startsWith("cairn")) {
            return project.with("cairn.yaml", content);
        }
        return project.with(
                name.startsWith("source") ? "sources/z.yaml" : "pipelines/z.yaml", content);
    }

    private static String shown(Finding finding) {
        return "%s (%s)%n    %s%n".formatted(finding, finding.severity(), finding.remedy());
    }

    @Test
    void findsNothingInTheExamplesOfTheDesign() throws IOException {
        assertThat(TestProject.good(folder).lint().findings()).isEmpty();
    }

    @Test
    void sortsFindingsByFileLineAndColumn() throws IOException {
        var report =
                TestProject.based(folder)
                        .with("sources/a.yaml", "version: 3\nsource: a\nx: 1\n")
                        .with("pipelines/p.yaml", "version: 1\ny: 2\n")
                        .lint();

        assertThat(report.findings()).isSortedAccordingTo(Finding.ORDER);
        assertThat(report.findings().getFirst().file()).isEqualTo("pipelines/p.yaml");
        assertThat(report.findings().getLast().file()).isEqualTo("sources/a.yaml");
    }

    @Test
    void warnsWithoutStopping() throws IOException {
        var project =
                TestProject.based(folder)
                        .with(
                                "sources/base.yaml",
                                TestProject.BASE.replace("    primary_key: [id]\n", ""));

        assertThat(project.lint().warnings())
                .singleElement()
                .hasToString("sources/base.yaml:11:5 resource 'second' has no primary_key");
        assertThat(project.read().warnings()).isEqualTo(project.lint().warnings());
    }
}
