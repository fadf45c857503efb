package org.cairn.source.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cairn.source.GoldenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Asks another implementation whether the schemas say what lint says.
final class SchemaTest {
    private static final Path GOOD = GoldenFile.folder().resolve("good");
    private static final Path BAD = GoldenFile.folder().resolve("bad");

    @Test
    void acceptsEveryExampleThatLintAccepts() throws IOException {
        Map<String, List<String>> byFolder =
                Map.of(
                        SourceSchemas.cairn(), List.of("cairn.yaml"),
                        SourceSchemas.pipeline(), List.of("pipelines/representatives.yaml"),
                        SourceSchemas.source(),
                                List.of(
                                        "sources/gvrc_files.yaml",
                                        "sources/ca_on_toronto.yaml",
                                        "sources/members.yaml"));
        for (var entry : byFolder.entrySet()) {
            for (String file : entry.getValue()) {
                assertThat(errors(entry.getKey(), Files.readString(GOOD.resolve(file))))
                        .as(file)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source-unknown-key.yaml | property 'feilds' is not defined",
                "source-planned-type.yaml | does not have a value in the enumeration",
                "source-missing-keys.yaml | required property 'version' not found",
                "source-wrong-kinds.yaml | must have a maximum value of 1",
                "source-names.yaml | does not match the regex pattern",
                "source-csv.yaml | must have at most 10 items"
            })
    void refusesWhatAnEditorCanKnow(String file, String part) throws IOException {
        assertThat(errors(SourceSchemas.source(), Files.readString(BAD.resolve(file))))
                .anySatisfy(message -> assertThat(message).contains(part));
    }

    private static List<String> errors(String schema, String yaml) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(yaml, InputFormat.YAML)
                .stream()
                .map(Error::toString)
                .toList();
    }
}
