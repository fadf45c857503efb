package org.cairn.collect.fetch.http;

import java.net.Inet4Address;
import java.net.InetAddress;

/// Which addresses a source may reach: those of the public internet, or all.
///
/// Refused by the registries of RFC 6890 and its successors: this host, private and shared ranges,
/// loopback, link-local (with the metadata services of clouds), multicast, documentation, reserved;
/// also where such an IPv4 address is dressed as IPv6 (mapped, NAT64, 6to4, Teredo).
enum AddressRules {
    PUBLIC_ONLY {
        @Override
        boolean allows(InetAddress address) {
            byte[] bytes = address.getAddress();
            // Java itself turns mapped addresses (::ffff:a.b.c.d) into those of IPv4.
            return address instanceof Inet4Address ? isPublic4(bytes, 0) : isPublic6(bytes);
        }
    },
    ALL {
        @Override
        boolean allows(InetAddress address) {
            return !address.isMulticastAddress() && !address.isAnyLocalAddress();
        }
    };

    abstract boolean allows(InetAddress address);

    private static boolean isPublic4(byte[] bytes, int at) {
        int a = bytes[at] & 0xff;
        int b = bytes[at + 1] & 0xff;
        int c = bytes[at + 2] & 0xff;
        return switch (a) {
            case 0, 10, 127 -> false;
            case 100 -> (b & 0xc0) != 64;
            case 169 -> b != 254;
            case 172 -> (b & 0xf0) != 16;
            case 192 -> b != 168 && !(b == 0 && (c == 0 || c == 2)) && !(b == 88 && c == 99);
            case 198 -> b != 18 && b != 19 && !(b == 51 && c == 100);
            case 203 -> !(b == 0 && c == 113);
            default -> a < 224;
        };
    }

    private static boolean isPublic6(byte[] bytes) {
        int first = pair(bytes, 0);
        int second = pair(bytes, 2);
        if (first == 0x64 && second == 0xff9b && allZero(bytes, 4, 12)) {
            return isPublic4(bytes, 12);
        }
        if (first == 0x2002) {
            return isPublic4(bytes, 2);
        }
        // 2000::/3 is all that was ever handed out; inside it, what is for protocols or documents.
        boolean handedOut = (first & 0xe000) == 0x2000;
        boolean protocols = first == 0x2001 && second < 0x200;
        boolean documents =
                (first == 0x2001 && second == 0xdb8) || (first == 0x3fff && second < 0x1000);
        return handedOut && !protocols && !documents;
    }

    private static int pair(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static boolean allZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
