package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The input of a source of type `rest_api`.
///
/// @param baseUrl what the paths of its endpoints stand below; ends with `/`
/// @param reading how its pages are read: as JSON or XML
/// @param resources what is asked for, by resource, each after the parent of its partition
public record RestInput(String baseUrl, FileInput reading, Map<String, RestResource> resources)
        implements SourceInput {
    public RestInput {
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    }

    /// How pages of a format are read.
    ///
    /// @param namespaces of XML, by prefix
    public static FileInput reading(FileInput.Format format, Map<String, String> namespaces) {
        return new FileInput(
                format,
                "",
                null,
                FileInput.CsvDialect.DEFAULT,
                FileInput.BadLines.DEFAULT,
                FileInput.ColumnNames.AS_IS,
                TableSpec.DEFAULT,
                null,
                new MarkupOptions(null, namespaces));
    }

    /// Where a record has a value of this path: in XML the element or attribute of its name.
    public FieldSpec.FieldOrigin origin(JsonPath path) {
        return format() == FileInput.Format.XML
                        && path.steps().size() == 1
                        && path.steps().getFirst() instanceof JsonPath.Step.Member(String name)
                ? new FieldSpec.FieldOrigin.From(name)
                : new FieldSpec.FieldOrigin.Json(path);
    }

    @Override
    public boolean isOnTheWeb() {
        return true;
    }

    @Override
    public String location() {
        return baseUrl;
    }

    public RestResource resource(String name) {
        return Objects.requireNonNull(resources.get(name), name);
    }
}
