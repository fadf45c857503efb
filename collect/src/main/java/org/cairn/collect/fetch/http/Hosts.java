package org.cairn.collect.fetch.http;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The hosts that were asked so far. Safe for any thread.
public final class Hosts {
    // A host sees the process, not its parts: budgets and breakers belong to the whole of it.
    private static final Hosts OF_PROCESS = new Hosts();

    private final Map<String, Host> byName = new ConcurrentHashMap<>();

    /// Hosts of their own, for tests.
    Hosts() {}

    /// Those that the whole process shares.
    public static Hosts ofProcess() {
        return OF_PROCESS;
    }

    Host of(URI uri) {
        return byName.computeIfAbsent(Shown.host(uri).toLowerCase(Locale.ROOT), Host::new);
    }
}
