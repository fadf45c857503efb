package org.cairn.source.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.cairn.source.GoldenFile;

/// A project folder that a test fills.
public record TestProject(Path folder) {
    static final Map<String, String> ENVIRONMENT = Map.of("PGPASSWORD", "s3cret", "DATA", "data");

    static final String BASE =
            """
            version: 1
            source: base
            type: file
            format: json
            location: file:base.json
            resources:
              - name: thing
                records: [{json: "$[*]"}]
                fields: {name: {json: name}, parts: {each: ["$.parts[*]"], fields: {id: {json: id}}}}
                primary_key: [name]
              - name: second
                records: [{json: "$[*]"}]
                primary_key: [id]
            """;

    /// A project with one good source.
    static TestProject based(Path folder) throws IOException {
        return new TestProject(folder)
                .with("cairn.yaml", "version: 1\nproject: p\n")
                .with("sources/base.yaml", BASE);
    }

    /// The committed project with every supported example of the design.
    public static TestProject good(Path folder) throws IOException {
        Path from = GoldenFile.folder().resolve("good");
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return new TestProject(folder);
    }

    TestProject with(String file, String text) throws IOException {
        return with(file, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    TestProject with(String file, byte[] bytes) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
        return this;
    }

    LintReport lint() {
        return ProjectReader.lint(folder, ENVIRONMENT::get);
    }

    public Declarations read() {
        return ProjectReader.read(folder, ENVIRONMENT::get);
    }
}
