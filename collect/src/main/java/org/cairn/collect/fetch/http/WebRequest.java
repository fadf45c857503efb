package org.cairn.collect.fetch.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.cairn.kernel.Secret;
import org.cairn.source.spec.AuthSpec;
import org.jspecify.annotations.Nullable;

/// One question to a server.
///
/// @param uri absolute, `http` or `https`, without user information; may hold secrets in its query
///   where `secretParameters` names them
/// @param headers beside those of the rules, which they override
/// @param known what an earlier answer to the same question had, to ask whether it still holds
/// @param accepted statuses beside 2xx that are handed back with their body, for response filters
/// @param form fields of an `application/x-www-form-urlencoded` POST; null is a GET
public record WebRequest(
        URI uri,
        Map<String, Secret> headers,
        Validators known,
        WebRules rules,
        Set<Integer> accepted,
        @Nullable Map<String, Secret> form) {
    public WebRequest {
        headers = Map.copyOf(headers);
        accepted = Set.copyOf(accepted);
        form = form == null ? null : Map.copyOf(form);
    }

    /// A plain GET.
    public static WebRequest get(URI uri, WebRules rules) {
        return new WebRequest(uri, Map.of(), Validators.NONE, rules, Set.of(), null);
    }

    /// Its address as it may be shown and stored: secret parameters are masked, user information is
    /// left out.
    public URI shown() {
        String secret =
                rules.client().auth() instanceof AuthSpec.ApiKey key
                                && key.in() == AuthSpec.Place.QUERY
                        ? key.name()
                        : "";
        return Shown.uri(uri, secret);
    }

    /// The same, asking whether what is known still holds.
    public WebRequest knowing(Validators earlier) {
        return new WebRequest(uri, headers, earlier, rules, accepted, form);
    }

    /// The same with one more header, whose value never prints.
    public WebRequest withHeader(String name, String value) {
        Map<String, Secret> all = new LinkedHashMap<>(headers);
        all.put(name, new Secret(value));
        return new WebRequest(uri, all, known, rules, accepted, form);
    }

    WebRequest with(Politeness politeness) {
        var changed = new WebRules(rules.source(), rules.client(), rules.expected(), politeness);
        return new WebRequest(uri, headers, known, changed, accepted, form);
    }

    /// The same, taking these statuses as answers.
    public WebRequest accepting(Set<Integer> statuses) {
        return new WebRequest(uri, headers, known, rules, statuses, form);
    }
}
