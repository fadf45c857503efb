package org.cairn.collect.fetch.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
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

    /// What the headers say of a body.
    public static WebHead of(int status, URI uri, Map<String, List<String>> headers) {
        var bare = new WebHead(status, uri, headers, Validators.NONE, null, null);
        String type = bare.header("Content-Type").orElse("");
        return new WebHead(
                status,
                uri,
                headers,
                new Validators(
                        bare.header("ETag").orElse(null),
                        bare.header("Last-Modified").orElse(null)),
                mediaType(type),
                charset(type));
    }

    private static @Nullable String mediaType(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.matches("[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}") ? type : null;
    }

    private static @Nullable String charset(String contentType) {
        for (String part : List.of(contentType.split(";"))) {
            String text = part.strip();
            if (text.toLowerCase(Locale.ROOT).startsWith("charset=")) {
                return text.substring("charset=".length()).replace("\"", "").strip();
            }
        }
        return null;
    }
}
