package org.cairn.testkit.api;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client asks.
///
/// @param params of the query, decoded, in their order; of one that is there twice the last
/// @param headers the first of each name, whatever the case
/// @param form fields of a form that was posted
public record ApiRequest(
        URI uri,
        Map<String, String> params,
        Map<String, String> headers,
        Map<String, String> form) {
    /// @param body of a POST, or empty
    static ApiRequest of(URI uri, Map<String, String> headers, String body) {
        return new ApiRequest(uri, pairs(uri.getRawQuery()), headers, pairs(body));
    }

    private static Map<String, String> pairs(@Nullable String query) {
        Map<String, String> params = new LinkedHashMap<>();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals >= 0) {
                    params.put(
                            decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                } else {
                    params.put(decode(pair), "");
                }
            }
        }
        return params;
    }

    public @Nullable String accept() {
        return headers.get("accept");
    }

    public @Nullable String ifNoneMatch() {
        return headers.get("if-none-match");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public String path() {
        return uri.getPath();
    }
}
