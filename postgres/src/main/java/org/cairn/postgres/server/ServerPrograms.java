package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.PostgresProblems;
import org.jspecify.annotations.Nullable;

/// The programs of one PostgreSQL version on this machine.
///
/// @param bin the directory that holds `postgres`
/// @param version for example `18.6`
public record ServerPrograms(Path bin, String version) {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)(\\S*)");

    /// The programs of an archive, unpacked under the runtime directory unless that was done
    /// before. Problems: `server-files-failed`, `server-in-use`.
    public static ServerPrograms unpacked(
            PostgresArchive archive, Path runtimeDirectory, EventSink events) {
        return PostgresBinaries.unpack(runtimeDirectory, archive, events);
    }

    /// Finds programs of a major version: in `bindir`, which must fit when it is given; else the
    /// embedded ones; else where Debian puts them; else along PATH.
    ///
    /// Problems: `programs-missing`, `server-files-failed`, `server-in-use`.
    public static ServerPrograms find(
            int major, @Nullable Path bindir, Path runtimeDirectory, EventSink events) {
        if (bindir != null) {
            return in(bindir, major).orElseThrow(() -> missing(major, List.of(bindir)));
        }
        Optional<PostgresArchive> archive = embedded(major);
        if (archive.isPresent()) {
            return unpacked(archive.get(), runtimeDirectory, events);
        }
        var places = new ArrayList<Path>();
        places.add(Path.of("/usr/lib/postgresql/%d/bin".formatted(major)));
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
                .filter(entry -> entry.startsWith("/"))
                .map(Path::of)
                .forEach(places::add);
        return places.stream()
                .flatMap(place -> in(place, major).stream())
                .findFirst()
                .orElseThrow(() -> missing(major, places));
    }

    public Path program(String name) {
        return bin.resolve(name);
    }

    private static Optional<PostgresArchive> embedded(int major) {
        try {
            return Optional.of(PostgresArchive.ofThisMachine())
                    .filter(archive -> archive.major() == major);
        } catch (ProblemException _) {
            // Nothing is embedded for this kind of machine; other places may have it.
            return Optional.empty();
        }
    }

    private static Optional<ServerPrograms> in(Path place, int major) {
        Path postgres = place.resolve("postgres");
        if (!Files.isExecutable(postgres)) {
            return Optional.empty();
        }
        try {
            Path bin = ServerFiles.parent(postgres.toRealPath());
            Matcher version =
                    VERSION.matcher(Commands.ask(List.of(postgres.toString(), "--version")));
            return version.find() && version.group(1).equals(Integer.toString(major))
                    ? Optional.of(new ServerPrograms(bin, version.group(1) + version.group(2)))
                    : Optional.empty();
        } catch (IOException _) {
            // A file that does not run is no program; the next place may have one.
            return Optional.empty();
        }
    }

    private static ProblemException missing(int major, List<Path> places) {
        return PostgresProblems.PROGRAMS_MISSING
                .says("no programs of PostgreSQL %d on this machine", major)
                .what(
                        "looked in %s",
                        String.join(", ", places.stream().map(Path::toString).toList()))
                .kept("nothing was changed")
                .remedy(
                        "Install PostgreSQL %d, or set database.bindir to the directory that has its"
                                + " programs.",
                        major)
                .with("major", major)
                .asException();
    }
}
