package org.cairn.collect.fetch.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cairn.collect.fetch.http.AttemptException.Kind;
import org.cairn.collect.fetch.http.Visit.Arrived;
import org.cairn.collect.fetch.http.WebRules.Expected;
import org.cairn.source.spec.ClientSpec;
import org.jspecify.annotations.Nullable;

/// Judges an answer before anybody parses it: by its status and the begin of its body.
final class Verdicts {
    /// How much of a body is looked at.
    static final int SAMPLE = 2048;

    // Statuses by which servers say that they are in trouble, 520-530 those of a large CDN.
    private static final Set<Integer> TROUBLE =
            Set.of(408, 425, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524, 525, 530);
    private static final List<String> CHALLENGES =
            List.of(
                    "<title>just a moment",
                    "attention required! | cloudflare",
                    "/cdn-cgi/challenge-platform/",
                    "_incapsula_resource",
                    "pardon our interruption",
                    "captcha-delivery.com",
                    "<title>access denied</title>");
    private static final List<String> QUOTAS =
            List.of(
                    "monthly quota",
                    "monthly limit",
                    "daily quota",
                    "daily limit",
                    "quota exceeded",
                    "quota has been exceeded",
                    "billing",
                    "public_api_billing_limit_exceeded",
                    "plan limit",
                    "usage limit");

    private Verdicts() {}

    /// Throws what is wrong with an answer; returns when its body is to be taken.
    ///
    /// @param sample the first bytes of its body, unpacked
    static void judge(WebRequest request, Arrived arrived, byte[] sample, WebTools tools) {
        int status = arrived.status();
        String begin = beginOf(sample);
        if (status == 429 || (status == 403 && isQuota(begin)) || status == 402) {
            throw busy(request, arrived, begin, tools);
        }
        if (isChallenge(arrived, begin)) {
            throw notData(arrived.shown(), status, "a challenge for browsers", begin);
        }
        if (request.accepted().contains(status)) {
            return;
        }
        if (status >= 500 || TROUBLE.contains(status)) {
            throw trouble(request, arrived, tools);
        }
        if (status < 200 || status > 299) {
            throw refused(arrived.shown(), status);
        }
        if (isPage(arrived.header("content-type"), begin, request.rules().expected())) {
            throw notData(arrived.shown(), status, "a page", begin);
        }
    }

    private static AttemptException busy(
            WebRequest request, Arrived arrived, String begin, WebTools tools) {
        URI shown = arrived.shown();
        if (arrived.status() == 402 || isQuota(begin)) {
            return new AttemptException(
                    Failures.problem(
                                    WebProblems.WEB_QUOTA_SPENT,
                                    shown,
                                    "status " + arrived.status() + ", and its words are of a quota")
                            .remedy("Wait until the quota begins anew, or ask for a larger one.")
                            .with("status", arrived.status())
                            .build(),
                    Kind.FINAL,
                    null,
                    null);
        }
        Instant now = tools.clock().instant();
        Optional<Duration> after = after(request, arrived, now);
        after.ifPresent(pause -> arrived.turn().rest(now.plus(bounded(pause))));
        return new AttemptException(
                Failures.problem(WebProblems.WEB_THROTTLED, shown, "status 429")
                        .remedy("Run later, or declare the server's limit: client.rate_limit.")
                        .with("status", arrived.status())
                        .build(),
                Kind.BUSY,
                after.orElse(null),
                null);
    }

    private static AttemptException trouble(WebRequest request, Arrived arrived, WebTools tools) {
        Instant now = tools.clock().instant();
        Optional<Duration> after = after(request, arrived, now);
        after.ifPresent(pause -> arrived.turn().rest(now.plus(bounded(pause))));
        // Asked to come back later, a host may be well: some say 503 where others say 429.
        Kind kind = after.isPresent() ? Kind.BUSY : Kind.OUTAGE;
        return new AttemptException(
                Failures.problem(
                                WebProblems.WEB_FAILING,
                                arrived.shown(),
                                "status " + arrived.status())
                        .remedy("Run again later.")
                        .with("status", arrived.status())
                        .build(),
                kind,
                after.orElse(null),
                null);
    }

    private static Duration bounded(Duration pause) {
        Duration most = Duration.ofDays(31);
        return pause.compareTo(most) > 0 ? most : pause;
    }

    private static Optional<Duration> after(WebRequest request, Arrived arrived, Instant now) {
        String value = arrived.header("retry-after");
        return value == null || !request.rules().client().retry().respectRetryAfter()
                ? Optional.empty()
                : HttpTimes.retryAfter(value, now);
    }

    private static AttemptException refused(URI shown, int status) {
        String remedy =
                switch (status) {
                    case 401, 403, 407 -> "Check client.auth, or ask the publisher for access.";
                    case 404, 410 -> "Correct the address; the document may have moved.";
                    case 304 -> "Tell the publisher: it says that nothing changed, unasked.";
                    default -> "Look at the address in a browser, and correct the declaration.";
                };
        return new AttemptException(
                Failures.problem(WebProblems.WEB_REFUSED, shown, "status " + status)
                        .remedy("%s", remedy)
                        .with("status", status)
                        .build(),
                Kind.FINAL,
                null,
                null);
    }

    private static AttemptException notData(URI shown, int status, String what, String begin) {
        return new AttemptException(
                Failures.problem(
                                WebProblems.WEB_NOT_DATA,
                                shown,
                                "%s came with status %d: %s".formatted(what, status, title(begin)))
                        .remedy("Open the address in a browser; run again when data comes.")
                        .with("status", status)
                        .build(),
                Kind.OUTAGE,
                null,
                null);
    }

    private static boolean isChallenge(Arrived arrived, String begin) {
        return "challenge".equalsIgnoreCase(arrived.header("cf-mitigated"))
                || (looksLikePage(begin) && CHALLENGES.stream().anyMatch(begin::contains));
    }

    private static boolean isQuota(String begin) {
        return QUOTAS.stream().anyMatch(begin::contains);
    }

    private static boolean isPage(@Nullable String contentType, String begin, Expected expected) {
        return switch (expected) {
            case ANYTHING, HTML -> false;
            // A server may call data a page by mistake, so bytes count for more than names.
            case JSON, DATA -> looksLikePage(begin);
            case XML -> looksLikePage(begin) && !isXhtmlData(contentType, begin);
        };
    }

    /// XML may begin with `<html` only as a page; `<?xml` before a page is one, too.
    private static boolean isXhtmlData(@Nullable String contentType, String begin) {
        return contentType != null && contentType.contains("xml") && !begin.contains("<html");
    }

    private static boolean looksLikePage(String begin) {
        String text = begin.stripLeading();
        for (int i = 0; i < 8 && (text.startsWith("<?") || text.startsWith("<!--")); i++) {
            int end = text.startsWith("<?") ? text.indexOf("?>") + 2 : text.indexOf("-->") + 3;
            if (end < 4) {
                return false;
            }
            text = text.substring(end).stripLeading();
        }
        return text.startsWith("<!doctype html")
                || text.startsWith("<html")
                || text.startsWith("<head")
                || text.startsWith("<body");
    }

    /// In small letters, without a byte order mark; bytes that are no ASCII do not matter here.
    private static String beginOf(byte[] sample) {
        boolean wide = sample.length > 1 && (sample[0] == 0 || sample[1] == 0);
        String text =
                new String(sample, wide ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1);
        String small = text.toLowerCase(Locale.ROOT);
        if (small.startsWith("\u00ef\u00bb\u00bf")) {
            return small.substring(3);
        }
        return small.startsWith("\ufeff") ? small.substring(1) : small;
    }

    private static String title(String begin) {
        int from = begin.indexOf("<title>");
        int to = begin.indexOf("</title>");
        if (from < 0 || to < from) {
            return "a page without a title";
        }
        String title = begin.substring(from + 7, to).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return "'" + (title.length() > 80 ? title.substring(0, 80) + "…" : title) + "'";
    }

    /// Notes what the server says is left of a budget, for everybody who asks it.
    static void noteBudget(WebRequest request, Arrived arrived, WebTools tools) {
        Instant now = tools.clock().instant();
        for (ClientSpec.RateLimit limit : request.rules().client().rateLimits()) {
            if (limit instanceof ClientSpec.RateLimit.Headers(String remaining, String reset)) {
                String left = arrived.header(remaining);
                String anew = arrived.header(reset);
                if (left != null && anew != null && left.strip().matches("0+([.]0*)?")) {
                    HttpTimes.reset(anew, now).ifPresent(arrived.turn()::rest);
                }
            }
        }
    }
}
