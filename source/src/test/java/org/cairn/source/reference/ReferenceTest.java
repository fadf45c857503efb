package org.cairn.source.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.cairn.source.GoldenFile;
import org.cairn.source.json.JsonParser;
import org.junit.jupiter.api.Test;

final class ReferenceTest {
    private static final Path SCHEMAS =
            GoldenFile.folder()
                    .resolveSibling("../main/resources/org/cairn/source/schema")
                    .normalize();

    @Test
    void theCommittedSchemasAreThoseOfTheCode() throws IOException {
        GoldenFile.matches(SCHEMAS.resolve("cairn.schema.json"), SourceSchemas.cairn());
        GoldenFile.matches(SCHEMAS.resolve("source.schema.json"), SourceSchemas.source());
        GoldenFile.matches(SCHEMAS.resolve("pipeline.schema.json"), SourceSchemas.pipeline());
    }

    @Test
    void theReferencePageIsThatOfTheCode() throws IOException {
        GoldenFile.matches(
                GoldenFile.root().resolve("docs/reference/config.md"), ReferencePage.write());
    }

    @Test
    void theSchemasAreJson() {
        for (String schema :
                List.of(SourceSchemas.cairn(), SourceSchemas.source(), SourceSchemas.pipeline())) {
            assertThat(JsonParser.parse(schema).pretty()).isEqualTo(schema);
        }
    }

    @Test
    void everyLinkOfThePageHasItsHeading() {
        String page = ReferencePage.write();
        List<String> headings = new ArrayList<>();
        page.lines()
                .filter(line -> line.startsWith("### "))
                .forEach(line -> headings.add(line.substring(4).replace(' ', '-')));
        assertThat(headings).doesNotHaveDuplicates();
        var links = Pattern.compile("\\(#([a-z-]+)\\)").matcher(page);
        int found = 0;
        while (links.find()) {
            found++;
            assertThat(headings).contains(links.group(1));
        }
        assertThat(found).isGreaterThan(15);
    }
}
