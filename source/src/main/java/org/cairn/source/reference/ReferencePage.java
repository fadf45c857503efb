package org.cairn.source.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.source.declare.CairnKeys;
import org.cairn.source.declare.PipelineKeys;
import org.cairn.source.declare.SourceKeys;
import org.cairn.source.json.JsonValue;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.MapShape;
import org.cairn.source.shape.MappedShape;
import org.cairn.source.shape.NumberShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.WholeShape;

/// Writes `docs/reference/config.md`: every key of every file. Confined to one call of [#write].
public final class ReferencePage {
    private final StringBuilder page = new StringBuilder();
    private final Map<String, RecordShape<?>> written = new LinkedHashMap<>();

    private ReferencePage() {}

    public static String write() {
        var writer = new ReferencePage();
        writer.page.append(
                """
                # Configuration

                Written from the code that reads the files; a test keeps both equal. An unknown key is an
                error, and so is a key that is planned but has no effect in this version.

                Files are UTF-8 YAML 1.2, at most 1 MiB. Names begin with a small letter and have small
                letters, digits and `_`, at most 50. In `cairn.yaml` under `database` and `vault`, and in
                `location` of a source, `${env:NAME}` stands for an environment variable and `${file:PATH}`
                for the content of a file.
                """);
        writer.file("cairn.yaml", CairnKeys.FILE);
        writer.file("sources/*.yaml", SourceKeys.FILE);
        writer.file("pipelines/*.yaml", PipelineKeys.FILE);
        return writer.page.toString();
    }

    private void file(String name, RecordShape<?> shape) {
        page.append("\n## `").append(name).append("`\n");
        body(shape);
        shape.keys().forEach(key -> below(key.shape()));
    }

    private void section(RecordShape<?> shape) {
        if (shape.keys().isEmpty() || written.putIfAbsent(shape.name(), shape) != null) {
            return;
        }
        page.append("\n### ").append(shape.name()).append('\n');
        body(shape);
        shape.keys().forEach(key -> below(key.shape()));
    }

    private void below(Shape<?> shape) {
        switch (shape) {
            case RecordShape<?> record -> section(record);
            case ListShape<?> list -> below(list.element());
            case MapShape<?> map -> below(map.value());
            case MappedShape<?, ?> mapped -> below(mapped.inner());
            case EitherShape<?> either -> either.forms().forEach(this::below);
            case ChoiceShape<?> _, FlagShape _, NumberShape _, TextShape _, WholeShape _ -> {
                // Single values have no keys of their own.
            }
        }
    }

    private void body(RecordShape<?> shape) {
        page.append('\n').append(shape.description());
        if (shape.arity() == RecordShape.Arity.EXACTLY_ONE) {
            page.append(" Exactly one key.");
        }
        page.append("\n\n| key | value | when absent | meaning |\n|---|---|---|---|\n");
        shape.keys().forEach(this::row);
        if (!shape.later().isEmpty()) {
            List<String> later = shape.later().stream().map("`%s`"::formatted).toList();
            page.append("\nPlanned, refused by this version: ")
                    .append(String.join(", ", later))
                    .append(".\n");
        }
    }

    private void row(Key<?> key) {
        page.append(
                "| `%s` | %s | %s | %s |\n"
                        .formatted(
                                key.name(),
                                linked(key.shape().words()),
                                absent(key),
                                key.description()));
    }

    private static String linked(String words) {
        return words.replaceAll("keys of '([a-z]+)'", "[$1](#$1)")
                .replaceAll("keys of '([a-z]+) ([a-z]+)'", "[$1 $2](#$1-$2)");
    }

    private static String absent(Key<?> key) {
        if (key.isRequired()) {
            return "**required**";
        }
        if (!key.absent().isEmpty()) {
            return key.absent();
        }
        Object value = key.otherwise();
        JsonValue json = value == null ? null : DefaultText.json(key.shape(), value);
        boolean empty = json instanceof JsonValue.Items(var items) && items.isEmpty();
        return json == null || empty ? "" : "`" + json.compact() + "`";
    }
}
