package org.cairn.collect.fetch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Keeps a name to the addresses that were checked, for as long as a request to it is under way.
///
/// Java's HTTP client resolves names by itself, after any check, and whoever runs the name's server
/// may then say something else (DNS rebinding). So Java asks us: this is its one resolver, found by
/// `META-INF/services`. A pinned name has the addresses of its pin, every other name what the
/// system says. The argument is in decision 0022. Safe for any thread.
public final class PinnedNames extends InetAddressResolverProvider {
    // Java has one resolver for the whole process, so this has to be static.
    private static final Map<String, Entry> PINNED = new ConcurrentHashMap<>();
    private static final ReentrantLock[] LOCKS = new ReentrantLock[64];
    private static volatile boolean active;

    static {
        Arrays.setAll(LOCKS, _ -> new ReentrantLock());
    }

    private record Entry(List<InetAddress> addresses, int users) {}

    /// A name that has its addresses until this is closed.
    record Pin(String host, List<InetAddress> addresses) implements AutoCloseable {
        @Override
        public void close() {
            PINNED.computeIfPresent(
                    host,
                    (_, entry) ->
                            entry.users == 1 ? null : new Entry(entry.addresses, entry.users - 1));
        }
    }

    /// Resolves a name once, and keeps it to the answer. Also literal addresses may be pinned.
    ///
    /// Two requests to one name share the answer: between the look and the pin nobody else of ours
    /// asks, and while the name is pinned all get what is pinned.
    static Pin pin(String name) throws UnknownHostException {
        String host = name.toLowerCase(Locale.ROOT);
        ReentrantLock lock = LOCKS[Math.floorMod(host.hashCode(), LOCKS.length)];
        lock.lock();
        try {
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
            requireActive();
            Entry entry =
                    PINNED.merge(
                            host,
                            new Entry(addresses, 1),
                            (old, _) -> new Entry(old.addresses, old.users + 1));
            return new Pin(host, withCached(host, entry.addresses));
        } finally {
            lock.unlock();
        }
    }

    /// Java looks for its resolver when it is first asked for a name, and never for a number.
    private static void requireActive() {
        if (active) {
            return;
        }
        try {
            var _ = InetAddress.getAllByName("localhost");
        } catch (UnknownHostException _) {
            // Asked all the same.
        }
        if (!active) {
            throw new IllegalStateException("Java does not ask our resolver of names");
        }
    }

    /// What somebody else in the process had looked up just before the pin stays in Java's cache
    /// for a while, and is then what is connected to: so it has to be allowed, too.
    private static List<InetAddress> withCached(String host, List<InetAddress> pinned)
            throws UnknownHostException {
        Set<InetAddress> all = new LinkedHashSet<>(pinned);
        all.addAll(List.of(InetAddress.getAllByName(host)));
        return List.copyOf(all);
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return over(configuration.builtinResolver());
    }

    /// Pins above a resolver of names.
    static InetAddressResolver over(InetAddressResolver system) {
        active = true;
        return new Resolver(system);
    }

    @Override
    public String name() {
        return "names pinned by Cairn";
    }

    private record Resolver(InetAddressResolver system) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
            Entry entry = PINNED.get(host.toLowerCase(Locale.ROOT));
            return entry == null ? system.lookupByName(host, policy) : entry.addresses.stream();
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return system.lookupByAddress(address);
        }
    }
}
