package org.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cairn.source.read.ProjectReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sources that guide pages declare, in blocks that begin with `# sources/NAME.yaml`, are in
/// order.
final class DeclaredInGuideTest {
    private static final Pattern SOURCE =
            Pattern.compile("```yaml\\n# (sources/[a-z0-9_]+\\.yaml)\\n(.*?)```", Pattern.DOTALL);

    @TempDir Path folder;

    @Test
    void everySourceThatAGuidePageDeclaresIsInOrder() throws IOException {
        Path guide = Tree.ours().root().resolve("docs/guide");
        try (Stream<Path> pages = Files.list(guide)) {
            for (Path page : pages.sorted().toList()) {
                check(page);
            }
        }
    }

    private void check(Path page) throws IOException {
        Path project = Files.createDirectories(folder.resolve(page.getFileName().toString()));
        Files.createDirectories(project.resolve("sources"));
        Files.writeString(project.resolve("cairn.yaml"), "version: 1\nproject: guide\n");
        Matcher matcher = SOURCE.matcher(Files.readString(page));
        while (matcher.find()) {
            Files.writeString(project.resolve(matcher.group(1)), matcher.group(2));
        }

        assertThat(ProjectReader.lint(project).findings()).as("%s", page).isEmpty();
    }
}
