package org.cairn.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.ProjectSpec;
import org.cairn.source.spec.VaultKeySpec;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.problem.VaultProblems;
import org.jspecify.annotations.Nullable;

/// The vault that a command means: the project's, or one that is named and needs no project.
///
/// A `place` is how a vault is named on the command line, null for the project's. Confined to one
/// thread.
final class WhichVault {
    private final ProjectLayout layout;
    private final Supplier<ProjectSpec.Vault> declared;
    private final GivenKeys keys;
    private final Vaults vaults;
    private final EventSink events;
    private @Nullable Vault project;

    /// @param declared what the project says; asked for only where no vault is named
    WhichVault(
            ProjectLayout layout,
            Supplier<ProjectSpec.Vault> declared,
            GivenKeys keys,
            Vaults vaults,
            EventSink events) {
        this.layout = layout;
        this.declared = declared;
        this.keys = keys;
        this.vaults = vaults;
        this.events = events;
    }

    /// The same for another thread.
    ///
    /// @param declaredAnew as `declared`, for that thread
    WhichVault with(Supplier<ProjectSpec.Vault> declaredAnew) {
        return new WhichVault(layout, declaredAnew, keys, vaults, events);
    }

    /// The project's vault; made when the project has none yet. One that it had and that is not
    /// there any more is not made anew: an empty vault would hide that a disk is not mounted.
    /// Problems: `vault-missing`, `vault-foreign-folder`, `vault-key-missing`, `vault-key-wrong`.
    Vault project() {
        if (project == null) {
            VaultLocation location = location(null);
            Path known = layout.vaultKnown();
            if (Files.exists(known)
                    && ProjectFiles.read(known).strip().equals(location.toString())) {
                project = openKnown(location);
            } else {
                project = vaults.openOrCreate(location, access(null));
                ProjectFiles.write(known, location + "\n");
            }
        }
        return project;
    }

    private Vault openKnown(VaultLocation location) {
        try {
            return vaults.open(location, access(null));
        } catch (ProblemException e) {
            if (!e.problem().code().equals(VaultProblems.MISSING)) {
                throw e;
            }
            throw VaultProblems.MISSING
                    .says("the project's vault is no longer in '%s'", location)
                    .what("%s", e.problem().what())
                    .kept("nothing was changed, and no new vault was made")
                    .remedy(
                            switch (location) {
                                case VaultLocation.Folder _ ->
                                        "Mount its disk, or put the vault back. If it is lost for"
                                                + " good, make a new one with `cairn repo init` and"
                                                + " take a backup.";
                                case VaultLocation.Bucket _ ->
                                        "Check bucket, prefix and endpoint, or put the vault back."
                                                + " If it is lost for good, make a new one with"
                                                + " `cairn repo init` and take a backup.";
                            })
                    .with("path", location)
                    .asException(e);
        }
    }

    /// A vault that is there. Problems: `vault-missing`, `vault-location-wrong`.
    Vault open(@Nullable String place) {
        return vaults.open(location(place), access(place));
    }

    /// A copy of the project's vault, which has the same keys. Problems: `vault-missing`.
    Vault openCopy(VaultLocation copy) {
        return vaults.open(copy, access(null));
    }

    /// A vault, made unless it is there. Problems: `vault-foreign-folder`, `vault-location-wrong`.
    ///
    /// @param passphrase that shall open a new one instead of a key file: `env:NAME` or `file:PATH`
    Vault make(@Nullable String place, Suite suite, @Nullable String passphrase) {
        VaultKeySpec key =
                passphrase == null ? declaredKey(place) : Passphrases.declared(passphrase);
        return vaults.openOrCreate(location(place), access(key, suite));
    }

    /// The keys of a vault that is there. Problems: `vault-missing`, `vault-not-encrypted`,
    /// `vault-location-wrong`.
    ManageKeys keys(@Nullable String place) {
        return new ManageKeys(vaults.keys(location(place)), access(place));
    }

    VaultLocation location(@Nullable String place) {
        return place != null
                ? VaultLocation.parse(place, Vaults.spoolWithoutProject())
                : Vaults.location(declared.get().place(), layout);
    }

    /// Where objects wait that go to a bucket.
    Path spool(@Nullable String place) {
        return place == null ? layout.spool() : Vaults.spoolWithoutProject();
    }

    private ProjectAccess access(@Nullable String place) {
        return access(declaredKey(place), Suite.ENCRYPTED);
    }

    private ProjectAccess access(VaultKeySpec key, Suite suite) {
        return new ProjectAccess(keys, key, layout.root(), suite, events);
    }

    /// A vault that is named needs no project; the key may still be where projects have it.
    private VaultKeySpec declaredKey(@Nullable String place) {
        return place == null
                ? declared.get().key()
                : new VaultKeySpec.KeyFile(layout.vaultKey().toString());
    }
}
