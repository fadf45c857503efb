package org.cairn.collect.replay;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cairn.kernel.Secret;
import org.cairn.source.spec.AuthSpec;
import org.cairn.source.spec.ClientSpec;

/// Takes the secrets of a source out of what is written down: some servers give them back, for
/// example in the address of the next page. Safe for any thread.
final class Masks {
    static final String MASK = "***";

    private static final int SHORTEST = 6;
    private static final int LIKE_A_KEY = 20;

    private final List<byte[]> secrets = new ArrayList<>();

    Masks(ClientSpec client) {
        Set<String> texts = new LinkedHashSet<>();
        auth(client.auth()).forEach(texts::add);
        client.headers().forEach((name, value) -> header(name, value, texts));
        Set<String> forms = new LinkedHashSet<>();
        for (String text : texts) {
            // A shorter one would be found in everything.
            if (text.length() >= SHORTEST) {
                forms.add(text);
                forms.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
                forms.add(URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"));
                forms.add(text.replace("/", "\\/"));
            }
        }
        forms.forEach(form -> secrets.add(form.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> auth(AuthSpec auth) {
        return switch (auth) {
            case AuthSpec.None _ -> List.of();
            case AuthSpec.ApiKey key -> List.of(key.value().reveal());
            case AuthSpec.Bearer bearer -> List.of(bearer.token().reveal());
            case AuthSpec.HttpBasic basic -> List.of(basic.password().reveal());
            case AuthSpec.ClientCredentials client -> List.of(client.clientSecret().reveal());
        };
    }

    /// Headers are declared for languages as well as for keys.
    private static void header(String name, Secret value, Set<String> texts) {
        String text = value.reveal();
        String small = name.toLowerCase(Locale.ROOT);
        boolean plain = small.startsWith("accept") || small.equals("user-agent");
        boolean named = small.matches(".*(key|token|secret|auth|pass|sign|session).*");
        if (!plain && (named || (text.length() >= LIKE_A_KEY && text.indexOf(' ') < 0))) {
            texts.add(text);
        }
    }

    String of(String text) {
        return new String(of(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    Map<String, List<String>> of(Map<String, List<String>> headers) {
        Map<String, List<String>> masked = new java.util.TreeMap<>();
        headers.forEach((name, values) -> masked.put(name, values.stream().map(this::of).toList()));
        return masked;
    }

    /// The bytes without secrets; the same array where there are none.
    byte[] of(byte[] bytes) {
        byte[] masked = bytes;
        for (byte[] secret : secrets) {
            masked = without(masked, secret);
        }
        return masked;
    }

    private static byte[] without(byte[] bytes, byte[] secret) {
        int found = indexOf(bytes, secret, 0);
        if (found < 0) {
            return bytes;
        }
        var out = new ByteArrayOutputStream(bytes.length);
        int from = 0;
        for (; found >= 0; found = indexOf(bytes, secret, from)) {
            out.write(bytes, from, found - from);
            out.writeBytes(MASK.getBytes(StandardCharsets.UTF_8));
            from = found + secret.length;
        }
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        int last = bytes.length - wanted.length;
        for (int i = from; i <= last; i++) {
            int same = 0;
            while (same < wanted.length && bytes[i + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return i;
            }
        }
        return -1;
    }
}
