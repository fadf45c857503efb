package org.cairn.collect.fetch.http;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The problems that asking web servers raises. Their texts never hold secrets: values of headers,
/// user information and secret parameters are left out or masked.
public final class WebProblems {
    public static final ProblemCode WEB_UNREACHABLE =
            ProblemCode.of(
                    "web-unreachable",
                    Fault.OUTSIDE,
                    "A web server did not answer: its name is not known, it refuses connections, or"
                            + " the connection was lost, each time it was tried. Nothing was loaded and"
                            + " nothing was taken as gone.");
    public static final ProblemCode WEB_TLS_FAILED =
            ProblemCode.of(
                    "web-tls-failed",
                    Fault.OUTSIDE,
                    "A web server's certificate is not to be trusted: it is of another host, out of"
                            + " date, or signed by somebody unknown to this Java. Cairn never goes on"
                            + " without a check. Add a missing authority to Java's trust store"
                            + " (`-Djavax.net.ssl.trustStore` in `JAVA_TOOL_OPTIONS`).");
    public static final ProblemCode WEB_TOO_SLOW =
            ProblemCode.of(
                    "web-too-slow",
                    Fault.OUTSIDE,
                    "A web server did not begin to answer, or sent its answer too slowly: past"
                            + " `client.timeout`, or with less than 1 KiB a second over a minute."
                            + " Nothing was loaded.");
    public static final ProblemCode WEB_INCOMPLETE =
            ProblemCode.of(
                    "web-incomplete",
                    Fault.OUTSIDE,
                    "A web server sent fewer bytes than it had announced, or a compressed body"
                            + " without its end, each time it was tried. Half a document is no"
                            + " document: nothing was loaded.");
    public static final ProblemCode WEB_MALFORMED =
            ProblemCode.of(
                    "web-malformed",
                    Fault.OUTSIDE,
                    "A web server's answer breaks the rules of HTTP: headers that are wrong or larger"
                            + " than allowed, a compression that nobody asked for or that cannot be"
                            + " undone, a range other than the one asked for. Nothing was loaded.");
    public static final ProblemCode WEB_NOT_DATA =
            ProblemCode.of(
                    "web-not-data",
                    Fault.OUTSIDE,
                    "A web server answered with a page where data was declared: an error page, a"
                            + " login, or a challenge for browsers, whatever its status said. It is"
                            + " an outage of the source and not data, so nothing was loaded and"
                            + " nothing was taken as gone. Open the address in a browser.");
    public static final ProblemCode WEB_REFUSED =
            ProblemCode.of(
                    "web-refused",
                    Fault.OUTSIDE,
                    "A web server refused a request, and asking again would not help: the document is"
                            + " not there, the request is wrong, or it is not allowed. The status"
                            + " says which: 401 and 403 want `client.auth`, 404 and 410 another"
                            + " address.");
    public static final ProblemCode WEB_FAILING =
            ProblemCode.of(
                    "web-failing",
                    Fault.OUTSIDE,
                    "A web server reported a failure of its own, each time it was tried."
                            + " Nothing was loaded; run again later.");
    public static final ProblemCode WEB_THROTTLED =
            ProblemCode.of(
                    "web-throttled",
                    Fault.OUTSIDE,
                    "A web server asks for fewer requests, and the pause that it wants is longer than"
                            + " `client.retry.max_interval`, or it went on refusing. Run later, or"
                            + " declare its limit under `client.rate_limit`.");
    public static final ProblemCode WEB_QUOTA_SPENT =
            ProblemCode.of(
                    "web-quota-spent",
                    Fault.OUTSIDE,
                    "The quota that a web server grants for a day, a month or a plan is used up. Trying"
                            + " again would only count against it, so it was not tried again.");
    public static final ProblemCode WEB_HOST_RESTING =
            ProblemCode.of(
                    "web-host-resting",
                    Fault.OUTSIDE,
                    "A web server failed so often in a row that it is left alone for the time of"
                            + " `client.circuit_breaker.open_for`; then a few requests try whether it"
                            + " is well again. Nothing was sent.");
    public static final ProblemCode WEB_TOO_LARGE =
            ProblemCode.of(
                    "web-too-large",
                    Fault.LIMIT,
                    "An answer is larger than `client.max_size` or `download.max_size`, or it is a few"
                            + " bytes that unpack to very many, as such attacks are. Reading was"
                            + " stopped; nothing was loaded. Raise the limit if the size is right.");
    public static final ProblemCode WEB_ADDRESS_REFUSED =
            ProblemCode.of(
                    "web-address-refused",
                    Fault.USAGE,
                    "A web address leads to this machine or into a private network, itself or by its"
                            + " host's name or a redirect. A declaration or a server from outside"
                            + " must not reach what only this machine can, so nothing was sent."
                            + " Where it is meant, set `defaults.allow_private_addresses: true` in"
                            + " cairn.yaml.");
    public static final ProblemCode WEB_REDIRECT_REFUSED =
            ProblemCode.of(
                    "web-redirect-refused",
                    Fault.OUTSIDE,
                    "A web server sends the request elsewhere in a way that is not followed: too many"
                            + " times, in a circle, from `https` to `http`, to something that is"
                            + " neither, or without saying where. Declare the address where it ends.");
    public static final ProblemCode WEB_AUTH_FAILED =
            ProblemCode.of(
                    "web-auth-failed",
                    Fault.DENIED,
                    "No token could be had for a source: the token endpoint refuses the client, or"
                            + " its answer holds no token. Check `client.auth`.");
    public static final ProblemCode WEB_CHECKSUM_WRONG =
            ProblemCode.of(
                    "web-checksum-wrong",
                    Fault.OUTSIDE,
                    "A downloaded file does not have the checksum that its source declares under"
                            + " `download.sha256`: it was changed, or the declaration is of another"
                            + " edition. Nothing was loaded; what came was removed.");
    public static final ProblemCode WEB_NOT_WRITTEN =
            ProblemCode.of(
                    "web-not-written",
                    Fault.LIMIT,
                    "What came from a web server could not be written below `.cairn`, where it waits"
                            + " for the vault: the disk is full or the folder cannot be written to."
                            + " Nothing was loaded.");
    public static final ProblemCode WEB_ROBOTS_DISALLOW =
            ProblemCode.of(
                    "web-robots-disallow",
                    Fault.OUTSIDE,
                    "A host's robots.txt does not allow this address to robots, or could not be read"
                            + " because the host fails, which counts as no (RFC 9309). Ask the"
                            + " publisher, or set `politeness.robotstxt_obey: false` where you have"
                            + " the right to.");

    private WebProblems() {}

    public static List<ProblemCode> all() {
        return List.of(
                WEB_UNREACHABLE,
                WEB_TLS_FAILED,
                WEB_TOO_SLOW,
                WEB_INCOMPLETE,
                WEB_MALFORMED,
                WEB_NOT_DATA,
                WEB_REFUSED,
                WEB_FAILING,
                WEB_THROTTLED,
                WEB_QUOTA_SPENT,
                WEB_HOST_RESTING,
                WEB_TOO_LARGE,
                WEB_ADDRESS_REFUSED,
                WEB_REDIRECT_REFUSED,
                WEB_AUTH_FAILED,
                WEB_CHECKSUM_WRONG,
                WEB_NOT_WRITTEN,
                WEB_ROBOTS_DISALLOW);
    }
}
