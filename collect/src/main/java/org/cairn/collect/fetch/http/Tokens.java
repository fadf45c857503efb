package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.collect.fetch.http.WebRules.Expected;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Secret;
import org.cairn.source.spec.AuthSpec;
import org.cairn.source.spec.ClientSpec;

/// Tokens of OAuth 2 client credentials, kept in memory until shortly before they expire. Safe for
/// any thread.
final class Tokens {
    private static final Duration EARLY = Duration.ofSeconds(30);
    private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(5);

    // The three members that matter, whose values hold no escapes (RFC 6749, appendix A).
    private static final Pattern TOKEN =
            Pattern.compile("\"access_token\"\\s*:\\s*\"([\\x21\\x23-\\x5b\\x5d-\\x7e]+)\"");
    private static final Pattern LIFE =
            Pattern.compile("\"expires_in\"\\s*:\\s*\"?([0-9]{1,9})\\b");
    private static final Pattern ERROR = Pattern.compile("\"error\"\\s*:\\s*\"([a-z_]{1,40})\"");

    private final Web web;
    private final InstantSource clock;
    private final Map<String, Token> bySource = new ConcurrentHashMap<>();

    private record Token(Secret value, Instant until) {}

    Tokens(Web web, InstantSource clock) {
        this.web = web;
        this.clock = clock;
    }

    /// What proves who asks, for any kind of auth. Problem `web-auth-failed`.
    Proof proof(WebRules rules) {
        if (!(rules.client().auth() instanceof AuthSpec.ClientCredentials credentials)) {
            return Proof.of(rules.client().auth());
        }
        Token token = bySource.get(rules.source());
        if (token == null || !clock.instant().plus(EARLY).isBefore(token.until())) {
            token = ask(rules, credentials);
            bySource.put(rules.source(), token);
        }
        return Proof.bearer(token.value().reveal());
    }

    void forget(WebRules rules) {
        bySource.remove(rules.source());
    }

    private Token ask(WebRules rules, AuthSpec.ClientCredentials credentials) {
        Map<String, Secret> form = new LinkedHashMap<>();
        form.put("grant_type", new Secret("client_credentials"));
        if (!credentials.scopes().isEmpty()) {
            form.put("scope", new Secret(String.join(" ", credentials.scopes())));
        }
        if (credentials.audience() != null) {
            form.put("audience", new Secret(credentials.audience()));
        }
        ClientSpec client = client(rules.client(), credentials);
        var request =
                new WebRequest(
                        URI.create(credentials.tokenUrl()),
                        Map.of(),
                        Validators.NONE,
                        new WebRules(rules.source(), client, Expected.JSON, rules.politeness()),
                        Set.of(400, 401, 403),
                        form);
        Instant asked = clock.instant();
        try (WebAnswer.Body body = (WebAnswer.Body) web.fetch(request)) {
            return token(credentials, body, asked);
        }
    }

    /// RFC 6749, 2.3.1: id and secret are encoded as forms are before they become a login.
    private static ClientSpec client(ClientSpec of, AuthSpec.ClientCredentials credentials) {
        var login =
                new AuthSpec.HttpBasic(
                        Proof.encoded(credentials.clientId()),
                        new Secret(Proof.encoded(credentials.clientSecret().reveal())));
        return new ClientSpec(
                null,
                Map.of(),
                login,
                of.timeout(),
                false,
                of.rateLimits(),
                of.retry(),
                of.circuitBreaker(),
                new ByteSize(1 << 20));
    }

    private static Token token(
            AuthSpec.ClientCredentials credentials, WebAnswer.Body body, Instant asked) {
        int status = body.head().status();
        String answer = text(body);
        Optional<String> token = status > 299 ? Optional.empty() : member(TOKEN, answer);
        if (token.isEmpty()) {
            throw WebProblems.WEB_AUTH_FAILED
                    .says("no token for the source")
                    .what(
                            "%s answers status %d%s",
                            Shown.uri(URI.create(credentials.tokenUrl()), ""),
                            status,
                            member(ERROR, answer).map(word -> " and " + word).orElse(""))
                    .kept("nothing was loaded")
                    .remedy("Check client.auth: client_id, client_secret, scopes.")
                    .with("status", status)
                    .asException();
        }
        Duration life =
                member(LIFE, answer)
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                        .orElse(UNKNOWN_LIFE);
        return new Token(new Secret(token.get()), asked.plus(life));
    }

    private static String text(WebAnswer.Body body) {
        try (var in = body.stream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> member(Pattern pattern, String json) {
        Matcher matcher = pattern.matcher(json);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
