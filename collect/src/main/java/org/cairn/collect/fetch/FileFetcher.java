package org.cairn.collect.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cairn.collect.fetch.http.Downloads;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.document.DocumentOrigin;

/// Brings the files of a source into the vault, in the order of their paths; those on the web are
/// [WebFiles].
///
/// Reads only below the project folder, whatever links lead elsewhere. Problems:
/// `source-file-missing`, `source-file-unreadable`, `source-file-changed`, `path-leaves-project`,
/// those of the web, and those of the vault.
public final class FileFetcher {
    private static final int MAX_DEPTH = 20;
    private static final long WORTH_A_READING = 8 << 20;

    private final Path project;
    private final DocumentArchive archive;
    private final EventSink events;
    private final MemberDocuments members;
    private final WebFiles web;

    public FileFetcher(
            Path project, DocumentArchive archive, EventSink events, Downloads downloads) {
        this.project = project;
        this.archive = archive;
        this.events = events;
        this.members = new MemberDocuments(archive, events);
        this.web = new WebFiles(archive, events, downloads);
    }

    /// Stores every file of the source; when it returns, all are durable.
    public List<FetchedDocument> fetch(SourceSpec source) {
        String stage = "fetch " + source.name();
        events.accept(new RunEvent.StageBegun(stage));
        List<FetchedDocument> documents = new ArrayList<>();
        if (source.input().isOnTheWeb()) {
            documents.addAll(web.fetch(source, stage));
        } else {
            files(project, source).forEach(file -> documents.addAll(storeAll(source, stage, file)));
        }
        long bytes = documents.stream().mapToLong(each -> each.archived().lengthBytes()).sum();
        events.accept(
                new RunEvent.StageEnded(
                        stage,
                        String.format(
                                Locale.ROOT,
                                "%d documents, %s, durable",
                                documents.size(),
                                new ByteSize(bytes))));
        return documents;
    }

    /// The files that the source's location names now, sorted; at least one.
    public static List<Path> files(Path project, SourceSpec source) {
        String pattern = source.input().location().substring("file:".length());
        try {
            Path root = project.toRealPath();
            // A file of just this name comes first: names may hold brackets.
            Path exact = root.resolve(pattern);
            List<Path> found = Files.exists(exact) ? List.of(exact) : matching(root, pattern);
            if (found.isEmpty()) {
                throw FetchProblems.SOURCE_FILE_MISSING
                        .says("source '%s' has no file", source.name())
                        .what("nothing is at %s", source.input().location())
                        .kept("nothing was loaded")
                        .remedy(
                                "Put the file there, or correct `location` in %s.",
                                source.declaredIn())
                        .with("source", source.name())
                        .with("location", source.input().location())
                        .asException();
            }
            for (Path file : found) {
                requireInside(root, file);
                requireFile(root, file);
            }
            return found;
        } catch (IOException e) {
            throw unreadable(source.name(), project.resolve(pattern), e);
        } catch (UncheckedIOException e) {
            // A folder on the way that cannot be listed.
            throw unreadable(source.name(), project.resolve(pattern), new IOException(e));
        }
    }

    private static List<Path> matching(Path root, String pattern) throws IOException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        try (Stream<Path> walk = Files.walk(root, MAX_DEPTH)) {
            return walk.filter(path -> !path.startsWith(root.resolve(".cairn")))
                    .filter(path -> !isRecorded(root.relativize(path)))
                    .filter(path -> matcher.matches(root.relativize(path)))
                    .filter(path -> !Files.isDirectory(path))
                    .sorted()
                    .toList();
        }
    }

    /// Whether a file belongs to a recording (`NAME.recorded/`), which lies beside a declaration
    /// and is no data of the project.
    private static boolean isRecorded(Path relative) {
        for (Path step : relative) {
            if (step.toString().endsWith(".recorded")) {
                return true;
            }
        }
        return false;
    }

    /// Neither a folder nor a pipe or device, which might never end.
    private static void requireFile(Path root, Path file) {
        if (!Files.isRegularFile(file)) {
            throw FetchProblems.SOURCE_NOT_A_FILE
                    .says("%s is no file", root.relativize(file))
                    .what("it is a folder, a pipe or a device")
                    .kept("nothing was read")
                    .remedy("Name a file in `location`; of a folder's files `folder/*.json`.")
                    .with("file", root.relativize(file))
                    .asException();
        }
    }

    private static void requireInside(Path root, Path file) throws IOException {
        Path real = file.toRealPath();
        if (!real.startsWith(root) || real.startsWith(root.resolve(".cairn"))) {
            throw FetchProblems.PATH_LEAVES_PROJECT
                    .says("%s leads out of the project's own files", root.relativize(file))
                    .what("the file is not below the project folder, or in its .cairn folder")
                    .kept("nothing was read")
                    .remedy("Copy the file into the project folder.")
                    .with("file", root.relativize(file))
                    .asException();
        }
    }

    /// A plain file is one document. One that holds others is kept as it is, besides the documents
    /// that its files become.
    private List<FetchedDocument> storeAll(SourceSpec source, String stage, Path file) {
        try {
            FetchedDocument whole = store(source, stage, file);
            if (!Containers.holdsFiles(file, source.input().format())) {
                return List.of(whole);
            }
            return members.store(
                    source,
                    stage,
                    new Containers.Archive(file, file.getFileName().toString()),
                    "file:" + relative(file));
        } catch (IOException e) {
            throw unreadable(source.name(), file, e);
        }
    }

    private FetchedDocument store(SourceSpec source, String stage, Path file) {
        Path relative = relative(file);
        var origin = new DocumentOrigin(source.name(), "file:" + relative, null, mediaType(source));
        try {
            BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
            ArchivedDocument archived =
                    known(origin, file, before.size())
                            .orElseGet(() -> storeNew(origin, stage, file, before.size()));
            BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
            if (before.size() != after.size()
                    || !before.lastModifiedTime().equals(after.lastModifiedTime())
                    || archived.lengthBytes() != after.size()) {
                throw FetchProblems.SOURCE_FILE_CHANGED
                        .says("%s changed while it was read", relative)
                        .what("%d bytes before, %d after", before.size(), after.size())
                        .kept("nothing was loaded")
                        .remedy("Run again when the file is complete.")
                        .with("file", relative)
                        .asException();
            }
            return new FetchedDocument(archived, file.getFileName().toString());
        } catch (IOException e) {
            throw unreadable(source.name(), file, e);
        }
    }

    /// A large file is first asked for by its hash: a register that did not change since yesterday
    /// then costs one reading, where storing costs ten times as much.
    private Optional<ArchivedDocument> known(DocumentOrigin origin, Path file, long size)
            throws IOException {
        if (size < WORTH_A_READING) {
            return Optional.empty();
        }
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return archive.storeAgain(origin, Sha256.ofDigest(digest.digest()));
    }

    private ArchivedDocument storeNew(DocumentOrigin origin, String stage, Path file, long size) {
        try (InputStream in = Files.newInputStream(file)) {
            return archive.store(
                    origin,
                    in,
                    done -> events.accept(new RunEvent.Progressed(stage, done, size, "bytes")));
        } catch (IOException e) {
            throw unreadable(origin.source(), file, e);
        }
    }

    private Path relative(Path file) {
        try {
            return project.toRealPath().relativize(file);
        } catch (IOException _) {
            // Only the name shown is at stake.
            return file.getFileName();
        }
    }

    static String mediaType(SourceSpec source) {
        return switch (source.input().format()) {
            case JSON -> "application/json";
            case JSONL -> "application/x-ndjson";
            case CSV -> "text/csv";
            case HTML -> "text/html";
            case XML -> "application/xml";
            case YAML -> "application/yaml";
            case XLSX -> "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        };
    }

    static ProblemException unreadable(String source, Path file, IOException e) {
        return FetchProblems.SOURCE_FILE_UNREADABLE
                .says("cannot read %s", file.getFileName())
                .what("%s", e)
                .kept("nothing was loaded")
                .remedy("Make it readable for the user that runs Cairn, then run again.")
                .with("source", source)
                .with("file", file)
                .asException(e);
    }
}
