package org.cairn.source.declare;

import java.util.List;
import java.util.Map;
import org.cairn.kernel.Secret;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.AuthSpec;
import org.jspecify.annotations.Nullable;

/// `client.auth`: how a source proves who asks.
final class AuthKeys {
    private static final Key<String> TYPE =
            Key.required(
                    "type",
                    ChoiceShape.of(
                                    WebShapes.words(
                                            "none",
                                            "api_key",
                                            "bearer",
                                            "http_basic",
                                            "oauth2_client_credentials"))
                            .otherNames(
                                    Map.of(
                                            "basic",
                                            "http_basic",
                                            "oauth2",
                                            "oauth2_client_credentials")),
                    "The kind of proof.");
    private static final Key<String> NAME =
            Key.optional(
                    "name", Names.TEXT, "The header or parameter of an api key, as `X-Api-Key`.");
    private static final Key<AuthSpec.Place> IN =
            Key.optional(
                            "in",
                            ChoiceShape.of(AuthSpec.Place.class),
                            "Where an api key goes. In the query it is masked wherever the address"
                                    + " is shown or stored.")
                    .otherwise(AuthSpec.Place.HEADER)
                    .alsoCalled("location");
    private static final Key<Secret> VALUE =
            Key.optional(
                            "value",
                            WebShapes.SECRET,
                            "The api key, as `${env:NAME}` or `${file:PATH}`.")
                    .alsoCalled("api_key", "key");
    private static final Key<Secret> TOKEN =
            Key.optional(
                    "token",
                    WebShapes.SECRET,
                    "The bearer token, as `${env:NAME}` or `${file:PATH}`.");
    private static final Key<String> USER =
            Key.optional(
                            "user",
                            TextShape.of("text").referring(TextShape.Refers.YES),
                            "The user of `http_basic`.")
                    .alsoCalled("username");
    private static final Key<Secret> PASSWORD =
            Key.optional(
                    "password",
                    WebShapes.SECRET,
                    "The password of `http_basic`, as `${env:NAME}` or `${file:PATH}`.");
    private static final Key<String> TOKEN_URL =
            Key.optional("token_url", WebShapes.ADDRESS, "Where OAuth 2 tokens are had.")
                    .alsoCalled("access_token_url", "token_endpoint");
    private static final Key<String> CLIENT_ID =
            Key.optional(
                    "client_id",
                    TextShape.of("text").referring(TextShape.Refers.YES),
                    "Who asks for an OAuth 2 token.");
    private static final Key<Secret> CLIENT_SECRET =
            Key.optional(
                    "client_secret",
                    WebShapes.SECRET,
                    "What proves it, as `${env:NAME}` or `${file:PATH}`.");
    private static final Key<List<String>> SCOPES =
            Key.optional("scopes", Names.TEXTS, "The scopes of an OAuth 2 token.")
                    .otherwise(List.of())
                    .alsoCalled("scope");
    private static final Key<String> AUDIENCE =
            Key.optional("audience", Names.TEXT, "For whom an OAuth 2 token is meant.");

    private static final Map<String, List<Key<?>>> OF_TYPE =
            Map.of(
                    "none", List.of(),
                    "api_key", List.of(NAME, VALUE, IN),
                    "bearer", List.of(TOKEN),
                    "http_basic", List.of(USER, PASSWORD),
                    "oauth2_client_credentials",
                            List.of(TOKEN_URL, CLIENT_ID, CLIENT_SECRET, SCOPES, AUDIENCE));

    private static final List<Key<?>> OPTIONAL = List.of(IN, SCOPES, AUDIENCE);
    private static final List<Key<?>> KEYS =
            List.of(
                    TYPE,
                    NAME,
                    IN,
                    VALUE,
                    TOKEN,
                    USER,
                    PASSWORD,
                    TOKEN_URL,
                    CLIENT_ID,
                    CLIENT_SECRET,
                    SCOPES,
                    AUDIENCE);

    static final Key<AuthSpec> AUTH =
            Key.optional(
                            "auth",
                            RecordShape.of(
                                    "client auth",
                                    "How a source proves to a server who asks. What is sent for it"
                                            + " goes to the source's own origin only, never to where"
                                            + " a redirect leads.",
                                    KEYS,
                                    AuthKeys::auth),
                            "How the source proves who asks.")
                    .otherwise(new AuthSpec.None());

    private AuthKeys() {}

    private static @Nullable AuthSpec auth(Values in) {
        String type = in.get(TYPE);
        List<Key<?>> own = OF_TYPE.getOrDefault(type, List.of());
        for (Key<?> key : KEYS) {
            if (!key.equals(TYPE) && !own.contains(key) && in.has(key)) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' has no effect with type: %s".formatted(key.name(), type),
                                "Remove it, or write another type.");
            }
        }
        for (Key<?> key : own) {
            if (!OPTIONAL.contains(key) && !in.has(key)) {
                in.reading()
                        .error(
                                in.place(),
                                "'%s' is missing; type: %s needs it".formatted(key.name(), type),
                                "Add '%s'.".formatted(key.name()));
                return null;
            }
        }
        return in.complete() ? made(type, in) : null;
    }

    private static AuthSpec made(String type, Values in) {
        return switch (type) {
            case "api_key" -> new AuthSpec.ApiKey(in.get(NAME), in.get(IN), in.get(VALUE));
            case "bearer" -> new AuthSpec.Bearer(in.get(TOKEN));
            case "http_basic" -> new AuthSpec.HttpBasic(in.get(USER), in.get(PASSWORD));
            case "oauth2_client_credentials" ->
                    new AuthSpec.ClientCredentials(
                            in.get(TOKEN_URL),
                            in.get(CLIENT_ID),
                            in.get(CLIENT_SECRET),
                            in.get(SCOPES),
                            in.find(AUDIENCE));
            default -> new AuthSpec.None();
        };
    }
}
