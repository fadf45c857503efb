package org.cairn.collect.fetch.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.cairn.source.spec.AuthSpec;

/// What is added to a request to prove who asks: headers, or one parameter of the query.
///
/// @param headers by name; secret
/// @param secretParameter name of the parameter, or empty
/// @param secretValue of the parameter
record Proof(Map<String, String> headers, String secretParameter, String secretValue) {
    static final Proof NONE = new Proof(Map.of(), "", "");

    @Override
    public String toString() {
        return "Proof[•••]";
    }

    /// What a declaration says; client credentials are [Tokens].
    static Proof of(AuthSpec auth) {
        return switch (auth) {
            case AuthSpec.None _, AuthSpec.ClientCredentials _ -> NONE;
            case AuthSpec.ApiKey key when key.in() == AuthSpec.Place.QUERY ->
                    new Proof(Map.of(), key.name(), key.value().reveal());
            case AuthSpec.ApiKey key -> new Proof(Map.of(key.name(), key.value().reveal()), "", "");
            case AuthSpec.Bearer bearer -> bearer(bearer.token().reveal());
            case AuthSpec.HttpBasic basic -> basic(basic.user(), basic.password().reveal());
        };
    }

    static Proof bearer(String token) {
        return new Proof(Map.of("Authorization", "Bearer " + token), "", "");
    }

    static Proof basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Proof(
                Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(both)),
                "",
                "");
    }

    /// The address with the secret parameter, if there is one.
    URI applyTo(URI uri) {
        if (secretParameter.isEmpty()) {
            return uri;
        }
        String pair = encoded(secretParameter) + "=" + encoded(secretValue);
        String text = uri.toString();
        return URI.create(text + (uri.getRawQuery() == null ? "?" : "&") + pair);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
