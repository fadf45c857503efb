package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The input of a source of type `rest_api`.
///
/// @param baseUrl what the paths of its endpoints stand below; ends with `/`
/// @param resources what is asked for, by resource, each after the parent of its partition
public record RestInput(String baseUrl, Map<String, RestResource> resources)
        implements SourceInput {
    private static final FileInput JSON =
            new FileInput(
                    FileInput.Format.JSON,
                    "",
                    null,
                    FileInput.CsvDialect.DEFAULT,
                    FileInput.BadLines.DEFAULT,
                    FileInput.ColumnNames.AS_IS);

    public RestInput {
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    }

    @Override
    public FileInput reading() {
        return JSON;
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
