package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cairn.kernel.Secret;
import org.jspecify.annotations.Nullable;

/// One attempt to get an answer, over as many redirects as are followed. Confined to one thread.
///
/// Each hop is a request of its own: its address is checked and pinned, its host is asked for a
/// turn, and what was meant for the first origin stays there.
final class Visit {
    static final int MOST_HOPS = 10;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    // What may go to any server; everything else a declaration says goes to its own origin only.
    private static final Set<String> HARMLESS =
            Set.of(
                    "accept",
                    "accept-encoding",
                    "accept-language",
                    "range",
                    "if-range",
                    "user-agent");

    private final WebRequest request;
    private final Proof proof;
    private final AddressRules addresses;
    private final Hosts hosts;
    private final WebTools tools;

    Visit(WebRequest request, Proof proof, AddressRules addresses, Hosts hosts, WebTools tools) {
        this.request = request;
        this.proof = proof;
        this.addresses = addresses;
        this.hosts = hosts;
        this.tools = tools;
    }

    /// An answer whose body has not been read; closing it gives the host's turn back.
    record Arrived(HttpResponse<TimedBody> response, URI shown, Host.Turn turn)
            implements AutoCloseable {
        int status() {
            return response.statusCode();
        }

        Map<String, List<String>> headers() {
            return response.headers().map();
        }

        @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        @Override
        public void close() {
            response.body().close();
            turn.close();
        }
    }

    /// Goes to where the answer is. Throws [AttemptException].
    ///
    /// @param headers of the first request, with what proves who asks
    Arrived go(Map<String, String> headers) {
        URI first = ascii(proof.applyTo(request.uri()));
        URI uri = first;
        for (int hop = 0; ; hop++) {
            URI shown = shown(uri);
            Arrived arrived = hop(uri, shown, sameOrigin(first, uri) ? headers : harmless(headers));
            String location = arrived.header("location");
            if (!REDIRECTS.contains(arrived.status())) {
                return arrived;
            }
            arrived.turn().well();
            arrived.close();
            if (hop == MOST_HOPS) {
                throw Failures.redirect(shown, "more than " + MOST_HOPS + " redirects");
            }
            if (request.form() != null) {
                throw Failures.redirect(shown, "what was posted is not sent elsewhere");
            }
            uri = next(uri, location, shown);
        }
    }

    private URI next(URI from, @Nullable String location, URI shown) {
        if (location == null || location.isBlank()) {
            throw Failures.redirect(shown, "it does not say where to");
        }
        URI next;
        try {
            next = ascii(resolved(from, location.strip().replace(" ", "%20")));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw Failures.redirect(shown, "where it leads is no address");
        }
        String scheme = next.getScheme() == null ? "" : next.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw Failures.redirect(shown, "it leads to neither http nor https");
        }
        if (from.getScheme().equalsIgnoreCase("https") && scheme.equals("http")) {
            throw Failures.redirect(shown, "it leads from https to http: " + shown(next));
        }
        return next;
    }

    /// By RFC 3986, which Java's own way misses for a query alone and for a base without a path.
    private static URI resolved(URI from, String location) throws URISyntaxException {
        String path =
                from.getRawPath() == null || from.getRawPath().isEmpty() ? "/" : from.getRawPath();
        URI base = new URI(from.getScheme() + "://" + from.getRawAuthority() + path);
        return location.startsWith("?")
                ? new URI(base + location)
                : base.resolve(new URI(location));
    }

    /// Java's client would send a question mark for what is not ASCII.
    private static URI ascii(URI uri) {
        return URI.create(uri.toASCIIString());
    }

    private Arrived hop(URI uri, URI shown, Map<String, String> headers) {
        requireAskable(uri, shown);
        Host.Turn turn = hosts.of(uri).enter(request.rules(), tools);
        boolean open = false;
        try (PinnedNames.Pin pin = PinnedNames.pin(uri.getHost())) {
            requireAllowed(pin, shown);
            var deadline = new Deadline(request.rules().client().timeout());
            long asked = System.nanoTime();
            var response = Wire.send(new Wire.Outgoing(uri, headers, form()), deadline);
            turn.answered(Duration.ofNanos(System.nanoTime() - asked), response.statusCode());
            open = true;
            return new Arrived(response, shown, turn);
        } catch (IOException e) {
            AttemptException failure = Failures.of(e, shown);
            if (failure.kind() == AttemptException.Kind.OUTAGE) {
                turn.failed();
            }
            throw failure;
        } finally {
            if (!open) {
                turn.close();
            }
        }
    }

    private static void requireAskable(URI uri, URI shown) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw Failures.redirect(shown, "it is neither http nor https");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw Failures.redirect(
                    shown, "an address has a host and neither user nor password in it");
        }
    }

    private void requireAllowed(PinnedNames.Pin pin, URI shown) {
        for (InetAddress address : pin.addresses()) {
            if (!addresses.allows(address)) {
                throw Failures.address(
                        shown, "its host has the address " + address.getHostAddress());
            }
        }
    }

    private @Nullable String form() {
        Map<String, Secret> form = request.form();
        return form == null
                ? null
                : form.entrySet().stream()
                        .map(field ->
                                Proof.encoded(field.getKey())
                                        + "="
                                        + Proof.encoded(field.getValue().reveal()))
                        .collect(Collectors.joining("&"));
    }

    private URI shown(URI uri) {
        String host = uri.getHost();
        return host == null
                ? URI.create("http://unknown")
                : Shown.uri(uri, proof.secretParameter());
    }

    private static boolean sameOrigin(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && a.getHost().equalsIgnoreCase(b.getHost() == null ? "" : b.getHost())
                && port(a) == port(b);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static Map<String, String> harmless(Map<String, String> headers) {
        Map<String, String> kept = new LinkedHashMap<>(headers);
        kept.keySet().removeIf(name -> !HARMLESS.contains(name.toLowerCase(Locale.ROOT)));
        return kept;
    }
}
