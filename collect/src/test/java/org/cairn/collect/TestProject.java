package org.cairn.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cairn.collect.map.CompiledMapping;
import org.cairn.collect.map.MappingCompiler;
import org.cairn.source.read.Declarations;
import org.cairn.source.read.ProjectReader;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;

/// A project folder that a test fills.
public record TestProject(Path folder) {
    /// A project with one source, `base`, whose YAML goes on after `source: base`.
    public static TestProject of(Path folder, String source) {
        return new TestProject(folder)
                .with("cairn.yaml", "version: 1\nproject: p\n")
                .with("sources/base.yaml", "version: 1\nsource: base\ntype: file\n" + source);
    }

    /// A source `base` that reads `data/*.json`, whose resource `thing` goes on with this YAML.
    public static TestProject json(Path folder, String resource) {
        return of(
                folder,
                "format: json\nlocation: \"file:data/*.json\"\nresources:\n  - name: thing\n"
                        + resource.indent(4));
    }

    /// A source `base` that reads `data/*.csv`, whose resource `thing` goes on with this YAML.
    public static TestProject csv(Path folder, String resource) {
        return of(
                folder,
                "format: csv\nlocation: \"file:data/*.csv\"\nresources:\n  - name: thing\n"
                        + resource.indent(4));
    }

    /// A source `base` that asks a web API at this address and goes on with these resources.
    public static TestProject api(Path folder, String url, String resources) {
        return new TestProject(folder)
                .with("cairn.yaml", "version: 1\nproject: p\n")
                .with(
                        "sources/base.yaml",
                        "version: 1\nsource: base\ntype: rest_api\nclient: {base_url: \"%s\"}\nresources:\n%s"
                                .formatted(url, resources));
    }

    public TestProject with(String file, String text) {
        return with(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public TestProject with(String file, byte[] bytes) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.write(path, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestProject without(String file) {
        try {
            Files.delete(folder.resolve(file));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Declarations declarations() {
        return ProjectReader.read(folder);
    }

    public PipelineSpec pipeline(String name) {
        return declarations().loadPipeline(name);
    }

    /// The first resource of source `base`.
    public ResourceSpec resource() {
        SourceSpec source = declarations().loadSource("base");
        return source.resources().getFirst();
    }

    /// The mapping of the first resource of `base` by the pipeline of its name.
    public CompiledMapping mapping() {
        return mapping("thing");
    }

    public CompiledMapping mapping(String pipeline) {
        return MappingCompiler.compile(resource(), pipeline(pipeline));
    }
}
