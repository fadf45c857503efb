package org.cairn.collect.fetch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// [PinnedNames] over a system whose names lead where a test says, and elsewhere a moment later.
/// Java finds it before the real one, by the order of the class path.
public final class ChangingNames extends InetAddressResolverProvider {
    private static final Map<String, String> SAID = new ConcurrentHashMap<>();

    static void say(String name, String address) {
        SAID.put(name, address);
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return PinnedNames.over(new Changing(configuration.builtinResolver()));
    }

    @Override
    public String name() {
        return "names that change";
    }

    private record Changing(InetAddressResolver system) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
            String said = SAID.get(host);
            return said == null
                    ? system.lookupByName(host, policy)
                    : Stream.of(InetAddress.ofLiteral(said));
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return system.lookupByAddress(address);
        }
    }
}
