package org.cairn.source.declare;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Durations;
import org.cairn.kernel.Secret;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// Values of the keys about the web.
final class WebShapes {
    static final Shape<Duration> DURATION =
            TextShape.formed(
                            "duration like 90s",
                            Durations.FORM,
                            "Write a whole number and ms, s, m, h or d: 90s.")
                    .as((text, node, reading) -> positive(Durations.parse(text), node, reading));
    static final Shape<Duration> DELAY =
            TextShape.formed(
                            "duration like 90s",
                            Durations.FORM,
                            "Write a whole number and ms, s, m, h or d: 90s.")
                    .as((text, _, _) -> Durations.parse(text));
    static final Shape<ByteSize> SIZE =
            TextShape.formed(
                            "size like 512MiB",
                            "[1-9][0-9]{0,8} ?(B|KiB|MiB|GiB|TiB)",
                            "Write a whole number and B, KiB, MiB, GiB or TiB: 512MiB.")
                    .as((text, _, _) -> ByteSize.parse(text));

    /// A text that may be a secret; in clear it draws a warning.
    static final Shape<Secret> SECRET =
            TextShape.of("reference to a secret")
                    .referring(TextShape.Refers.SECRET)
                    .as(WebShapes::secret);

    /// A text that never prints but may stand in clear.
    static final Shape<Secret> HEADER_VALUE =
            TextShape.of("text").referring(TextShape.Refers.YES).as(WebShapes::secret);

    /// The name of a header that the client does not set by itself.
    static final Shape<String> HEADER_NAME =
            TextShape.formed(
                            "name of a header",
                            "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}",
                            "Write it as HTTP does, for example Accept-Language.")
                    .as(WebShapes::headerName);

    /// A whole web address.
    static final Shape<String> ADDRESS =
            TextShape.of("`https://` or `http://` and the rest of an address")
                    .referring(TextShape.Refers.YES)
                    .as(WebShapes::address);

    private WebShapes() {}

    /// Words that stand for themselves, in this order.
    static Map<String, String> words(String... words) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String word : words) {
            map.put(word, word);
        }
        return map;
    }

    static boolean isAddress(String text) {
        String small = text.substring(0, Math.min(8, text.length())).toLowerCase(Locale.ROOT);
        return small.startsWith("http://") || small.startsWith("https://");
    }

    private static @Nullable Duration positive(Duration value, YamlNode node, Reading reading) {
        if (value.isZero()) {
            reading.error(node.place(), "no time is too little", "Write a longer duration.");
            return null;
        }
        return value;
    }

    private static @Nullable Secret secret(String text, YamlNode node, Reading reading) {
        // Files that hold secrets end with a line end, and a header must not hold one.
        String value = text.strip();
        if (value.isEmpty() || !value.chars().allMatch(c -> c >= 0x20 && c != 0x7f)) {
            reading.error(
                    node.place(),
                    "this value is empty or holds control characters",
                    "Write one line of text.");
            return null;
        }
        return new Secret(value);
    }

    private static @Nullable String headerName(String name, YamlNode node, Reading reading) {
        String remedy =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "authorization", "proxy-authorization" -> "Declare client.auth instead.";
                    case "cookie" -> "Cairn keeps no cookies; ask the publisher for another way.";
                    case "host",
                            "connection",
                            "content-length",
                            "content-type",
                            "expect",
                            "upgrade",
                            "transfer-encoding",
                            "accept-encoding",
                            "range",
                            "if-range",
                            "if-none-match",
                            "if-modified-since" ->
                            "Remove it; Cairn sets it by itself.";
                    default -> "";
                };
        if (remedy.isEmpty()) {
            return name;
        }
        reading.error(node.place(), "the header '%s' cannot be declared".formatted(name), remedy);
        return null;
    }

    /// Not repeated in messages: some write keys into it.
    static @Nullable String address(String text, YamlNode node, Reading reading) {
        String wrong = wrongOf(text, node);
        if (wrong.isEmpty()) {
            return text;
        }
        reading.error(
                node.place(),
                wrong,
                "Write https://, a host and a path; secrets go to client.auth.");
        return null;
    }

    private static String wrongOf(String text, YamlNode node) {
        if (!isAddress(text)) {
            return "a web address begins with https:// or http://";
        }
        String written = node instanceof YamlNode.Scalar scalar ? scalar.text() : text;
        int query = written.indexOf('?');
        if (query >= 0 && written.indexOf("${", query) >= 0) {
            return "a secret in the query would be shown and stored with the address;"
                    + " 'client.auth' with type: api_key and in: query keeps it out";
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return "this is no web address: " + e.getReason();
        }
        if (uri.getHost() == null) {
            return "this web address has no host";
        }
        if (uri.getRawUserInfo() != null) {
            return "a web address must not hold a user or a password, since it is shown and stored";
        }
        if (uri.getRawFragment() != null) {
            return "a web address is fetched without what follows '#'";
        }
        return "";
    }
}
