package org.cairn.collect.fetch;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the records of a document carry from outside of it, kept where it is never lost: in the
/// fragment of the document's address, which is not sent to servers.
public final class GivenValues {
    private static final String MARK = "#given:";

    private GivenValues() {}

    /// The address with these values.
    public static String into(String url, Map<String, String> values) {
        if (values.isEmpty()) {
            return url;
        }
        List<String> pairs = new ArrayList<>();
        new TreeMap<>(values)
                .forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
        return url + MARK + String.join("&", pairs);
    }

    /// The values in an address; none where it has none.
    public static Map<String, String> of(String url) {
        int mark = url.lastIndexOf(MARK);
        if (mark < 0 || !url.startsWith("http")) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : url.substring(mark + MARK.length()).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
