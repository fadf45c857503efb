package org.cairn.collect.fetch.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cairn.collect.fetch.http.AttemptException.Kind;
import org.cairn.collect.fetch.http.Visit.Arrived;
import org.cairn.kernel.ByteSize;
import org.cairn.source.spec.AuthSpec;
import org.jspecify.annotations.Nullable;

/// The one [Web]: attempts of [Visit]s, each judged by [Verdicts], until one is good or nothing
/// more would help. Safe for any thread.
public final class PoliteWeb implements Web {
    private static final String LIMITS = "client.max_size or download.max_size";

    private final WebSettings settings;
    private final Hosts hosts;
    private final WebTools tools;
    private final Tokens tokens;
    private final Robots robots;
    private final Attempts attempts;
    private final Tape tape;

    public PoliteWeb(WebSettings settings, Hosts hosts, WebTools tools) {
        this(settings, hosts, tools, Tape.NONE);
    }

    /// @param tape hears of good answers, or gives them instead of the network; tokens and
    ///   robots.txt are no answers
    public PoliteWeb(WebSettings settings, Hosts hosts, WebTools tools, Tape tape) {
        this.settings = settings;
        this.hosts = hosts;
        this.tools = tools;
        this.tape = tape;
        this.attempts = new Attempts(hosts, tools);
        this.robots = new Robots(this::ask, settings.userAgent(), tools.clock());
        this.tokens = new Tokens(this::ask, tools.clock());
    }

    @Override
    public WebAnswer fetch(WebRequest request) {
        Tape.Played played = tape.play(request);
        if (played != null) {
            return new WebAnswer.Body(played.head(), new PlayedBody(played.body()));
        }
        WebAnswer answer = ask(request);
        if (answer instanceof WebAnswer.Body body) {
            keep(request, body);
        }
        return answer;
    }

    private void keep(WebRequest request, WebAnswer.Body body) {
        boolean kept = false;
        try {
            tape.keep(request, body.head(), body::stream);
            kept = true;
        } finally {
            if (!kept) {
                body.close();
            }
        }
    }

    private WebAnswer ask(WebRequest request) {
        WebRequest polite = polite(request);
        return attempts.run(polite, () -> attempt(polite, Map.of(), this::whole));
    }

    Tape tape() {
        return tape;
    }

    /// The request as the host's robots.txt has it, where it is to be obeyed.
    WebRequest polite(WebRequest request) {
        return request.rules().politeness().obeyRobots() ? robots.obeying(request) : request;
    }

    WebTools tools() {
        return tools;
    }

    Attempts attempts() {
        return attempts;
    }

    /// Makes something of an answer that was found good.
    ///
    /// @param <T> what is made; the answer is closed after it
    @FunctionalInterface
    interface Taker<T> {
        T take(Arrived arrived, InputStream body) throws IOException;
    }

    /// One attempt. Throws [AttemptException].
    ///
    /// @param extra headers of this attempt alone
    <T> T attempt(WebRequest request, Map<String, String> extra, Taker<T> taker) {
        try {
            return proven(request, extra, tokens.proof(request.rules()), taker);
        } catch (AttemptException e) {
            boolean stale =
                    request.rules().client().auth() instanceof AuthSpec.ClientCredentials
                            && Integer.valueOf(401).equals(e.problem().facts().get("status"));
            if (!stale) {
                throw e;
            }
            // Tokens may be called back before their time; a new one is worth one more request.
            tokens.forget(request.rules());
            return proven(request, extra, tokens.proof(request.rules()), taker);
        }
    }

    private <T> T proven(
            WebRequest request, Map<String, String> extra, Proof proof, Taker<T> taker) {
        var visit = new Visit(request, proof, settings.addresses(), hosts, tools);
        Arrived arrived = visit.go(headers(request, proof, extra));
        try (arrived) {
            Verdicts.noteBudget(request, arrived, tools);
            T taken = taken(request, arrived, taker);
            arrived.turn().well();
            return taken;
        } catch (IOException e) {
            throw counted(Failures.ofBody(e, arrived.shown()), arrived);
        } catch (AttemptException e) {
            throw counted(e, arrived);
        }
    }

    private static AttemptException counted(AttemptException failure, Arrived arrived) {
        if (failure.kind() == Kind.OUTAGE) {
            arrived.turn().failed();
        } else {
            arrived.turn().well();
        }
        return failure;
    }

    private static <T> T taken(WebRequest request, Arrived arrived, Taker<T> taker)
            throws IOException {
        if (arrived.status() == 304 && !request.known().isEmpty()) {
            return taker.take(arrived, InputStream.nullInputStream());
        }
        requireSize(request, arrived);
        try (var body =
                Unpacked.of(
                        arrived.response().body(),
                        String.join(
                                ",", arrived.response().headers().allValues("content-encoding")),
                        request.rules().client().maxSize().bytes(),
                        arrived.shown())) {
            byte[] sample = body.readNBytes(Verdicts.SAMPLE);
            Verdicts.judge(request, arrived, sample, arrived.turn().tools());
            return taker.take(
                    arrived, new SequenceInputStream(new ByteArrayInputStream(sample), body));
        }
    }

    /// What announces itself as too large is not even begun.
    private static void requireSize(WebRequest request, Arrived arrived) {
        long announced = arrived.response().headers().firstValueAsLong("content-length").orElse(0);
        ByteSize most = request.rules().client().maxSize();
        if (announced > most.bytes()) {
            throw Failures.tooLarge(
                    arrived.shown(),
                    "it is announced with %s, and %s are allowed"
                            .formatted(new ByteSize(announced), most),
                    LIMITS);
        }
    }

    private WebAnswer whole(Arrived arrived, InputStream body) throws IOException {
        WebHead head = head(arrived);
        return arrived.status() == 304
                ? new WebAnswer.NotModified(head)
                : new WebAnswer.Body(head, Spool.of(body, tools.scratch()));
    }

    private Map<String, String> headers(
            WebRequest request, Proof proof, Map<String, String> extra) {
        Map<String, String> headers = new LinkedHashMap<>();
        set(headers, "User-Agent", settings.userAgent());
        set(headers, "Accept", accept(request.rules().expected()));
        set(headers, "Accept-Encoding", "gzip, deflate");
        request.rules().client().headers().forEach((name, v) -> set(headers, name, v.reveal()));
        request.headers().forEach((name, value) -> set(headers, name, value.reveal()));
        proof.headers().forEach((name, value) -> set(headers, name, value));
        set(headers, "If-None-Match", request.known().etag());
        set(headers, "If-Modified-Since", request.known().lastModified());
        extra.forEach((name, value) -> set(headers, name, value));
        return headers;
    }

    private static void set(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, value);
        }
    }

    private static String accept(WebRules.Expected expected) {
        return switch (expected) {
            case JSON -> "application/json, */*;q=0.1";
            case XML -> "application/xml, text/xml;q=0.9, */*;q=0.1";
            case HTML -> "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";
            case DATA, ANYTHING -> "*/*";
        };
    }

    static WebHead head(Arrived arrived) {
        return WebHead.of(arrived.status(), arrived.shown(), arrived.headers());
    }
}
