package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.cairn.collect.fetch.http.WebRules.Expected;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.AuthSpec;
import org.cairn.source.spec.ClientSpec;

/// The robots.txt of each host that was asked, for a day at most. Safe for any thread.
///
/// By RFC 9309 a host without one (a status of 400 to 499) allows everything, and one that fails
/// allows nothing. No more than 512 KiB of one are read.
final class Robots {
    private static final int MOST_BYTES = 512 << 10;
    private static final Duration VALID = Duration.ofDays(1);

    private final Web web;
    private final String product;
    private final InstantSource clock;
    private final Map<String, Known> byHost = new ConcurrentHashMap<>();

    private record Known(RobotsRules rules, Instant until) {}

    /// @param userAgent its first word names the robot
    Robots(Web web, String userAgent, InstantSource clock) {
        this.web = web;
        this.product = userAgent.split("[/ ]", 2)[0];
        this.clock = clock;
    }

    /// The rules of a request with the pause that the host asks for. Problem `web-robots-disallow`.
    WebRequest obeying(WebRequest request) {
        RobotsRules rules = rules(request);
        URI uri = request.uri();
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        if (!rules.allows(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())) {
            throw disallowed(request, "its robots.txt disallows it");
        }
        Politeness declared = request.rules().politeness();
        Duration delay = rules.crawlDelay();
        return delay == null || delay.compareTo(declared.downloadDelay()) <= 0
                ? request
                : request.with(declared.apartBy(delay));
    }

    private RobotsRules rules(WebRequest request) {
        String host = request.uri().getScheme() + "://" + Shown.host(request.uri());
        Known known = byHost.get(host);
        if (known == null || clock.instant().isAfter(known.until())) {
            known = new Known(ask(request, host), clock.instant().plus(VALID));
            byHost.put(host, known);
        }
        return known.rules();
    }

    private RobotsRules ask(WebRequest request, String host) {
        WebRules of = request.rules();
        ClientSpec plain = of.client().withAuth(new AuthSpec.None());
        WebRequest ask =
                WebRequest.get(
                        URI.create(host + "/robots.txt"),
                        new WebRules(
                                of.source(),
                                plain,
                                Expected.ANYTHING,
                                of.politeness().withoutRobots()));
        try (WebAnswer.Body body = (WebAnswer.Body) web.fetch(ask);
                InputStream in = body.stream()) {
            return RobotsRules.parse(
                    new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8), product);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ProblemException e) {
            Problem problem = e.problem();
            if (problem.code().equals(WebProblems.WEB_REFUSED)) {
                return RobotsRules.NONE;
            }
            boolean server =
                    problem.code().equals(WebProblems.WEB_FAILING)
                            || problem.code().equals(WebProblems.WEB_NOT_DATA);
            throw server ? disallowed(request, "its robots.txt cannot be read") : e;
        }
    }

    private static ProblemException disallowed(WebRequest request, String why) {
        URI shown = request.shown();
        return new ProblemException(
                Failures.problem(WebProblems.WEB_ROBOTS_DISALLOW, shown, why)
                        .remedy("Ask the publisher; politeness.robotstxt_obey: false if you may.")
                        .build(),
                null);
    }
}
