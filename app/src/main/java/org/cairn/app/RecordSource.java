package org.cairn.app;

import java.util.LinkedHashSet;
import java.util.Set;
import org.cairn.collect.replay.Recorder;
import org.cairn.collect.replay.Recording;
import org.cairn.collect.replay.Replay;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.SourceSpec;

/// Records what a source answers, with the rows that it becomes, beside its declaration.
public final class RecordSource {
    private final ProjectLayout layout;
    private final Declarations declarations;
    private final Recorder recorder;

    RecordSource(ProjectLayout layout, Declarations declarations, Recorder recorder) {
        this.layout = layout;
        this.declarations = declarations;
        this.recorder = recorder;
    }

    /// What is asked for.
    ///
    /// @param name of a source, or SOURCE.RESOURCE
    /// @param pages of each resource, or files
    public record Order(String name, int pages, boolean replace) {}

    /// What was recorded.
    public record Recorded(
            String folder, long answers, long files, long bytes, Replay.Replayed rows) {}

    /// Records. Problems: `unknown-name`, those of fetching, decoding, mapping and of recordings.
    public Recorded record(Order order) {
        int dot = order.name().indexOf('.');
        SourceSpec source =
                declarations.loadSource(dot < 0 ? order.name() : order.name().substring(0, dot));
        Set<String> resources = new LinkedHashSet<>();
        source.resources().stream()
                .map(each -> each.name())
                .filter(each -> dot < 0 || each.equals(order.name().substring(dot + 1)))
                .forEach(resources::add);
        if (resources.isEmpty()) {
            throw declarations.unknownName(order.name());
        }
        Recorder.Recorded recorded =
                recorder.record(
                        new Recorder.Order(
                                layout.root(), source, resources, order.pages(), order.replace()));
        Recording recording = recorded.recording();
        return new Recorded(
                layout.root().relativize(recording.folder()).toString(),
                recording.answers().size(),
                recorded.files(),
                recording.answers().stream().mapToLong(Recording.Answer::lengthBytes).sum(),
                recorded.rows());
    }
}
