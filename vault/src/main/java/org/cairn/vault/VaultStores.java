package org.cairn.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.s3.S3Address;
import org.cairn.vault.store.s3.S3Settings;
import org.cairn.vault.store.s3.S3Store;

/// Opens the stores under vaults, and refuses places that are none and can be none.
///
/// What was begun and not ended is no hindrance: who makes an encrypted vault stores the slots of
/// its keys before `repo.json`, by which the vault exists.
final class VaultStores {
    private static final String KEYS = "keys";

    private VaultStores() {}

    /// The store of a place that holds a vault. Raises `vault-missing` and the problems of
    /// [S3Store#open].
    static ObjectStore ofVault(VaultLocation location, InstantSource clock) {
        return switch (location) {
            case VaultLocation.Folder(Path path) -> {
                if (!Files.isDirectory(path)) {
                    throw missing(location, "there is no such folder");
                }
                FileStore files = FileStore.open(path, clock);
                if (!files.exists(Repository.NAME)) {
                    throw missing(location, "the folder holds no repo.json");
                }
                yield files;
            }
            case VaultLocation.Bucket(S3Address address, S3Settings settings) -> {
                S3Store store = S3Store.open(address, settings, clock);
                if (!store.exists(Repository.NAME)) {
                    throw missing(location, "the bucket holds no repo.json there");
                }
                yield store;
            }
        };
    }

    /// The store of a place that holds a vault, or may get one. Raises `vault-foreign-folder`,
    /// `vault-store-unfit` and the problems of [S3Store#open].
    ///
    /// That `repo.json` is there is asked last, because a creator that is faster makes it before
    /// all else but the slots of its keys.
    static ObjectStore forVault(VaultLocation location, InstantSource clock) {
        return switch (location) {
            case VaultLocation.Folder(Path path) -> folder(path, clock);
            case VaultLocation.Bucket(S3Address address, S3Settings settings) -> {
                S3Store store = S3Store.open(address, settings, clock);
                if (!store.exists(Repository.NAME)) {
                    if (!store.isBlank()
                            && !store.holdsOnly(KEYS + "/")
                            && !store.exists(Repository.NAME)) {
                        throw foreign(location, "it holds other things and no repo.json");
                    }
                    store.requireConditionalWrites();
                }
                yield store;
            }
        };
    }

    private static FileStore folder(Path path, InstantSource clock) {
        var location = new VaultLocation.Folder(path);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path)) {
            throw foreign(location, "it is not a folder");
        }
        FileStore files = FileStore.create(path, clock);
        if (!files.isBlank() && !holdsOnlyKeys(path) && !files.exists(Repository.NAME)) {
            throw foreign(location, "it holds other things and no repo.json");
        }
        return files;
    }

    // What is left of a vault that was begun: its creator was ended before it made repo.json.
    private static boolean holdsOnlyKeys(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .allMatch(name -> name.equals(KEYS) || name.equals(".tmp"));
        } catch (IOException _) {
            // It was readable a moment ago; what is wrong with it is said by who uses it next.
            return false;
        }
    }

    private static ProblemException foreign(VaultLocation location, String what) {
        return VaultProblems.FOREIGN_FOLDER
                .says("'%s' is not a vault", location)
                .what("%s", what)
                .kept("nothing in it was changed")
                .remedy(
                        switch (location) {
                            case VaultLocation.Folder _ ->
                                    "Name an empty folder, or one that does not exist yet.";
                            case VaultLocation.Bucket _ -> "Name another prefix.";
                        })
                .with("path", location)
                .asException();
    }

    private static ProblemException missing(VaultLocation location, String what) {
        return VaultProblems.MISSING
                .says("there is no vault in '%s'", location)
                .what("%s", what)
                .kept("nothing was changed")
                .remedy(
                        switch (location) {
                            case VaultLocation.Folder _ ->
                                    "Check the path and whether the disk is mounted.";
                            case VaultLocation.Bucket _ -> "Check bucket, prefix and endpoint.";
                        })
                .with("path", location)
                .asException();
    }
}
