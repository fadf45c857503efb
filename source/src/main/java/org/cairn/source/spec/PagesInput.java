package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The input of a source of type `html`: pages of a web site.
///
/// @param reading how the bytes of its pages are read
/// @param resources where the pages of each resource are, by resource
public record PagesInput(FileInput reading, Map<String, SiteResource> resources)
        implements SourceInput {
    public PagesInput {
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    }

    @Override
    public boolean isOnTheWeb() {
        return true;
    }

    @Override
    public String location() {
        return resources.values().stream()
                .map(resource -> resource.start().getFirst())
                .findFirst()
                .orElse("");
    }

    public SiteResource resource(String name) {
        return Objects.requireNonNull(resources.get(name), name);
    }
}
