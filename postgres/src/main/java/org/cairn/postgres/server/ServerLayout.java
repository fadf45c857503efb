package org.cairn.postgres.server;

import java.nio.file.Path;

/// Where an embedded server keeps its things.
///
/// ```
/// <state>/data/          the data directory; there only when it is whole
/// <state>/new-*/         a data directory being made; garbage after a crash
/// <state>/log/           the server's log, a file per start and per 10 MiB, the newest five kept
/// <state>/start.log      what the server said before its log was open, of the last start
/// <state>/password       of the superuser, mode 0600
/// <state>/server         port and version of the last start
/// <state>/lock           held while a server is started or stopped
/// <runtime>/postgres-*/  programs, shared by all projects
/// ```
///
/// @param stateDirectory of one project, usually `.cairn/postgres`
/// @param runtimeDirectory of this installation
public record ServerLayout(Path stateDirectory, Path runtimeDirectory) {
    public ServerLayout {
        stateDirectory = stateDirectory.toAbsolutePath().normalize();
        runtimeDirectory = runtimeDirectory.toAbsolutePath().normalize();
    }

    public Path data() {
        return stateDirectory.resolve("data");
    }

    public Path log() {
        return stateDirectory.resolve("log");
    }

    Path startLog() {
        return stateDirectory.resolve("start.log");
    }

    Path password() {
        return stateDirectory.resolve("password");
    }

    Path server() {
        return stateDirectory.resolve("server");
    }

    Path lock() {
        return stateDirectory.resolve("lock");
    }
}
