package org.cairn.collect.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.cairn.collect.fetch.FileFetcher;
import org.cairn.collect.fetch.http.WebProblems;
import org.cairn.collect.fetch.rest.RestFetcher;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.WebSpec;

/// Makes the recording of a source: asks it for some pages, politely, and writes down what it
/// answers, beside what is there until all is whole.
public final class Recorder {
    private final Bench bench;
    private final Replay replay;

    /// @param replay makes the rows that are expected from now on
    public Recorder(Bench bench, Replay replay) {
        this.bench = bench;
        this.replay = replay;
    }

    /// What to record.
    ///
    /// @param resources that rows are expected of; those on which they hang are asked for, too
    /// @param pages of each resource, or files
    public record Order(
            Path project, SourceSpec source, Set<String> resources, int pages, boolean replace) {}

    /// What was recorded.
    public record Recorded(Recording recording, long files, Replay.Replayed rows) {}

    /// Records. Problems: `recording-exists`, `recording-too-large`, `recording-unwritable`, those
    /// of fetching, decoding and mapping.
    public Recorded record(Order order) {
        Path folder = Recording.folderOf(order.project(), order.source());
        if (Files.exists(folder) && !order.replace()) {
            throw RecordingProblems.RECORDING_EXISTS
                    .says("source '%s' has a recording already", order.source().name())
                    .what("it is in %s", folder)
                    .kept("nothing was asked; the recording is as it was")
                    .remedy("Replace it with `--replace`, or test it: `cairn source test`.")
                    .with("path", folder)
                    .asException();
        }
        Path draft = folder.resolveSibling(folder.getFileName() + ".new");
        Workbench.remove(draft);
        try {
            Recorded recorded = record(order, draft);
            swap(draft, folder);
            var there = recorded.recording();
            return new Recorded(
                    new Recording(
                            folder,
                            there.source(),
                            there.resources(),
                            there.pages(),
                            there.answers()),
                    recorded.files(),
                    recorded.rows());
        } finally {
            Workbench.remove(draft);
        }
    }

    private Recorded record(Order order, Path draft) {
        Set<String> resources = new LinkedHashSet<>(order.resources());
        List<Recording.Answer> answers = List.of();
        long files = 0;
        if (order.source().input().isOnTheWeb()) {
            if (order.source().input() instanceof RestInput input) {
                resources = RestFetcher.withParents(input, resources);
            }
            answers = fromWeb(order, resources, draft);
        } else {
            files = copyFiles(order, draft);
        }
        List<String> names =
                order.source().resources().stream()
                        .map(each -> each.name())
                        .filter(resources::contains)
                        .toList();
        var recording = new Recording(draft, order.source().name(), names, order.pages(), answers);
        recording.writeIndex();
        return new Recorded(
                recording, files, replay.run(order.source(), recording, Replay.Rows.WRITE));
    }

    private List<Recording.Answer> fromWeb(Order order, Set<String> resources, Path draft) {
        var tape = new RecordingTape(draft, order.source());
        var small =
                new BoundedFetch.Order(
                        bounded(order.source()),
                        new TreeSet<>(resources),
                        order.pages(),
                        order.project());
        try (var work = new Workbench(bench)) {
            new BoundedFetch(work, tape).fetch(small);
        } catch (ProblemException e) {
            if (e.problem().code().equals(WebProblems.WEB_TOO_LARGE)) {
                throw RecordingProblems.tooLarge(e.problem().what());
            }
            throw e;
        }
        return tape.answers();
    }

    /// The source with limits of a recording: what is too large for one is not even brought.
    private static SourceSpec bounded(SourceSpec source) {
        var most = new ByteSize(Recording.MOST_BYTES);
        WebSpec web = source.web();
        var download =
                new WebSpec.Download(
                        web.download().chunkSize(),
                        false,
                        smaller(web.download().maxSize(), most),
                        web.download().sha256());
        var client = web.client().withMaxSize(smaller(web.client().maxSize(), most));
        return new SourceSpec(
                source.name(),
                source.declaredIn(),
                source.publisher(),
                source.input(),
                new WebSpec(client, download, web.politeness()),
                source.schedule(),
                source.resources());
    }

    private static ByteSize smaller(ByteSize a, ByteSize b) {
        return a.bytes() < b.bytes() ? a : b;
    }

    private static long copyFiles(Order order, Path draft) {
        long bytes = 0;
        long files = 0;
        try {
            Path root = order.project().toRealPath();
            for (Path file : FileFetcher.files(order.project(), order.source())) {
                if (files == order.pages()) {
                    break;
                }
                bytes += Files.size(file);
                if (bytes > Recording.MOST_BYTES) {
                    throw RecordingProblems.tooLarge(
                            "%s goes past %s of all files together"
                                    .formatted(
                                            root.relativize(file),
                                            new ByteSize(Recording.MOST_BYTES)));
                }
                Path target = draft.resolve("files").resolve(root.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                files++;
            }
        } catch (IOException e) {
            throw RecordingProblems.unwritable(draft, e);
        }
        return files;
    }

    /// One moment without a recording is the price of a folder that is replaced; a kill in it
    /// leaves the draft.
    private static void swap(Path draft, Path folder) {
        Path old = folder.resolveSibling(folder.getFileName() + ".old");
        try {
            Workbench.remove(old);
            if (Files.exists(folder)) {
                Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            Workbench.remove(old);
        } catch (IOException e) {
            throw RecordingProblems.unwritable(folder, e);
        }
    }
}
