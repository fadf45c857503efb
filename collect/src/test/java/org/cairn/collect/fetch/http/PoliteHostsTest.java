package org.cairn.collect.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.cairn.kernel.Problem;
import org.cairn.kernel.Secret;
import org.cairn.source.spec.AuthSpec;
import org.cairn.source.spec.ClientSpec;
import org.cairn.source.spec.ClientSpec.CircuitBreaker;
import org.cairn.source.spec.ClientSpec.RateLimit;
import org.cairn.testkit.web.Answers;
import org.cairn.testkit.web.RawWeb;
import org.junit.jupiter.api.Test;

/// How hosts are asked: pauses, budgets, redirects, addresses, proofs, robots.txt; time passes as
/// pauses say.
final class PoliteHostsTest extends AskingTest {
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

    @Test
    void followsRedirectsAndSaysWhereTheyEnd() {
        server.on(
                "/a",
                (asked, out) ->
                        Answers.redirect(302, asked.target().contains("?") ? "b?x=%C3%A9" : "?y=1")
                                .write(asked, out));
        server.on("/b", Answers.redirect(308, server.uri("/c").toString()));
        server.on("/c", Answers.text("text/csv", "good"));

        try (var answer =
                (WebAnswer.Body) asker().web.fetch(request("/a", WebRules.Expected.DATA))) {
            assertThat(answer.head().uri()).isEqualTo(server.uri("/c"));
            assertThat(server.asked().stream().map(RawWeb.Asked::target))
                    .containsExactly("/a", "/a?y=1", "/b?x=%C3%A9", "/c");
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
    void asksForAnAddressWithLettersThatAreNotAscii() {
        server.on("/caf%C3%A9", Answers.text("text/csv", "x"));
        assertThat(fetch(request("/caf\u00e9", WebRules.Expected.DATA))).isEqualTo("x");
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

    private WebRequest obeying(String path) {
        return request(path, WebRules.Expected.DATA)
                .with(new Politeness(true, 1, Duration.ZERO, false, null));
    }

    @Test
    void asksRobotsTxtOnceAndKeepsToIt() {
        server.on(
                "/robots.txt",
                Answers.text("text/plain", "User-agent: *\nDisallow: /no\nCrawl-delay: 7"));
        server.on("/a", Answers.text("text/csv", "x"));
        TestAsker asker = asker();

        assertThat(text(asker.web.fetch(obeying("/a")))).isEqualTo("x");
        assertThat(text(asker.web.fetch(obeying("/a")))).isEqualTo("x");
        assertThat(problem(asker, obeying("/no/x?y=1")).code())
                .isEqualTo(WebProblems.WEB_ROBOTS_DISALLOW);
        assertThat(server.asked().stream().map(RawWeb.Asked::target))
                .containsExactly("/robots.txt", "/a", "/a");
        assertThat(asker.pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
    }

    @Test
    void takesAMissingRobotsTxtForYesAndAFailingOneForNo() {
        server.on("/a", Answers.text("text/csv", "x"));
        assertThat(text(asker().web.fetch(obeying("/a")))).isEqualTo("x");

        server.on("/robots.txt", Answers.status(503, "later"));
        assertThat(problem(asker(), obeying("/a")).code())
                .isEqualTo(WebProblems.WEB_ROBOTS_DISALLOW);
    }
}
