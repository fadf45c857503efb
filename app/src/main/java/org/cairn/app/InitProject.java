package org.cairn.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cairn.source.reference.SourceSchemas;

/// Makes a new project: `cairn.yaml`, folders, and JSON Schemas for editors.
public final class InitProject {
    private final ProjectLayout layout;

    InitProject(ProjectLayout layout) {
        this.layout = layout;
    }

    /// Writes the files of a new project and gives their paths, relative to it.
    ///
    /// Problems: `usage` for a name that is none, `folder-in-use` when there is a `cairn.yaml`
    /// already, `files-unwritable`.
    ///
    /// @param name of the project, `[a-z][a-z0-9_]*`
    public List<Path> run(String name) {
        List<Path> written = new ArrayList<>(bare(name));
        written.add(written.size() - 1, write("sources/example.yaml", EXAMPLE_SOURCE));
        written.add(written.size() - 1, write("data/example.csv", EXAMPLE_DATA));
        return written;
    }

    /// The same without an example. Problems: as of [#run].
    List<Path> bare(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,49}")) {
            throw AppProblems.USAGE
                    .says("'%s' cannot be the name of a project", name)
                    .what("a name is small letters, digits and _, begins with a letter, up to 50")
                    .kept("nothing was written")
                    .remedy("Choose another one with --name.")
                    .asException();
        }
        if (Files.exists(layout.declaration())) {
            throw AppProblems.FOLDER_IN_USE
                    .says("%s is a project already", layout.root())
                    .what("it has a cairn.yaml")
                    .kept("nothing was written")
                    .remedy("Name another folder with -p, or go on with `cairn status`.")
                    .with("folder", layout.root())
                    .asException();
        }
        List<Path> written = new ArrayList<>(schemas());
        written.add(write("cairn.yaml", projectText(name)));
        written.add(write(".gitignore", ".cairn/\n"));
        return written;
    }

    /// Writes the schemas that editors use; also for a project that was not made by `init`.
    public List<Path> schemas() {
        return List.of(
                write(".cairn/schema/cairn.schema.json", SourceSchemas.cairn()),
                write(".cairn/schema/source.schema.json", SourceSchemas.source()),
                write(".cairn/schema/pipeline.schema.json", SourceSchemas.pipeline()));
    }

    private Path write(String path, String text) {
        ProjectFiles.write(layout.root().resolve(path), text);
        return Path.of(path);
    }

    private static String projectText(String name) {
        return """
        # yaml-language-server: $schema=.cairn/schema/cairn.schema.json
        version: 1
        project: %s
        database: {url: embedded}            # or jdbc:postgresql://host/db with user and password: "${env:PGPASSWORD}"
        vault: {location: "file:.cairn/vault"}
        sources: [sources/*.yaml]
        pipelines: [pipelines/*.yaml]
        """
                .formatted(name);
    }

    private static final String EXAMPLE_SOURCE =
            """
            # yaml-language-server: $schema=../.cairn/schema/source.schema.json
            # Try it:   cairn source try example
            # Load it:  cairn run example
            # Ask it:   cairn record trace ward W-2 --column councillor
            version: 1
            source: example
            type: file
            format: csv
            location: "file:data/example.csv"
            resources:
              - name: ward
                fields:
                  ward:       {from: ward, required: true}
                  councillor: {from: councillor, transform: [trim, collapse_space]}
                  residents:  {from: residents, type: integer, min: 0}
                primary_key: [ward]
            """;

    private static final String EXAMPLE_DATA =
            """
            ward,councillor,residents
            W-1,Ada Example,12040
            W-2,"Example,  Grace",9817
            W-3,Alan Example,not counted
            """;
}
