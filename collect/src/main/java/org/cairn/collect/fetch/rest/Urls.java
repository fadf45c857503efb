package org.cairn.collect.fetch.rest;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes and compares addresses. Pure.
public final class Urls {
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final int MAX_LENGTH = 16_000;

    private Urls() {}

    /// The address with these parameters behind those it has; one that it has already is replaced.
    static URI with(URI uri, Map<String, String> params) {
        var query = new StringBuilder();
        String present = uri.getRawQuery();
        if (present != null) {
            for (String pair : present.split("&", -1)) {
                String name = pair.contains("=") ? pair.substring(0, pair.indexOf('=')) : pair;
                if (!pair.isEmpty()
                        && params.keySet().stream().noneMatch(k -> encode(k).equals(name))) {
                    query.append(query.isEmpty() ? "" : "&").append(pair);
                }
            }
        }
        params.forEach((name, value) ->
                query.append(query.isEmpty() ? "" : "&")
                        .append(encode(name))
                        .append('=')
                        .append(encode(value)));
        String whole = uri.toString();
        int end = whole.indexOf('?') >= 0 ? whole.indexOf('?') : whole.length();
        int fragment = whole.indexOf('#');
        String path = whole.substring(0, fragment >= 0 ? Math.min(end, fragment) : end);
        return URI.create(query.isEmpty() ? path : path + "?" + query);
    }

    /// A text as part of a path or a query, whatever is in it.
    static String encode(String text) {
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(String.format(Locale.ROOT, "%02X", b & 0xff));
            }
        }
        return out.toString();
    }

    /// An address as a page names it, against the page's own; null for one that is none.
    static @Nullable URI resolve(URI page, String reference) {
        String text = reference.strip().replace(" ", "%20");
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            URI found =
                    text.startsWith("?")
                            ? new URI(page.toString().split("[?#]", 2)[0] + text)
                            : page.resolve(new URI(text));
            String scheme = found.getScheme();
            boolean web = "http".equals(scheme) || "https".equals(scheme);
            return web && found.getHost() != null && found.getRawUserInfo() == null
                    ? withoutFragment(found)
                    : null;
        } catch (URISyntaxException | IllegalArgumentException _) {
            return null;
        }
    }

    private static URI withoutFragment(URI uri) {
        String text = uri.toString();
        int fragment = text.indexOf('#');
        return fragment < 0 ? uri : URI.create(text.substring(0, fragment));
    }

    /// The same address by `https` where only the scheme tells it from one of the base: servers
    /// behind a proxy often name themselves by `http`.
    public static URI asSafeAs(URI base, URI found) {
        boolean lessSafe =
                "https".equals(base.getScheme())
                        && "http".equals(found.getScheme())
                        && base.getHost().equalsIgnoreCase(found.getHost())
                        && (found.getPort() < 0 || found.getPort() == base.getPort());
        return lessSafe ? URI.create("https" + found.toString().substring("http".length())) : found;
    }

    /// Whether two addresses lead to the same server.
    public static boolean sameOrigin(URI a, URI b) {
        return String.valueOf(a.getScheme()).equals(b.getScheme())
                && a.getHost().equalsIgnoreCase(b.getHost())
                && port(a) == port(b);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
