package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.SourceSpec.Publisher;
import org.jspecify.annotations.Nullable;

/// The file of a source, `sources/NAME.yaml`.
public final class SourceKeys {
    static final Key<Long> VERSION =
            Key.required("version", new WholeShape(1, 1), "The version of the declarations: 1.");

    private static final Key<String> SOURCE =
            Key.required("source", Names.THING, "The name of the source.");
    private static final Key<String> TYPE =
            Key.required(
                    "type",
                    ChoiceShape.of(Map.of("file", "file"))
                            .later("rest_api", "html", "database", "airtable"),
                    "The kind of source.");

    private static final Key<String> PUBLISHER_NAME =
            Key.required("name", Names.TEXT, "Who publishes the data.");
    private static final Key<String> URL =
            Key.optional("url", Names.TEXT, "The publisher's page about the data.");
    private static final Key<String> COUNTRY =
            Key.optional("country", Names.TEXT, "The country, best by ISO 3166.");
    private static final Key<String> LICENCE =
            Key.optional("licence", Names.TEXT, "The licence of the data.").alsoCalled("license");
    private static final Key<Publisher> PUBLISHER =
            Key.optional(
                    "publisher",
                    RecordShape.of(
                            "publisher",
                            "Who publishes the data and under which licence.",
                            List.of(PUBLISHER_NAME, URL, COUNTRY, LICENCE),
                            in ->
                                    new Publisher(
                                            in.get(PUBLISHER_NAME),
                                            in.find(URL),
                                            in.find(COUNTRY),
                                            in.find(LICENCE))),
                    "Who publishes the data.");

    /// What is read from the file.
    public static final RecordShape<SourceSpec> FILE =
            RecordShape.of(
                            "source",
                            "Where data comes from and which resources are in it.",
                            keys(),
                            SourceKeys::source)
                    .later(
                            "schedule",
                            "client",
                            "politeness",
                            "download",
                            "tables",
                            "url",
                            "base",
                            "auth",
                            "cast",
                            "verify",
                            "pii");

    private SourceKeys() {}

    private static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(VERSION, SOURCE, TYPE, PUBLISHER));
        keys.addAll(InputKeys.ALL);
        keys.add(ResourceKeys.RESOURCES);
        return keys;
    }

    private static @Nullable SourceSpec source(Values in) {
        FileInput input = InputKeys.input(in);
        refuseOutside(in, InputKeys.DIALECT, Format.CSV);
        refuseOutside(in, InputKeys.COLUMNS, Format.CSV, Format.HTML);
        refuseOutside(in, InputKeys.BASE_URL, Format.HTML);
        refuseOutside(in, InputKeys.NAMESPACES, Format.XML);
        Set<String> names = new LinkedHashSet<>();
        List<ResourceSpec> resources = new ArrayList<>();
        for (ResourceDraft draft : in.get(ResourceKeys.RESOURCES)) {
            if (!names.add(draft.name())) {
                in.reading()
                        .error(
                                draft.in().positions().value("name"),
                                "two resources have the name '%s'".formatted(draft.name()),
                                "Give each resource a name of its own.");
            }
            if (draft.in().complete()) {
                new ResourceLint(draft, input.format()).check();
            }
            resources.add(draft.finished());
        }
        return new SourceSpec(
                in.get(SOURCE), in.reading().file(), in.find(PUBLISHER), input, resources);
    }

    private static void refuseOutside(Values in, Key<?> key, Format... formats) {
        if (in.has(key) && !List.of(formats).contains(in.get(InputKeys.FORMAT))) {
            String only =
                    Stream.of(formats)
                            .map(format -> format.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(" and "));
            in.reading()
                    .error(
                            in.placeOf(key),
                            "'%s' is only for %s".formatted(key.name(), only),
                            "Remove it.");
        }
    }
}
