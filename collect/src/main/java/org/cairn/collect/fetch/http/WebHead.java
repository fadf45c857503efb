package org.cairn.collect.fetch.http;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An answer without its body.
///
/// @param uri where it came from in the end, after redirects, with secret parameters masked
/// @param headers by name, whatever the case
/// @param mediaType in small letters without parameters; null when the server gave none
/// @param charset as the server gave it, or null
public record WebHead(
        int status,
        URI uri,
        Map<String, List<String>> headers,
        Validators validators,
        @Nullable String mediaType,
        @Nullable String charset) {
    public WebHead {
        Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = java.util.Collections.unmodifiableMap(sorted);
    }

    /// The first value of a header.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    /// All values of a header, for example each `Link`.
    public List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }
}
