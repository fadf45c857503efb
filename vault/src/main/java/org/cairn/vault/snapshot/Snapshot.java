package org.cairn.vault.snapshot;

import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;

/// One whole server as it can be restored.
///
/// @param label by which people name it: the time it was finished at, such as `20261127t091502z`
public record Snapshot(String label, SnapshotFacts facts, SnapshotContent content) {
    public Snapshot {
        SnapshotName.requireLabel(label);
    }

    /// What can be told of its content.
    public SnapshotFigures figures() {
        return content;
    }

    /// The system identifier of its server.
    public String server() {
        return facts.server().systemIdentifier();
    }

    public Timeline timeline() {
        return facts.span().wal().timeline();
    }

    /// Where recovery begins: the WAL from here is needed.
    public Lsn start() {
        return facts.span().wal().start();
    }

    /// The first position that it can be restored to.
    public Lsn stop() {
        return facts.span().wal().end();
    }

    /// The name of its object.
    public String objectName() {
        return name().object().value();
    }

    SnapshotName name() {
        return new SnapshotName(server(), start(), label);
    }
}
