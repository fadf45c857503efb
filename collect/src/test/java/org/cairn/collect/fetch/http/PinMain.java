package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Where a name leads while it is pinned and afterwards, as its server changes its mind; for a Java
/// that caches no names.
final class PinMain {
    private static final String NAME = "rebound.test";

    private PinMain() {}

    public static void main(String[] arguments) throws IOException {
        ChangingNames.say(NAME, "192.0.2.1");
        try (var pin = PinnedNames.pin("Rebound.test")) {
            System.out.println(pin.addresses());
            ChangingNames.say(NAME, "127.0.0.1");
            System.out.println(address());
            try (var second = PinnedNames.pin(NAME)) {
                System.out.println(second.addresses());
            }
            System.out.println(address());
        }
        System.out.println(address());
    }

    @SuppressWarnings("AddressSelection") // as Java's client asks
    private static String address() {
        return new InetSocketAddress(NAME, 80).getAddress().getHostAddress();
    }
}
