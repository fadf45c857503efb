package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What holds for all pages or XML documents of a source.
///
/// @param baseUrl where the links of a saved page start from, unless the page says so itself
/// @param namespaces of XML, by the prefix that paths use
public record MarkupOptions(@Nullable String baseUrl, Map<String, String> namespaces) {
    public static final MarkupOptions NONE = new MarkupOptions(null, Map.of());

    public MarkupOptions {
        namespaces = Collections.unmodifiableMap(new LinkedHashMap<>(namespaces));
    }
}
