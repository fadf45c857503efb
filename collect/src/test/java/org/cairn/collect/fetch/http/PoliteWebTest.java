package org.cairn.collect.fetch.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Secret;
import org.cairn.source.spec.AuthSpec;
import org.cairn.source.spec.ClientSpec;
import org.cairn.source.spec.ClientSpec.CircuitBreaker;
import org.cairn.source.spec.ClientSpec.RateLimit;
import org.cairn.source.spec.ClientSpec.Timeouts;
import org.cairn.testkit.web.Answers;
import org.cairn.testkit.web.RawWeb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a real server on the loopback address; time passes as pauses say.
final class PoliteWebTest {
    private static final String PAGE = "<!DOCTYPE html><html><title>Sorry</title>down</html>";

    @TempDir Path folder;

    private final RawWeb server = RawWeb.start();

    @AfterEach
    void close() {
        server.close();
    }

    private TestAsker asker() {
        return new TestAsker(folder);
    }

    private WebRequest request(String path, WebRules.Expected expected) {
        return WebRequest.get(server.uri(path), TestAsker.rules(TestAsker.CLIENT, expected));
    }

    private static String text(WebAnswer answer) {
        try (var body = (WebAnswer.Body) answer) {
            return new String(body.stream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String fetch(WebRequest request) {
        return text(asker().web.fetch(request));
    }

    private static Problem problem(TestAsker asker, WebRequest request) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> asker.web.fetch(request));
        assertThat(thrown).isNotNull();
        return thrown.problem();
    }

    private Problem problem(String path, WebRules.Expected expected) {
        return problem(asker(), request(path, expected));
    }

    @Test
    void givesTheBodyWithItsHead() {
        server.on("/a", Answers.text("Text/CSV; charset=\"utf-8\"", "a,b\n", "ETag: \"1\""));
        try (var answer =
                (WebAnswer.Body) asker().web.fetch(request("/a", WebRules.Expected.DATA))) {
            assertThat(text(answer)).isEqualTo("a,b\n");
            assertThat(answer.head().mediaType()).isEqualTo("text/csv");
            assertThat(answer.head().charset()).isEqualTo("utf-8");
            assertThat(answer.head().validators().etag()).isEqualTo("\"1\"");
            assertThat(server.asked().getFirst().header("User-Agent")).isEqualTo("CairnBot/test");
        }
    }

    @Test
    void keepsLargeBodiesInAFileWithoutAName() throws IOException {
        byte[] large = "0123456789abcdef".repeat(40_000).getBytes(UTF_8);
        server.on("/a", Answers.body("text/csv", large));
        try (var answer =
                        (WebAnswer.Body) asker().web.fetch(request("/a", WebRules.Expected.DATA));
                Stream<Path> left = Files.list(folder)) {
            assertThat(answer.stream().readAllBytes()).isEqualTo(large);
            assertThat(answer.stream().readAllBytes()).isEqualTo(large);
            assertThat(left).isEmpty();
        }
    }

    @Test
    void asksWhetherWhatIsKnownStillHolds() {
        server.on(
                "/a",
                (asked, out) -> {
                    assertThat(asked.header("If-None-Match")).isEqualTo("\"1\"");
                    Answers.head(out, 304, "ETag: \"1\"");
                });
        WebAnswer answer =
                asker().web
                        .fetch(
                                request("/a", WebRules.Expected.DATA)
                                        .knowing(new Validators("\"1\"", null)));
        assertThat(answer).isInstanceOf(WebAnswer.NotModified.class);
    }

    @Test
    void unpacksGzipAlsoOfSeveralMembersAndDeflateOfBothKinds() {
        byte[] a = Answers.gzip("first,".getBytes(UTF_8));
        byte[] b = Answers.gzip("second".getBytes(UTF_8));
        byte[] two = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, two, a.length, b.length);
        server.on("/gzip", Answers.body("text/csv", two, "Content-Encoding: gzip"));
        server.on("/zlib", Answers.body("text/csv", deflated(false), "Content-Encoding: deflate"));
        server.on("/raw", Answers.body("text/csv", deflated(true), "Content-Encoding: Deflate"));

        assertThat(fetch(request("/gzip", WebRules.Expected.DATA))).isEqualTo("first,second");
        assertThat(fetch(request("/zlib", WebRules.Expected.DATA))).isEqualTo("a,b,c");
        assertThat(fetch(request("/raw", WebRules.Expected.DATA))).isEqualTo("a,b,c");
    }

    private static byte[] deflated(boolean raw) {
        var deflater = new java.util.zip.Deflater(6, raw);
        deflater.setInput("a,b,c".getBytes(UTF_8));
        deflater.finish();
        byte[] buffer = new byte[100];
        int n = deflater.deflate(buffer);
        deflater.end();
        return java.util.Arrays.copyOf(buffer, n);
    }

    @Test
    void stopsAtABombOfGzip() {
        byte[] bomb = Answers.gzip(new byte[64 << 20]);
        server.on("/a", Answers.body("application/json", bomb, "Content-Encoding: gzip"));

        Problem problem = problem("/a", WebRules.Expected.JSON);

        assertThat(problem.code()).isEqualTo(WebProblems.WEB_TOO_LARGE);
        assertThat(problem.what()).contains("unpack to more than");
    }

    @Test
    void stopsAtWhatIsTooLargeAnnouncedOrNot() {
        server.on("/said", Answers.body("text/csv", new byte[5000]));
        server.on(
                "/unsaid",
                (_, out) -> {
                    Answers.head(out, 200, "Content-Type: text/csv");
                    out.write(new byte[5000]);
                });
        var client = TestAsker.client(new AuthSpec.None(), Timeouts.DEFAULT, new ByteSize(4000));
        for (String path : List.of("/said", "/unsaid")) {
            var request =
                    WebRequest.get(
                            server.uri(path), TestAsker.rules(client, WebRules.Expected.DATA));
            assertThat(problem(asker(), request).code()).isEqualTo(WebProblems.WEB_TOO_LARGE);
        }
    }

    @Test
    void refusesHeadersOfTenMegabytes() {
        server.on(
                "/a",
                (_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
                    for (int i = 0; i < 10_000; i++) {
                        out.write("X-%d: %s\r\n".formatted(i, "y".repeat(1000)).getBytes(UTF_8));
                    }
                    out.write("\r\n".getBytes(UTF_8));
                });
        assertThat(problem("/a", WebRules.Expected.DATA).code())
                .isEqualTo(WebProblems.WEB_MALFORMED);
    }

    @Test
    void takesAPageForAnOutageWhereDataWasExpected() {
        server.on("/a", Answers.text("text/html", PAGE));
        TestAsker asker = asker();

        Problem problem = problem(asker, request("/a", WebRules.Expected.JSON));

        assertThat(problem.code()).isEqualTo(WebProblems.WEB_NOT_DATA);
        assertThat(problem.what())
                .contains("a page came with status 200: 'sorry'", "(tried 5 times)");
        assertThat(problem("/a", WebRules.Expected.DATA).code())
                .isEqualTo(WebProblems.WEB_NOT_DATA);
        assertThat(problem("/a", WebRules.Expected.XML).code()).isEqualTo(WebProblems.WEB_NOT_DATA);
        assertThat(fetch(request("/a", WebRules.Expected.HTML))).isEqualTo(PAGE);
    }

    @Test
    void takesAChallengeForAnOutageAlsoWherePagesAreExpected() {
        server.on("/a", Answers.text("text/html", "<html><title>Just a moment...</title></html>"));
        server.on("/b", Answers.status(403, "<html></html>", "cf-mitigated: challenge"));

        assertThat(problem("/a", WebRules.Expected.HTML).code())
                .isEqualTo(WebProblems.WEB_NOT_DATA);
        assertThat(problem("/b", WebRules.Expected.HTML).code())
                .isEqualTo(WebProblems.WEB_NOT_DATA);
    }

    @Test
    void triesAgainWithPausesThatDouble() {
        server.on(
                "/a",
                Answers.inTurn(
                        Answers.status(503, "x"),
                        Answers.status(500, "x"),
                        Answers.status(502, "x"),
                        Answers.text("text/csv", "good")));
        TestAsker asker = asker();

        assertThat(text(asker.web.fetch(request("/a", WebRules.Expected.DATA)))).isEqualTo("good");
        assertThat(asker.pauses)
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(asker.notes.getFirst()).contains("trying again in 1 s (2 of 5)");
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        server.on(
                "/a",
                Answers.inTurn(
                        Answers.status(429, "slow down", "Retry-After: 30"),
                        Answers.text("text/csv", "good")));
        TestAsker asker = asker();

        assertThat(text(asker.web.fetch(request("/a", WebRules.Expected.DATA)))).isEqualTo("good");
        assertThat(asker.pauses.getFirst())
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
    }

    @Test
    void doesNotWaitForAPauseThatIsTooLong() {
        server.on("/a", Answers.status(429, "x", "Retry-After: 3600"));
        TestAsker asker = asker();

        Problem problem = problem(asker, request("/a", WebRules.Expected.DATA));

        assertThat(problem.code()).isEqualTo(WebProblems.WEB_THROTTLED);
        assertThat(problem.what()).contains("60 min");
        assertThat(asker.pauses).isEmpty();
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void stopsAtOnceWhenAQuotaIsSpent() {
        server.on("/a", Answers.status(429, "{\"error\": \"Monthly quota exceeded\"}"));

        assertThat(problem("/a", WebRules.Expected.JSON).code())
                .isEqualTo(WebProblems.WEB_QUOTA_SPENT);
        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void doesNotTryAgainWhatIsRefused(int status) {
        server.on("/a", Answers.status(status, "no"));

        Problem problem = problem("/a", WebRules.Expected.DATA);

        assertThat(problem.code()).isEqualTo(WebProblems.WEB_REFUSED);
        assertThat(problem.facts()).containsEntry("status", status);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void handsBackAStatusThatTheSourceAccepts() {
        server.on("/a", Answers.status(404, "none"));
        var request = request("/a", WebRules.Expected.DATA).accepting(java.util.Set.of(404));

        try (var answer = (WebAnswer.Body) asker().web.fetch(request)) {
            assertThat(answer.head().status()).isEqualTo(404);
        }
    }

    @Test
    void triesACutBodyAgainAndNeverTakesHalf() {
        byte[] body = "a,b\n1,2\n".getBytes(UTF_8);
        server.on(
                "/a",
                Answers.inTurn(
                        Answers.truncated("text/csv", body, 4), Answers.body("text/csv", body)));
        server.on("/never", Answers.truncated("text/csv", body, 4));
        byte[] zip = Answers.gzip(body);
        server.on(
                "/zip",
                Answers.body(
                        "text/csv",
                        java.util.Arrays.copyOf(zip, zip.length - 9),
                        "Content-Encoding: gzip"));

        assertThat(fetch(request("/a", WebRules.Expected.DATA))).isEqualTo("a,b\n1,2\n");
        assertThat(problem("/never", WebRules.Expected.DATA).code())
                .isEqualTo(WebProblems.WEB_INCOMPLETE);
        assertThat(problem("/zip", WebRules.Expected.DATA).code())
                .isEqualTo(WebProblems.WEB_INCOMPLETE);
    }

    @Test
    void triesAChunkedBodyWithoutItsEndAgain() {
        server.on(
                "/a",
                (_, out) -> {
                    Answers.head(out, 200, "Content-Type: text/csv", "Transfer-Encoding: chunked");
                    out.write("4\r\na,b\n\r\n8\r\n1,".getBytes(UTF_8));
                });
        assertThat(problem("/a", WebRules.Expected.DATA).code())
                .isEqualTo(WebProblems.WEB_INCOMPLETE);
    }

    @Test
    void cutsASlowDripAndSilence() {
        server.on("/drip", Answers.drip(Duration.ofMillis(20)));
        server.on("/silence", Answers.silence());
        var hasty =
                TestAsker.client(
                        new AuthSpec.None(),
                        new Timeouts(
                                Duration.ofMillis(500),
                                Duration.ofMillis(300),
                                Duration.ofMillis(900)),
                        TestAsker.CLIENT.maxSize());
        for (String path : List.of("/drip", "/silence")) {
            var request =
                    WebRequest.get(
                            server.uri(path), TestAsker.rules(hasty, WebRules.Expected.DATA));
            Problem problem = problem(asker(), request);
            assertThat(problem.code()).isEqualTo(WebProblems.WEB_TOO_SLOW);
        }
    }

    @Test
    void followsRedirectsAndSaysWhereTheyEnd() {
        server.on("/a", Answers.redirect(302, "/b?x=1"));
        server.on("/b", Answers.redirect(308, server.uri("/c").toString()));
        server.on("/c", Answers.text("text/csv", "good"));

        try (var answer =
                (WebAnswer.Body) asker().web.fetch(request("/a", WebRules.Expected.DATA))) {
            assertThat(answer.head().uri()).isEqualTo(server.uri("/c"));
        }
    }

    @Test
    void doesNotFollowRedirectsForEverNorElsewhereThanTheWeb() {
        server.on("/circle", Answers.redirect(302, "/circle"));
        server.on("/file", Answers.redirect(302, "file:///etc/passwd"));
        server.on("/nowhere", Answers.status(302, ""));
        server.on("/user", Answers.redirect(302, "http://u:p@127.0.0.1/"));

        for (String path : List.of("/circle", "/file", "/nowhere", "/user")) {
            assertThat(problem(path, WebRules.Expected.DATA).code())
                    .isEqualTo(WebProblems.WEB_REDIRECT_REFUSED);
        }
        assertThat(server.asked()).hasSize(Visit.MOST_HOPS + 1 + 3);
    }

    @Test
    void keepsSecretsFromWhereARedirectLeads() {
        try (RawWeb other = RawWeb.start()) {
            server.on("/a", Answers.redirect(302, other.uri("/b").toString()));
            server.on("/same", Answers.redirect(302, "/end"));
            server.on("/end", Answers.text("text/csv", "x"));
            other.on("/b", Answers.text("text/csv", "x"));
            var client = TestAsker.client(new AuthSpec.Bearer(new Secret("s3cret")));
            var rules = TestAsker.rules(client, WebRules.Expected.DATA);
            var request = WebRequest.get(server.uri("/a"), rules).withHeader("X-Key", "s3cret");

            assertThat(fetch(request)).isEqualTo("x");
            assertThat(server.asked().getFirst().header("Authorization"))
                    .isEqualTo("Bearer s3cret");
            assertThat(server.asked().getFirst().header("X-Key")).isEqualTo("s3cret");
            assertThat(other.asked().getFirst().headers().toString()).doesNotContain("s3cret");

            assertThat(fetch(WebRequest.get(server.uri("/same"), rules))).isEqualTo("x");
            assertThat(server.asked().getLast().header("Authorization")).isEqualTo("Bearer s3cret");
        }
    }

    @Test
    void masksAnApiKeyOfTheQuery() {
        server.on("/a", Answers.status(403, "no"));
        var key = new AuthSpec.ApiKey("who", AuthSpec.Place.QUERY, new Secret("s3 cret"));
        var rules = TestAsker.rules(TestAsker.client(key), WebRules.Expected.DATA);

        Problem problem = problem(asker(), WebRequest.get(server.uri("/a?b=1"), rules));

        assertThat(server.asked().getFirst().target()).isEqualTo("/a?b=1&who=s3+cret");
        assertThat(problem.toString()).contains("who=***").doesNotContain("s3");
    }

    @Test
    void refusesPrivateAddressesHoweverTheyAreWritten() {
        var asker = new TestAsker(folder, false);
        for (String uri :
                List.of(
                        server.uri("/a").toString(),
                        "http://localhost:" + server.port() + "/a",
                        "http://2130706433:" + server.port() + "/a",
                        "http://[::ffff:127.0.0.1]:" + server.port() + "/a",
                        "http://[::1]:" + server.port() + "/a",
                        "http://169.254.169.254/latest/meta-data/")) {
            var rules = TestAsker.rules(TestAsker.CLIENT, WebRules.Expected.ANYTHING);
            Problem problem = problem(asker, WebRequest.get(URI.create(uri), rules));
            assertThat(problem.code()).as(uri).isEqualTo(WebProblems.WEB_ADDRESS_REFUSED);
            assertThat(problem.remedy()).contains("allow_private_addresses");
        }
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void saysThatAHostIsNotThere() {
        int port = server.port();
        server.close();
        var rules = TestAsker.rules(TestAsker.CLIENT, WebRules.Expected.DATA);
        Problem refused =
                problem(asker(), WebRequest.get(URI.create("http://127.0.0.1:" + port), rules));
        Problem unknown =
                problem(asker(), WebRequest.get(URI.create("http://nobody.invalid/"), rules));

        assertThat(refused.code()).isEqualTo(WebProblems.WEB_UNREACHABLE);
        assertThat(unknown.code()).isEqualTo(WebProblems.WEB_UNREACHABLE);
    }

    @Test
    void keepsToAMovingWindow() {
        server.on("/a", Answers.text("text/csv", "x"));
        TestAsker asker = asker();
        var client =
                TestAsker.limited(
                        List.of(new RateLimit.MovingWindow(3, Duration.ofMinutes(1))),
                        CircuitBreaker.DEFAULT);
        var request =
                WebRequest.get(server.uri("/a"), TestAsker.rules(client, WebRules.Expected.DATA));
        for (int i = 0; i < 7; i++) {
            text(asker.web.fetch(request));
        }
        assertThat(asker.pauses).containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    @Test
    void restsWhenTheServerSaysThatNothingIsLeft() {
        server.on("/a", Answers.text("text/csv", "x", "X-Left: 0", "X-Anew: 45"));
        TestAsker asker = asker();
        var client =
                TestAsker.limited(
                        List.of(new RateLimit.Headers("X-Left", "X-Anew")), CircuitBreaker.DEFAULT);
        var request =
                WebRequest.get(server.uri("/a"), TestAsker.rules(client, WebRules.Expected.DATA));
        text(asker.web.fetch(request));
        text(asker.web.fetch(request));

        assertThat(asker.pauses).containsExactly(Duration.ofSeconds(45));
    }

    @Test
    void leavesAHostAloneThatKeepsFailing() {
        server.on("/a", Answers.status(500, "x"));
        server.on("/b", Answers.text("text/csv", "x"));
        TestAsker asker = asker();
        var breaker = new CircuitBreaker(3, Duration.ofSeconds(60), 1);
        ClientSpec client = TestAsker.limited(List.of(), breaker);
        var rules = TestAsker.rules(client, WebRules.Expected.DATA);
        var bad = WebRequest.get(server.uri("/a"), rules);
        var good = WebRequest.get(server.uri("/b"), rules);

        assertThat(problem(asker, bad).code()).isEqualTo(WebProblems.WEB_FAILING);
        assertThat(server.asked()).hasSize(3);
        assertThat(asker.notes.getLast()).contains("left alone for 60 s");
        assertThat(problem(asker, good).code()).isEqualTo(WebProblems.WEB_HOST_RESTING);
        assertThat(server.asked()).hasSize(3);

        asker.clock.advance(Duration.ofSeconds(61));
        assertThat(text(asker.web.fetch(good))).isEqualTo("x");
        assertThat(asker.notes.getLast()).contains("is well again");
    }

    @Test
    void asksForATokenAndForANewOneWhenItIsRefused() {
        server.on(
                "/token",
                Answers.inTurn(
                        Answers.text(
                                "application/json",
                                "{\"access_token\": \"t1\", \"refresh_token\": null,"
                                        + " \"expires_in\": 3600}"),
                        Answers.text("application/json", "{\"access_token\": \"t2\"}")));
        server.on(
                "/a",
                (asked, out) ->
                        (asked.header("Authorization").equals("Bearer t2")
                                        ? Answers.text("text/csv", "good")
                                        : Answers.status(401, "stale"))
                                .write(asked, out));
        var auth =
                new AuthSpec.ClientCredentials(
                        server.uri("/token").toString(),
                        "me",
                        new Secret("p&w"),
                        List.of("read", "list"),
                        null);
        var rules = TestAsker.rules(TestAsker.client(auth), WebRules.Expected.DATA);

        assertThat(fetch(WebRequest.get(server.uri("/a"), rules))).isEqualTo("good");
        var ask = server.asked().getFirst();
        assertThat(ask.method()).isEqualTo("POST");
        assertThat(ask.body()).contains("grant_type=client_credentials", "scope=read+list");
        assertThat(ask.header("Authorization")).startsWith("Basic ");
    }

    @Test
    void saysThatNoTokenIsHad() {
        server.on("/token", Answers.status(400, "{\"error\": \"invalid_client\"}"));
        var auth =
                new AuthSpec.ClientCredentials(
                        server.uri("/token").toString(), "me", new Secret("x"), List.of(), null);
        var rules = TestAsker.rules(TestAsker.client(auth), WebRules.Expected.DATA);

        Problem problem = problem(asker(), WebRequest.get(server.uri("/a"), rules));

        assertThat(problem.code()).isEqualTo(WebProblems.WEB_AUTH_FAILED);
        assertThat(problem.what()).contains("invalid_client");
    }

    @Test
    void endsAWaitWhenItIsInterrupted() throws InterruptedException {
        server.on("/a", Answers.silence());
        var thrown = new java.util.concurrent.atomic.AtomicReference<Throwable>();
        Thread waiting =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                asker().web.fetch(request("/a", WebRules.Expected.DATA));
                            } catch (RuntimeException e) {
                                thrown.set(e);
                            }
                        });
        waiting.interrupt();
        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(thrown.get()).isInstanceOf(java.util.concurrent.CancellationException.class);
    }
}
