package org.cairn.source.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.cairn.source.SourceProblems;
import org.cairn.source.declare.CairnKeys;
import org.cairn.source.declare.PipelineKeys;
import org.cairn.source.declare.SourceKeys;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.References;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ProjectSpec;
import org.cairn.source.spec.ScheduleSpec;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.yaml.Place;
import org.cairn.source.yaml.Positions;
import org.cairn.source.yaml.YamlFault;
import org.cairn.source.yaml.YamlNode;
import org.cairn.source.yaml.YamlText;
import org.jspecify.annotations.Nullable;

/// One reading of one project. Confined to one call of [ProjectReader].
final class ProjectLoading {
    static final String PROJECT_FILE = "cairn.yaml";

    private final ProjectFiles files;
    private final References references;
    private final List<Reading> readings = new ArrayList<>();
    private final List<Loaded<SourceSpec>> sources = new ArrayList<>();
    private final List<Loaded<PipelineSpec>> pipelines = new ArrayList<>();
    private List<PipelineSpec> implied = List.of();
    private @Nullable ProjectSpec project;

    ProjectLoading(ProjectFiles files, References references) {
        this.files = files;
        this.references = references;
    }

    /// Reads everything; false where there is no project file.
    boolean load() {
        if (files.read(PROJECT_FILE) instanceof ProjectFiles.Content.Absent) {
            return false;
        }
        Loaded<ProjectSpec> own = file(PROJECT_FILE, CairnKeys.FILE);
        project = own.spec();
        // A mistake in the project's own file does not hide those in the others.
        var sourceGlobs = project == null ? CairnKeys.DEFAULT_SOURCES : project.sources();
        var pipelineGlobs = project == null ? CairnKeys.DEFAULT_PIPELINES : project.pipelines();
        for (String file : named(own, "sources", sourceGlobs)) {
            sources.add(file(file, SourceKeys.FILE));
        }
        var views = new ViewFiles(files);
        for (String file : named(own, "pipelines", pipelineGlobs)) {
            pipelines.add(views.filled(file(file, PipelineKeys.FILE)));
        }
        implied = new ProjectLint(sources, pipelines).check();
        if (own.complete()
                && sources.stream().allMatch(Loaded::complete)
                && pipelines.stream().allMatch(Loaded::complete)) {
            checkSchedules(own);
        }
        return true;
    }

    /// A schedule that names nothing would fail at night, when nobody looks.
    private void checkSchedules(Loaded<ProjectSpec> own) {
        Set<String> names = new LinkedHashSet<>();
        sources().forEach(source -> names.add(source.name()));
        pipelines().forEach(pipeline -> names.add(pipeline.name()));
        List<ScheduleSpec> schedules = project == null ? List.of() : project.schedules();
        for (int i = 0; i < schedules.size(); i++) {
            if (schedules.get(i).act() instanceof ScheduleSpec.Act.Run(List<String> wanted)) {
                for (String name : wanted) {
                    if (!names.contains(name)) {
                        own.reading()
                                .error(
                                        own.at().value("schedules", i, "run"),
                                        "no source or pipeline is called %s%s"
                                                .formatted(
                                                        Words.quoted(name),
                                                        Words.didYouMean(name, names)),
                                        "Write the name of a source or a pipeline.");
                    }
                }
            }
        }
    }

    private <T> Loaded<T> file(String name, Shape<T> shape) {
        var reading = new Reading(name, references);
        readings.add(reading);
        YamlNode root = tree(name, reading);
        T spec = root == null ? null : shape.read(root, name, reading);
        YamlNode known = root == null ? new YamlNode.Mapping(Place.START, List.of(), 1) : root;
        boolean complete = spec != null && reading.errors() == 0;
        return new Loaded<>(reading, new Positions(known), spec, complete);
    }

    private @Nullable YamlNode tree(String name, Reading reading) {
        return switch (files.read(name)) {
            case ProjectFiles.Content.Bytes(byte[] bytes) -> {
                YamlText.Parsed parsed = YamlText.parse(bytes);
                for (YamlFault fault : parsed.faults()) {
                    reading.error(fault.place(), fault.message(), fault.remedy());
                }
                yield parsed.root();
            }
            case ProjectFiles.Content.Absent() -> {
                reading.error(
                        Place.START, "there is no such file", "Create it, or remove its name.");
                yield null;
            }
            case ProjectFiles.Content.Outside() -> {
                reading.error(
                        SourceProblems.PATH_OUTSIDE_PROJECT,
                        Place.START,
                        "the file is a link that leads out of the project",
                        "Copy the file into the project.");
                yield null;
            }
            case ProjectFiles.Content.Unreadable(String why) -> {
                reading.error(
                        Place.START,
                        "the file cannot be read: " + why,
                        "Make it a readable file, or remove its name.");
                yield null;
            }
        };
    }

    private Set<String> named(Loaded<ProjectSpec> own, String key, List<String> globs) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < globs.size(); i++) {
            String glob = globs.get(i).startsWith("./") ? globs.get(i).substring(2) : globs.get(i);
            if (!ProjectFiles.isGlob(glob)) {
                names.add(glob);
                continue;
            }
            try {
                names.addAll(files.matching(glob));
            } catch (IOException | IllegalArgumentException e) {
                own.reading()
                        .error(
                                own.at().value(key, i),
                                "the files of this glob cannot be listed: "
                                        + Objects.requireNonNullElse(e.getMessage(), "")
                                                .lines()
                                                .findFirst()
                                                .orElse(""),
                                "Write a glob as 'sources/*.yaml'.");
            }
        }
        return names;
    }

    @Nullable ProjectSpec project() {
        return project;
    }

    List<Reading.Found> found() {
        return readings.stream().flatMap(reading -> reading.found().stream()).toList();
    }

    List<SourceSpec> sources() {
        return sources.stream().map(Loaded::spec).filter(Objects::nonNull).toList();
    }

    List<PipelineSpec> pipelines() {
        List<PipelineSpec> all = new ArrayList<>();
        for (Loaded<PipelineSpec> pipeline : pipelines) {
            if (pipeline.spec() != null) {
                all.add(pipeline.spec());
            }
        }
        all.addAll(implied);
        return all;
    }
}
