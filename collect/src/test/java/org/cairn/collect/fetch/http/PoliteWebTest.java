package org.cairn.collect.fetch.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Problem;
import org.cairn.source.spec.AuthSpec;
import org.cairn.source.spec.ClientSpec.Timeouts;
import org.cairn.testkit.web.Answers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes of answers, good and bad; time passes as pauses say.
final class PoliteWebTest extends AskingTest {
    private static final String PAGE = "<!DOCTYPE html><html><title>Sorry</title>down</html>";

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
