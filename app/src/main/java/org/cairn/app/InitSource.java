package org.cairn.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.cairn.collect.fetch.Containers;
import org.cairn.collect.fetch.FetchProblems;
import org.cairn.collect.fetch.http.PoliteWeb;
import org.cairn.collect.infer.FieldNames;
import org.cairn.collect.infer.Inference;
import org.cairn.collect.infer.Inference.Outcome;
import org.cairn.kernel.ProblemException;
import org.cairn.source.read.ProjectReader;
import org.cairn.source.shape.Finding;
import org.cairn.source.spec.ChangeSpec;
import org.cairn.source.spec.ExpectSpec;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.BadLines;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.cairn.source.spec.FileInput.CsvDialect;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.KeySpec;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSchedule;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.WebSpec;
import org.jspecify.annotations.Nullable;

/// Writes the declaration of a source out of what its file holds, into a project that it makes
/// where there is none.
public final class InitSource {
    private static final Set<String> VERBS =
            Set.of("ls", "show", "watch", "cancel", "replay", "approve", "reject", "diff", "undo");
    private static final Pattern DATA =
            Pattern.compile("(?i).*\\.(csv|tsv|txt|json|jsonl|ndjson|geojson|xlsx|xlsm)");

    private final ProjectLayout layout;
    private final InitProject project;
    private final Supplier<PoliteWeb> web;

    InitSource(ProjectLayout layout, InitProject project, Supplier<PoliteWeb> web) {
        this.layout = layout;
        this.project = project;
        this.web = web;
    }

    /// What was written.
    ///
    /// @param written files, relative to the project
    /// @param remarks what a person should know of the data
    public record Made(
            List<Path> written, String source, String format, long records, List<String> remarks) {
        public Made {
            written = List.copyOf(written);
            remarks = List.copyOf(remarks);
        }
    }

    /// What is to be declared.
    ///
    /// @param what an address on the web, or a path from `here`
    /// @param projectName for a project that has to be made
    /// @param sourceName null for one made of the file's name
    public record Wanted(String what, Path here, String projectName, @Nullable String sourceName) {}

    /// Problems: `source-exists`, `source-not-inferred`, `source-file-missing`, `files-unwritable`,
    /// those of [InitProject#bare], of the web, of archives and of decoding.
    public Made run(Wanted wanted) {
        boolean onTheWeb = wanted.what().matches("(?i)https?://.*");
        String name = name(wanted, onTheWeb);
        Path target = layout.root().resolve("sources").resolve(name + ".yaml");
        if (Files.exists(target)) {
            throw AppProblems.SOURCE_EXISTS
                    .says("there is a source '%s' already", name)
                    .what("it is declared in sources/%s.yaml", name)
                    .kept("nothing was written")
                    .remedy("Give the new one another name with --source.")
                    .with("source", name)
                    .asException();
        }
        Path local = onTheWeb ? null : existing(wanted);
        List<Path> written = new ArrayList<>();
        if (!Files.exists(layout.declaration())) {
            written.addAll(project.bare(wanted.projectName()));
        }
        if (local != null) {
            return declare(name, local, location(local, written), written);
        }
        try (var brought =
                new BroughtFile(layout.scratch(), web.get(), asked(name, wanted.what()))) {
            return declare(name, brought.file(), wanted.what(), written);
        }
    }

    private static String name(Wanted wanted, boolean onTheWeb) {
        String given = wanted.sourceName();
        if (given != null) {
            if (!given.matches("[a-z][a-z0-9_]{0,49}") || VERBS.contains(given)) {
                throw AppProblems.USAGE
                        .says("'%s' cannot be the name of a source", given)
                        .what(
                                "a name is small letters, digits and _, begins with a letter, up to 50")
                        .kept("nothing was written")
                        .remedy("Choose another one with --source.")
                        .asException();
            }
            return given;
        }
        String path = onTheWeb ? wanted.what().replaceAll("[?#].*", "") : wanted.what();
        String file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        String plain = FieldNames.plain(file.replaceAll("(?i)(\\.[a-z0-9]{1,8}){1,2}$", ""));
        String name =
                plain.isEmpty() ? "records" : plain.substring(0, Math.min(40, plain.length()));
        return VERBS.contains(name) ? name + "_data" : name;
    }

    private static Path existing(Wanted wanted) {
        Path file = wanted.here().resolve(wanted.what()).normalize();
        if (!Files.isRegularFile(file)) {
            throw FetchProblems.SOURCE_FILE_MISSING
                    .says("there is no file %s", wanted.what())
                    .what(
                            "%s",
                            Files.exists(file) ? "it is a folder or a device" : "nothing is there")
                    .kept("nothing was written")
                    .remedy("Give the path of a file, or an address that begins with https://.")
                    .with("file", file)
                    .asException();
        }
        return file;
    }

    /// Where the project finds the file: one from elsewhere is copied into it.
    private String location(Path file, List<Path> written) {
        try {
            Path root = layout.root().toRealPath();
            Path real = file.toRealPath();
            if (real.startsWith(root) && !real.startsWith(root.resolve(".cairn"))) {
                return "file:" + root.relativize(real);
            }
            Path copy = root.resolve("data").resolve(file.getFileName().toString());
            if (!Files.exists(copy)) {
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            } else if (Files.mismatch(file, copy) >= 0) {
                throw AppProblems.SOURCE_EXISTS
                        .says("there is another data/%s in the project", copy.getFileName())
                        .what("files from outside of a project are copied into its folder data")
                        .kept("nothing was declared")
                        .remedy("Copy the file into the project under another name and give that.")
                        .with("file", copy)
                        .asException();
            }
            Path relative = root.relativize(copy);
            written.add(relative);
            return "file:" + relative;
        } catch (IOException e) {
            throw MemberBody.unreadable(file, e);
        }
    }

    private static SourceSpec asked(String name, String location) {
        var input =
                new FileInput(
                        Format.CSV,
                        location,
                        null,
                        CsvDialect.DEFAULT,
                        BadLines.DEFAULT,
                        ColumnNames.AS_IS);
        var lines =
                new RecordStrategy(
                        "records[0]",
                        null,
                        new JsonPath(List.of()),
                        java.util.Map.of(),
                        java.util.Map.of());
        var resource =
                new ResourceSpec(
                        name,
                        List.of(lines),
                        List.of(),
                        new KeySpec(List.of()),
                        ChangeSpec.ALL,
                        ResourceSpec.Gone.WITHDRAW,
                        ExpectSpec.DEFAULT);
        return new SourceSpec(
                name, "init", null, input, WebSpec.DEFAULT, SourceSchedule.NONE, List.of(resource));
    }

    private Made declare(String name, Path file, String location, List<Path> written) {
        try {
            if (!Containers.holdsFiles(file, Format.XLSX)) {
                return declare(name, file, new Place(location, null), written);
            }
            String member = largest(file);
            Files.createDirectories(layout.scratch());
            Path folder = Files.createTempDirectory(layout.scratch(), "init-");
            try {
                Path unpacked = unpacked(file, member, folder);
                return declare(name, unpacked, new Place(location, glob(file, member)), written);
            } finally {
                ProjectFiles.delete(folder);
            }
        } catch (IOException e) {
            throw MemberBody.unreadable(file, e);
        }
    }

    private record Place(String location, @Nullable String member) {}

    /// The largest file of an archive that may hold data.
    private static String largest(Path archive) throws IOException {
        List<String> best = new ArrayList<>();
        long[] most = {-1};
        Containers.reading(Format.XLSX)
                .each(
                        archive,
                        null,
                        member -> {
                            boolean data = DATA.matcher(member.member()).matches();
                            try (InputStream in = member.opener().open()) {
                                long bytes = in.transferTo(OutputStream.nullOutputStream());
                                if ((data || best.isEmpty()) && bytes > most[0]) {
                                    most[0] = data ? bytes : -1;
                                    best.clear();
                                    best.add(member.member());
                                }
                            }
                            return member.member();
                        });
        return best.getFirst();
    }

    private static Path unpacked(Path archive, String wanted, Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Containers.reading(Format.XLSX)
                .each(
                        archive,
                        null,
                        member -> {
                            if (member.member().equals(wanted) && found.isEmpty()) {
                                Path file = folder.resolve("member" + ending(wanted));
                                try (InputStream in = member.opener().open()) {
                                    Files.copy(in, file);
                                }
                                found.add(file);
                            }
                            return wanted;
                        });
        return found.getFirst();
    }

    private static String ending(String member) {
        return DATA.matcher(member).matches()
                ? member.substring(member.lastIndexOf('.')).toLowerCase(Locale.ROOT)
                : "";
    }

    /// Names the member where the archive has others, too.
    private static @Nullable String glob(Path archive, String member) throws IOException {
        List<String> all =
                Containers.reading(Format.XLSX).each(archive, null, each -> each.member());
        return all.size() == 1 ? null : member.replaceAll("[\\\\*?\\[\\]{}]", "?");
    }

    private Made declare(String name, Path file, Place place, List<Path> written) {
        return switch (new Inference(new FileBody(file), file.getFileName().toString()).infer()) {
            case Outcome.Nothing(String reason) ->
                    throw AppProblems.SOURCE_NOT_INFERRED
                            .says("no declaration can be made of %s", place.location())
                            .what("%s", reason)
                            .kept("no source was written")
                            .remedy(
                                    "Declare the source by hand; docs/guide has an example of each kind.")
                            .with("location", place.location())
                            .asException();
            case Outcome.Inferred(var format, var declaration, long records, var remarks) -> {
                String path = "sources/" + name + ".yaml";
                ProjectFiles.write(
                        layout.root().resolve(path),
                        declaration.text(name, place.location(), place.member()));
                requireClean(path);
                written.add(Path.of(path));
                yield new Made(
                        written, name, format.name().toLowerCase(Locale.ROOT), records, remarks);
            }
        };
    }

    /// A declaration that lint refuses is a mistake of ours, and is not left behind.
    private void requireClean(String path) {
        List<Finding> errors =
                ProjectReader.lint(layout.root()).errors().stream()
                        .filter(finding -> finding.file().equals(path))
                        .toList();
        if (errors.isEmpty()) {
            return;
        }
        try {
            Files.deleteIfExists(layout.root().resolve(path));
        } catch (IOException e) {
            throw new ProblemException(
                    AppProblems.INTERNAL
                            .says("a declaration that is wrong was written to %s", path)
                            .what("%s", errors.getFirst())
                            .kept("the database is as it was")
                            .remedy("Remove the file.")
                            .asException()
                            .problem(),
                    e);
        }
        throw AppProblems.SOURCE_NOT_INFERRED
                .says("what was inferred cannot be declared")
                .what("%s", errors.getFirst())
                .kept("no source was written")
                .remedy("Declare the source by hand; docs/guide has an example of each kind.")
                .asException();
    }
}
