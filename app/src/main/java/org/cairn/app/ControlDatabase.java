package org.cairn.app;

import org.cairn.kernel.EventSink;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerStatus;
import org.cairn.source.spec.ProjectSpec;

/// Starts, stops and looks at the project's embedded server.
///
/// Problems of each method: `database-not-ours` when the project names a server of its own.
public final class ControlDatabase {
    private final ProjectSpec project;
    private final EmbeddedServer server;
    private final EventSink events;

    ControlDatabase(ProjectSpec project, EmbeddedServer server, EventSink events) {
        this.project = project;
        this.server = server;
        this.events = events;
    }

    public ServerStatus start() {
        requireEmbedded();
        server.start(events);
        return server.status();
    }

    public ServerStatus stop() {
        requireEmbedded();
        server.stop();
        return server.status();
    }

    public ServerStatus status() {
        requireEmbedded();
        return server.status();
    }

    private void requireEmbedded() {
        if (project.database() instanceof ProjectSpec.Database.Server) {
            throw AppProblems.DATABASE_NOT_OURS
                    .says("the project's database is a server of its own")
                    .what("database.url in cairn.yaml names it")
                    .kept("nothing was done")
                    .remedy("Use the server's own means, or set `database: {url: embedded}`.")
                    .asException();
        }
    }
}
