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
public record ApiRequest(
        URI uri,
        Map<String, String> params,
        @Nullable String accept,
        @Nullable String ifNoneMatch) {
    static ApiRequest of(URI uri, @Nullable String accept, @Nullable String ifNoneMatch) {
        Map<String, String> params = new LinkedHashMap<>();
        String query = uri.getRawQuery();
        if (query != null) {
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
        return new ApiRequest(uri, params, accept, ifNoneMatch);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public String path() {
        return uri.getPath();
    }
}
