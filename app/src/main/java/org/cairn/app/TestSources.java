package org.cairn.app;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.cairn.collect.replay.Recording;
import org.cairn.collect.replay.RecordingProblems;
import org.cairn.collect.replay.Replay;
import org.cairn.collect.replay.Replay.Rows;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.SourceSpec;
import org.jspecify.annotations.Nullable;

/// Replays the recordings of sources and holds the rows against those that are expected.
public final class TestSources {
    private final ProjectLayout layout;
    private final Declarations declarations;
    private final Replay replay;

    TestSources(ProjectLayout layout, Declarations declarations, Replay replay) {
        this.layout = layout;
        this.declarations = declarations;
        this.replay = replay;
    }

    /// What came of one source.
    ///
    /// @param problem that ended its replay, or null
    public record TestedSource(String source, @Nullable Problem problem, Replay.Replayed replayed) {
        /// Whether all is as expected.
        public boolean passed() {
            return problem == null
                    && replayed.resources().stream().allMatch(each -> each.found() == 0);
        }
    }

    /// What came of all.
    ///
    /// @param unrecorded sources that have no recording
    public record Tested(List<TestedSource> sources, List<String> unrecorded) {
        public boolean passed() {
            return sources.stream().allMatch(TestedSource::passed);
        }
    }

    /// Tests sources. Problems: `unknown-name`, `recording-missing` for one that is named, or where
    /// none has a recording.
    ///
    /// @param names none for all that have a recording
    public Tested run(List<String> names, Rows rows) {
        List<SourceSpec> chosen = new ArrayList<>();
        List<String> unrecorded = new ArrayList<>();
        if (names.isEmpty()) {
            for (SourceSpec source : declarations.sources()) {
                if (Files.exists(Recording.folderOf(layout.root(), source))) {
                    chosen.add(source);
                } else {
                    unrecorded.add(source.name());
                }
            }
            if (chosen.isEmpty()) {
                throw RecordingProblems.RECORDING_MISSING
                        .says("no source of this project has a recording")
                        .what("declared: %s", String.join(", ", unrecorded))
                        .kept("nothing was tried")
                        .remedy("Make one with `cairn source record SOURCE`.")
                        .asException();
            }
        } else {
            new TreeSet<>(names).forEach(name -> chosen.add(declarations.loadSource(name)));
        }
        return new Tested(chosen.stream().map(source -> test(source, rows)).toList(), unrecorded);
    }

    private TestedSource test(SourceSpec source, Rows rows) {
        // One that is not there ends the command; what is wrong with one is its own result.
        var recording = Recording.read(Recording.folderOf(layout.root(), source), source.name());
        try {
            return new TestedSource(source.name(), null, replay.run(source, recording, rows));
        } catch (ProblemException e) {
            return new TestedSource(
                    source.name(), e.problem(), new Replay.Replayed(List.of(), List.of()));
        }
    }
}
