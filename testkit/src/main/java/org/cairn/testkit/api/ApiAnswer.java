package org.cairn.testkit.api;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a server says.
public record ApiAnswer(int status, String mediaType, Map<String, String> headers, byte[] body) {
    /// A JSON answer of maps, lists and scalars.
    public static ApiAnswer json(@Nullable Object value) {
        return new ApiAnswer(
                200,
                "application/json",
                Map.of(),
                JsonWriter.write(value).getBytes(StandardCharsets.UTF_8));
    }

    public static ApiAnswer xml(String text) {
        return new ApiAnswer(
                200,
                "application/xml; charset=utf-8",
                Map.of(),
                text.getBytes(StandardCharsets.UTF_8));
    }

    public static ApiAnswer text(int status, String text) {
        return new ApiAnswer(status, "text/plain", Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    public static ApiAnswer html(int status, String text) {
        return new ApiAnswer(
                status,
                "text/html; charset=utf-8",
                Map.of(),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /// The same with one more header.
    public ApiAnswer with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new ApiAnswer(status, mediaType, all, body);
    }
}
