package org.cairn.app;

import java.nio.file.Path;
import org.cairn.source.declare.VaultKeys;

/// Where things are in a project's folder. State that Cairn keeps is below `.cairn/`.
///
/// @param root the folder with `cairn.yaml`, absolute
public record ProjectLayout(Path root) {
    public ProjectLayout {
        root = root.toAbsolutePath().normalize();
    }

    public Path declaration() {
        return root.resolve("cairn.yaml");
    }

    public Path state() {
        return root.resolve(".cairn");
    }

    public Path embeddedServer() {
        return state().resolve("postgres");
    }

    public Path scratch() {
        return state().resolve("scratch");
    }

    /// Holds what waits to be sent to a vault in a bucket.
    public Path spool() {
        return state().resolve("spool");
    }

    /// Says which packs of its vault the next backup shares nothing with.
    public Path sparseNotes() {
        return state().resolve("sparse");
    }

    /// Holds files that are on their way from the web.
    public Path downloads() {
        return state().resolve("downloads");
    }

    /// Says how far the scrubbing of its vault is.
    public Path scrubCursors() {
        return state().resolve("scrub");
    }

    /// Says what became of copying its vault to each place.
    public Path copyRecords() {
        return state().resolve("copies");
    }

    /// Says where the project's vault was when it was last used.
    public Path vaultKnown() {
        return state().resolve("vault-known");
    }

    /// What opens the project's vault, unless it says otherwise.
    public Path vaultKey() {
        return root.resolve(VaultKeys.DEFAULT_FILE);
    }

    /// Held by the process that serves the project.
    public Path serveLock() {
        return state().resolve("serve.lock");
    }

    /// Resolves `file:` locations of the project's own settings.
    public Path path(String location) {
        return root.resolve(location.substring("file:".length())).normalize();
    }
}
