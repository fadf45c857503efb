package org.cairn.vault.session;

import org.cairn.vault.store.ObjectName;

/// That an object is about to be created. It stays when its writer ends in between, and keeps the
/// packs until the object is there.
public final class Announcement {
    private final Sessions sessions;
    private final String id;
    private final ObjectName creates;

    Announcement(Sessions sessions, String id, ObjectName creates) {
        this.sessions = sessions;
        this.id = id;
        this.creates = creates;
    }

    /// Takes it back: the object is durable.
    public void over() {
        sessions.removeAll(id, 1);
    }

    /// Takes it back after a failure, if the object is not there; its writer does not try again.
    public void failed() {
        if (sessions.isAbsent(creates)) {
            over();
        }
    }
}
