package org.cairn.postgres.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import org.cairn.postgres.PostgresProblems;

/// Ports of this machine's 127.0.0.1.
final class Ports {
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    // Below the range from which Linux gives ports to outgoing connections (32768).
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;

    private Ports() {}

    /// Finds a port where nobody listens now; somebody may a moment later.
    static int find() {
        return new SecureRandom()
                .ints(FIRST, FIRST + COUNT)
                .limit(COUNT)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() ->
                        PostgresProblems.SERVER_DID_NOT_START
                                .says("no free port for the embedded server")
                                .what("tried 127.0.0.1:%d and up", FIRST)
                                .kept("the data directory is unchanged")
                                .remedy("Stop programs that listen there, then try again.")
                                .asException());
    }

    static boolean isFree(int port) {
        if (port < 1024 || port > 65_535) {
            return false;
        }
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException _) {
            // Taken, or not allowed: either way not ours to have.
            return false;
        }
    }
}
