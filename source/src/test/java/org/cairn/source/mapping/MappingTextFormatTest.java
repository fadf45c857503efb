package org.cairn.source.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cairn.source.GoldenFile;
import org.cairn.source.read.TestProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The committed texts must stay readable for ever: databases hold such texts.
final class MappingTextFormatTest {
    private static final Path GOLDEN = GoldenFile.folder().resolve("mapping-1.jsonl");

    @TempDir Path folder;

    @Test
    void writesTheCommittedTexts() throws IOException {
        GoldenFile.matches(GOLDEN, String.join("\n", texts()) + "\n");
    }

    @Test
    void readsTheCommittedTexts() throws IOException {
        List<String> committed = Files.readAllLines(GOLDEN);

        assertThat(committed).hasSize(3);
        for (String text : committed) {
            Mapping mapping = MappingText.read(text);
            assertThat(MappingText.write(mapping.input(), mapping.resource(), mapping.pipeline()))
                    .isEqualTo(text);
        }
    }

    private List<String> texts() throws IOException {
        var declarations = TestProject.good(folder).read();
        List<String> texts = new ArrayList<>();
        for (var pipeline : declarations.pipelines()) {
            for (var ref : pipeline.from()) {
                texts.add(
                        MappingText.write(
                                declarations.loadSource(ref.source()).reading(),
                                declarations.loadResource(ref),
                                pipeline));
            }
        }
        return texts;
    }
}
