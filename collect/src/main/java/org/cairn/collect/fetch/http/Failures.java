package org.cairn.collect.fetch.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.cairn.collect.fetch.http.AttemptException.Kind;
import org.cairn.kernel.ProblemBuilder;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.jspecify.annotations.Nullable;

/// What went wrong in one attempt, as a verdict with its problem. Texts hold no secrets: addresses
/// come here as [Shown] made them.
final class Failures {
    private static final String KEPT = "nothing was loaded";

    private Failures() {}

    static AttemptException resting(String host, Duration rest) {
        return new AttemptException(
                WebProblems.WEB_HOST_RESTING
                        .says("%s is left alone for now", host)
                        .what("it failed too often in a row; it is tried again in %s", words(rest))
                        .kept(KEPT)
                        .remedy("Run again later; look at the failures before this one.")
                        .with("host", host)
                        .build(),
                Kind.FINAL,
                null,
                null);
    }

    static AttemptException throttled(String host, Duration wanted, @Nullable Integer status) {
        ProblemBuilder problem =
                WebProblems.WEB_THROTTLED
                        .says("%s wants fewer requests", host)
                        .what("the next one is welcome in %s", words(wanted))
                        .kept(KEPT)
                        .remedy(
                                "Run again then, or allow longer pauses by"
                                        + " client.retry.max_interval.")
                        .with("host", host)
                        .with("seconds", wanted.toSeconds());
        if (status != null) {
            problem.with("status", status);
        }
        return new AttemptException(problem.build(), Kind.FINAL, null, null);
    }

    /// What came cannot be kept on the way.
    static ProblemException disk(Path where, IOException e) {
        return WebProblems.WEB_NOT_WRITTEN
                .says("what came from the web could not be written down")
                .what("%s: %s", where, text(e))
                .kept("nothing was loaded; a download goes on where it was")
                .remedy("Make space on the disk, or the folder writable; then run again.")
                .with("path", where)
                .asException(e);
    }

    /// The verdict on an exception of the connection.
    static AttemptException of(IOException e, URI shown) {
        return switch (e) {
            case HttpConnectTimeoutException _ ->
                    outage(WebProblems.WEB_TOO_SLOW, shown, "no connection in time", e);
            case HttpTimeoutException _ -> outage(WebProblems.WEB_TOO_SLOW, shown, text(e), e);
            case UnknownHostException _ ->
                    outage(WebProblems.WEB_UNREACHABLE, shown, "its name is not known", e);
            case ConnectException _ ->
                    outage(WebProblems.WEB_UNREACHABLE, shown, "no connection", e);
            case SSLException _ when isCertificate(e) -> certificate(shown, e);
            case SSLException _ -> outage(WebProblems.WEB_UNREACHABLE, shown, text(e), e);
            case ProtocolException _ -> malformed(shown, text(e), e);
            case EOFException _ ->
                    outage(WebProblems.WEB_INCOMPLETE, shown, "the body ends in its middle", e);
            case ZipException _ -> malformed(shown, "cannot unpack the body: " + text(e), e);
            default -> outage(WebProblems.WEB_UNREACHABLE, shown, text(e), e);
        };
    }

    /// The verdict on an exception while a body was read: its head had come, so the host is there.
    static AttemptException ofBody(IOException e, URI shown) {
        AttemptException failure = of(e, shown);
        return failure.problem().code().equals(WebProblems.WEB_UNREACHABLE)
                ? outage(WebProblems.WEB_INCOMPLETE, shown, text(e), e)
                : failure;
    }

    private static AttemptException certificate(URI shown, IOException e) {
        return new AttemptException(
                WebProblems.WEB_TLS_FAILED
                        .says("cannot trust %s", Shown.host(shown))
                        .what("%s", text(e))
                        .kept("nothing was sent")
                        .remedy(
                                "Compare the host's name with its certificate in a browser; an"
                                        + " authority of your own goes into Java's trust store.")
                        .with("host", Shown.host(shown))
                        .build(),
                Kind.FINAL,
                null,
                e);
    }

    static AttemptException outage(
            ProblemCode code, URI shown, String what, @Nullable Throwable cause) {
        return new AttemptException(
                problem(code, shown, what).remedy("Run again later.").build(),
                Kind.OUTAGE,
                null,
                cause);
    }

    static AttemptException malformed(URI shown, String what, @Nullable Throwable cause) {
        return new AttemptException(
                problem(WebProblems.WEB_MALFORMED, shown, what)
                        .remedy("Tell the publisher; the server breaks the rules of HTTP.")
                        .build(),
                Kind.FINAL,
                null,
                cause);
    }

    static AttemptException tooLarge(URI shown, String what, String key) {
        return new AttemptException(
                problem(WebProblems.WEB_TOO_LARGE, shown, what)
                        .remedy("Raise %s if that size is right.", key)
                        .build(),
                Kind.FINAL,
                null,
                null);
    }

    static AttemptException redirect(URI shown, String what) {
        return new AttemptException(
                problem(WebProblems.WEB_REDIRECT_REFUSED, shown, what)
                        .remedy("Declare the address where the document is now.")
                        .build(),
                Kind.FINAL,
                null,
                null);
    }

    static AttemptException address(URI shown, String what) {
        return new AttemptException(
                WebProblems.WEB_ADDRESS_REFUSED
                        .says("%s is not an address of the public internet", Shown.host(shown))
                        .what("%s", what)
                        .kept("nothing was sent")
                        .remedy(
                                "If it is meant, set defaults: {allow_private_addresses: true} in"
                                        + " cairn.yaml.")
                        .with("host", Shown.host(shown))
                        .build(),
                Kind.FINAL,
                null,
                null);
    }

    /// A problem that says which address it is about; the remedy is still to come.
    static ProblemBuilder problem(ProblemCode code, URI shown, String what) {
        return code.says("%s: %s", Shown.host(shown), headline(code))
                .what("%s: %s", shown, what)
                .kept(KEPT)
                .with("url", shown);
    }

    private static String headline(ProblemCode code) {
        return switch (code.name()) {
            case "web-unreachable" -> "no answer";
            case "web-too-slow" -> "the answer took too long";
            case "web-incomplete" -> "the answer is incomplete";
            case "web-malformed" -> "the answer is not what HTTP allows";
            case "web-not-data" -> "a page came where data was expected";
            case "web-refused" -> "the request was refused";
            case "web-failing" -> "the server reports a failure";
            case "web-throttled" -> "the server wants fewer requests";
            case "web-quota-spent" -> "the quota is used up";
            case "web-too-large" -> "the answer is too large";
            case "web-redirect-refused" -> "the redirect is not followed";
            case "web-robots-disallow" -> "robots.txt does not allow it";
            case "web-checksum-wrong" -> "the checksum is another";
            default -> "it did not work";
        };
    }

    private static boolean isCertificate(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof CertificateException
                    || t instanceof java.security.cert.CertPathBuilderException) {
                return true;
            }
        }
        return false;
    }

    /// The message of an exception on one line, of bounded length.
    private static String text(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    static String words(Duration duration) {
        long seconds = Math.max(1, duration.plusMillis(999).toSeconds());
        return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
    }
}
