package org.cairn.postgres.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a new server is made of: programs, options of `initdb`, and lines of `postgresql.conf`.
///
/// The settings go into the data directory, so that a restored copy has them too and a user may
/// change them; what ties a server to its place (port, log) is given at each start instead.
public record ServerRecipe(
        PostgresArchive archive, List<String> initdbOptions, Map<String, String> settings) {
    public ServerRecipe {
        initdbOptions = List.copyOf(initdbOptions);
        settings = Map.copyOf(settings);
    }

    /// The server that Cairn runs for a project. Problems: `machine-unsupported`.
    public static ServerRecipe standard() {
        return new ServerRecipe(
                PostgresArchive.ofThisMachine(),
                // The builtin provider sorts the same on every machine, so a copy needs no reindex.
                List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                Map.of(
                        "wal_level", "replica",
                        "summarize_wal", "on",
                        "max_slot_wal_keep_size", "4GB",
                        "timezone", "UTC",
                        "log_timezone", "UTC",
                        // Statements and the details of errors quote rows: not into a log file.
                        "log_min_error_statement", "panic",
                        "log_error_verbosity", "terse"));
    }

    /// The same with further settings and options of `initdb`.
    public ServerRecipe with(List<String> moreOptions, Map<String, String> moreSettings) {
        var options = new ArrayList<>(initdbOptions);
        options.addAll(moreOptions);
        var all = new LinkedHashMap<>(settings);
        all.putAll(moreSettings);
        return new ServerRecipe(archive, options, all);
    }
}
