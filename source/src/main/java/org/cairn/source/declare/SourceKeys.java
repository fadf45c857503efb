package org.cairn.source.declare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.SourceInput;
import org.cairn.source.spec.SourceSchedule;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.SourceSpec.Publisher;
import org.cairn.source.spec.WebSpec;
import org.jspecify.annotations.Nullable;

/// The file of a source, `sources/NAME.yaml`.
public final class SourceKeys {
    static final Key<Long> VERSION =
            Key.required("version", new WholeShape(1, 1), "The version of the declarations: 1.");

    private static final Key<String> SOURCE =
            Key.required("source", Names.THING, "The name of the source.");

    /// The kinds of sources.
    private enum Type {
        FILE,
        REST_API
    }

    private static final Key<Type> TYPE =
            Key.required(
                    "type",
                    ChoiceShape.of(Type.class).later("html", "database", "airtable"),
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
                    .later("tables", "url", "base", "auth", "cast", "verify", "pii");

    private SourceKeys() {}

    private static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(VERSION, SOURCE, TYPE, PUBLISHER));
        keys.addAll(InputKeys.ALL);
        keys.addAll(DownloadKeys.ALL);
        keys.add(TimeKeys.SCHEDULE);
        keys.add(ResourceKeys.RESOURCES);
        return keys;
    }

    private static @Nullable SourceSpec source(Values in) {
        SourceInput input =
                switch (in.get(TYPE)) {
                    case FILE -> fileInput(in);
                    case REST_API -> RestKeys.input(in);
                };
        if (input == null) {
            return null;
        }
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
            resources.add(
                    switch (input) {
                        case FileInput file -> fileResource(in, draft, file);
                        case RestInput rest -> RestKeys.resource(draft, rest);
                    });
        }
        SourceSchedule schedule = in.find(TimeKeys.SCHEDULE);
        return new SourceSpec(
                in.get(SOURCE),
                in.reading().file(),
                in.find(PUBLISHER),
                input,
                web(in, input),
                schedule == null ? SourceSchedule.NONE : schedule,
                resources);
    }

    private static WebSpec web(Values in, SourceInput input) {
        if (input instanceof RestInput) {
            DownloadKeys.refuseDownload(in);
        } else if (!input.isOnTheWeb()) {
            DownloadKeys.refuse(in);
        } else if (in.get(ClientKeys.CLIENT).baseUrl() != null) {
            in.reading()
                    .error(
                            in.placeOf(ClientKeys.CLIENT),
                            "'base_url' has no effect with type: file",
                            "Write the whole address as location.");
        }
        return DownloadKeys.web(in);
    }

    private static @Nullable FileInput fileInput(Values in) {
        boolean whole = true;
        for (Key<?> key : List.of(InputKeys.FORMAT, InputKeys.LOCATION)) {
            if (!in.has(key)) {
                in.reading()
                        .error(
                                in.place(),
                                "'%s' is missing".formatted(key.name()),
                                "Add '%s' to a source of files.".formatted(key.name()));
            }
            whole &= in.find(key) != null;
        }
        refuseOutside(in, DialectKeys.DIALECT, Format.CSV, Format.XLSX);
        refuseOutside(in, SheetKeys.SHEET, Format.XLSX);
        refuseOutside(in, TableKeys.COLUMNS, Format.CSV, Format.XLSX, Format.HTML);
        refuseOutside(in, InputKeys.BASE_URL, Format.HTML);
        refuseOutside(in, InputKeys.NAMESPACES, Format.XML);
        if (!whole) {
            return null;
        }
        FileInput input = InputKeys.input(in);
        SheetKeys.refuseWithoutEffect(in, input.format());
        refuseDetection(in, input);
        checkHeader(in, input);
        return input;
    }

    private static ResourceSpec fileResource(Values in, ResourceDraft draft, FileInput input) {
        for (Key<?> key : EndpointKeys.ALL) {
            if (draft.in().has(key)) {
                draft.in()
                        .reading()
                        .error(
                                draft.in().placeOf(key),
                                "'%s' is only for rest_api".formatted(key.name()),
                                "Remove it, or declare type: rest_api.");
            }
        }
        if (draft.in().complete()) {
            new ResourceLint(draft, input.format()).check();
            new UnpivotLint(draft, input).check();
        }
        return WrittenValues.in(draft.finished(), in.get(DialectKeys.DIALECT).values());
    }

    /// Other formats are in UTF-8, or say themselves what they are in.
    private static void refuseDetection(Values in, FileInput input) {
        if (input.isOnTheWeb() && input.table().encodings().contains("declared")) {
            in.reading()
                    .error(
                            in.placeOf(TableKeys.ENCODING),
                            "'declared' is planned: what a server says of the encoding is not used"
                                    + " yet",
                            "Remove 'declared' from 'order'.");
        }
        if (!input.table().encodings().isEmpty()
                && input.format() != Format.CSV
                && input.format() != Format.XLSX) {
            in.reading()
                    .error(
                            in.placeOf(TableKeys.ENCODING),
                            "an encoding is found only for csv",
                            "Remove 'encoding'.");
        }
    }

    private static void checkHeader(Values in, FileInput input) {
        if (!input.table().header().present() && input.table().columns().names().isEmpty()) {
            in.reading()
                    .warning(
                            in.placeOf(DialectKeys.DIALECT),
                            "the columns have no names: 'header_rows' is empty",
                            "Write columns: {names: [...]}, or use column_1, column_2 and so on.");
        }
    }

    private static void refuseOutside(Values in, Key<?> key, Format... formats) {
        Format format = in.find(InputKeys.FORMAT);
        if (in.has(key) && format != null && !List.of(formats).contains(format)) {
            String only =
                    Stream.of(formats)
                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(" and "));
            in.reading()
                    .error(
                            in.placeOf(key),
                            "'%s' is only for %s".formatted(key.name(), only),
                            "Remove it.");
        }
    }
}
