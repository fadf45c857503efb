package org.cairn.vault.wal;

import java.util.Locale;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.server.ServerRecord;

/// How the names of objects say servers, timelines and ranges; all in lower case.
final class WalNames {
    static final String WAL = "wal/";

    private WalNames() {}

    /// The folder of all that the vault holds of a server's WAL.
    static String server(String server) {
        ServerRecord.requireIdentifier(server);
        return WAL + server + "/";
    }

    static String timeline(String server, Timeline timeline) {
        return server(server) + hex(timeline) + "/";
    }

    static String hex(Timeline timeline) {
        return timeline.hex().toLowerCase(Locale.ROOT);
    }

    static String range(WalRange range) {
        return "%016x-%016x".formatted(range.start().bytes(), range.end().bytes());
    }
}
