package org.cairn.source.read;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cairn.source.SourceProblems;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ViewSpec;
import org.cairn.source.yaml.Place;
import org.cairn.source.yaml.YamlText;
import org.jspecify.annotations.Nullable;

/// Reads the queries of views. Confined to one reading of a project.
final class ViewFiles {
    private final ProjectFiles files;

    ViewFiles(ProjectFiles files) {
        this.files = files;
    }

    /// The same pipeline with the queries of its views; what is wrong with a file is a finding at
    /// the place that names it.
    Loaded<PipelineSpec> filled(Loaded<PipelineSpec> pipeline) {
        PipelineSpec spec = pipeline.spec();
        if (spec == null || spec.views().isEmpty()) {
            return pipeline;
        }
        List<ViewSpec> views = new ArrayList<>();
        for (int i = 0; i < spec.views().size(); i++) {
            ViewSpec view = spec.views().get(i);
            String query = query(pipeline, view, pipeline.at().value("design", "views", i, "sql"));
            views.add(query == null ? view : view.reading(query));
        }
        boolean complete = pipeline.complete() && pipeline.reading().errors() == 0;
        return new Loaded<>(pipeline.reading(), pipeline.at(), spec.withViews(views), complete);
    }

    private @Nullable String query(Loaded<PipelineSpec> pipeline, ViewSpec view, Place place) {
        String file = Words.quoted(view.file());
        switch (files.read(view.file())) {
            case ProjectFiles.Content.Bytes(byte[] bytes) -> {
                return query(pipeline, file, bytes, place);
            }
            case ProjectFiles.Content.Absent() ->
                    pipeline.reading()
                            .error(
                                    place,
                                    "there is no file " + file,
                                    "Create it, or correct its path; it begins at the project.");
            case ProjectFiles.Content.Outside() ->
                    pipeline.reading()
                            .error(
                                    SourceProblems.PATH_OUTSIDE_PROJECT,
                                    place,
                                    "%s is outside the project".formatted(file),
                                    "Copy the file into the project.");
            case ProjectFiles.Content.Unreadable(String why) ->
                    pipeline.reading()
                            .error(
                                    place,
                                    "%s cannot be read: %s".formatted(file, why),
                                    "Make it a readable file.");
        }
        return null;
    }

    private static @Nullable String query(
            Loaded<PipelineSpec> pipeline, String file, byte[] bytes, Place place) {
        String text = text(bytes);
        if (text == null) {
            pipeline.reading()
                    .error(
                            place,
                            "%s is not UTF-8 of at most 1 MiB without NUL".formatted(file),
                            "Save it as UTF-8.");
            return null;
        }
        String query = SqlText.query(text);
        if (query.isEmpty()) {
            pipeline.reading()
                    .error(
                            place,
                            "%s is not one query".formatted(file),
                            "Write one SELECT, WITH, VALUES or TABLE, without CREATE VIEW before"
                                    + " it.");
            return null;
        }
        return query;
    }

    private static @Nullable String text(byte[] bytes) {
        if (bytes.length > YamlText.MAX_BYTES) {
            return null;
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.indexOf('\0') >= 0 ? null : text;
        } catch (CharacterCodingException _) {
            // Said by the caller.
            return null;
        }
    }
}
