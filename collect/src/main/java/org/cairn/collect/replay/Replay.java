package org.cairn.collect.replay;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.cairn.collect.decode.Details;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.replay.Difference.Kind;
import org.cairn.source.json.JsonParser;
import org.cairn.source.json.JsonValue;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;

/// Replays the recording of a source: real fetching, decoding, mapping and judging, with neither
/// network nor database. Confined to one thread.
public final class Replay {
    private static final int MOST_ROWS_FILE = 64 << 20;

    private final Bench means;
    private final BiFunction<SourceSpec, ResourceSpec, PipelineSpec> pipelines;

    /// @param pipelines which pipeline makes rows of a resource
    public Replay(Bench means, BiFunction<SourceSpec, ResourceSpec, PipelineSpec> pipelines) {
        this.means = means;
        this.pipelines = pipelines;
    }

    /// Whether expected rows are compared or written.
    public enum Rows {
        COMPARE,
        WRITE
    }

    /// What came of one resource.
    ///
    /// @param rows good ones
    /// @param differences the first ones
    /// @param found how many there are
    public record ReplayedResource(
            String resource, long rows, long refused, List<Difference> differences, long found) {}

    /// What came of a recording.
    ///
    /// @param notes of what was recorded and is not of use
    public record Replayed(List<ReplayedResource> resources, List<String> notes) {}

    /// Replays. Problems: those of recordings, fetching, decoding and mapping.
    public Replayed run(SourceSpec source, Recording recording, Rows rows) {
        List<String> notes = new ArrayList<>();
        List<ResourceSpec> resources = recorded(source, recording, notes);
        var tape = new ReplayTape(recording);
        try (var bench = new Workbench(means.quiet())) {
            Set<String> names = new TreeSet<>();
            resources.forEach(each -> names.add(each.name()));
            var order = new BoundedFetch.Order(source, names, recording.pages(), recording.files());
            var fetched = new BoundedFetch(bench, tape).fetch(order);
            List<ReplayedResource> replayed = new ArrayList<>();
            for (ResourceSpec resource : resources) {
                List<FetchedDocument> documents =
                        fetched.documents().getOrDefault(resource.name(), List.of());
                var one =
                        new ResourceReplay(
                                source,
                                resource,
                                pipelines.apply(source, resource),
                                bench.archive(),
                                new ResourceReplay.Came(
                                        documents,
                                        fetched.details()
                                                .getOrDefault(resource.name(), Details.NONE)));
                List<Line> lines = documents.isEmpty() ? new ArrayList<>() : one.lines();
                fetched.doubts()
                        .getOrDefault(resource.name(), List.of())
                        .forEach(doubt -> lines.add(Line.doubt(doubt)));
                replayed.add(judge(recording, one, lines, rows, tape));
            }
            tape.unheard()
                    .forEach(answer ->
                            notes.add(
                                    "nobody asked for %s (%s)"
                                            .formatted(answer.request(), answer.file())));
            return new Replayed(replayed, notes);
        }
    }

    /// The resources that were recorded, with notes of where declaration and recording differ.
    private static List<ResourceSpec> recorded(
            SourceSpec source, Recording recording, List<String> notes) {
        Set<String> wanted = new TreeSet<>(recording.resources());
        List<ResourceSpec> resources = new ArrayList<>();
        for (ResourceSpec resource : source.resources()) {
            if (wanted.remove(resource.name())) {
                resources.add(resource);
            } else {
                notes.add("resource '%s' is not recorded".formatted(resource.name()));
            }
        }
        wanted.forEach(
                gone -> notes.add("resource '%s' is recorded and not declared".formatted(gone)));
        return resources;
    }

    private static ReplayedResource judge(
            Recording recording,
            ResourceReplay replay,
            List<Line> lines,
            Rows rows,
            ReplayTape tape) {
        String resource = replay.name();
        Path file = recording.rows(resource);
        long good = lines.stream().filter(Line::hasRow).count();
        long refused = lines.stream().filter(Line::isRefused).count();
        if (rows == Rows.WRITE) {
            write(file, lines);
            return new ReplayedResource(resource, good, refused, List.of(), 0);
        }
        if (!Files.isRegularFile(file)) {
            var none = new Difference(Kind.NO_EXPECTATION, "", "", null, null, file.toString());
            return new ReplayedResource(resource, good, refused, List.of(none), 1);
        }
        var place = new Places(recording, replay, tape);
        var comparison = new Comparison(replay.keys(), place::of);
        comparison.compare(read(file), lines);
        return new ReplayedResource(resource, good, refused, comparison.told(), comparison.found());
    }

    private static void write(Path file, List<Line> lines) {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line.json().compact()).append('\n'));
        Recording.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<Line> read(Path file) {
        List<Line> lines = new ArrayList<>();
        for (String text : Recording.lines(file, MOST_ROWS_FILE)) {
            try {
                lines.add(new Line((JsonValue.Members) JsonParser.parse(text), null));
            } catch (IllegalArgumentException | ClassCastException e) {
                throw RecordingProblems.unreadable(
                        file, "line %d: %s".formatted(lines.size() + 1, e.getMessage()));
            }
        }
        return lines;
    }
}
