package org.cairn.collect.fetch.http;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Addresses as they may be shown, logged and stored: without user information and fragment, and
/// with the values of secret parameters masked.
final class Shown {
    private static final String MASK = "***";
    private static final Set<String> SECRET_PARTS =
            Set.of(
                    "key",
                    "token",
                    "secret",
                    "password",
                    "passwd",
                    "pwd",
                    "signature",
                    "sig",
                    "auth");

    private Shown() {}

    /// The address with masks, `*` in place of what is secret.
    ///
    /// @param alsoSecret a parameter that is secret whatever it is called, or empty
    static URI uri(URI uri, String alsoSecret) {
        String host = uri.getHost() == null ? "" : uri.getHost();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery();
        return URI.create(
                uri.getScheme()
                        + "://"
                        + host
                        + port
                        + path
                        + (query == null ? "" : "?" + masked(query, alsoSecret)));
    }

    private static String masked(String query, String alsoSecret) {
        return Arrays.stream(query.split("&", -1))
                .map(pair -> {
                    int equals = pair.indexOf('=');
                    String name = equals < 0 ? pair : pair.substring(0, equals);
                    return equals >= 0 && (name.equals(alsoSecret) || isSecret(name))
                            ? name + "=" + MASK
                            : pair;
                })
                .collect(Collectors.joining("&"));
    }

    /// `api_key`, `X-Amz-Signature`, `accessToken`: a word of the name is one of secrets.
    static boolean isSecret(String name) {
        String words =
                name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("%[0-9a-f]{2}", "_");
        return Arrays.stream(words.split("[^a-z0-9]+"))
                .anyMatch(word -> SECRET_PARTS.contains(word) || word.equals("apikey"));
    }

    /// `example.org` or `example.org:8080`.
    static String host(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }
}
