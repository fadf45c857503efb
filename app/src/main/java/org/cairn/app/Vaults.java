package org.cairn.app;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.cairn.kernel.Steps;
import org.cairn.source.spec.VaultSpec;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.store.s3.PackClass;
import org.cairn.vault.store.s3.S3Address;
import org.cairn.vault.store.s3.S3Credentials;
import org.cairn.vault.store.s3.S3Settings;
import org.jspecify.annotations.Nullable;

/// Opens vaults, one in a bucket once only: a connection is dear, and a process that serves would
/// make one for every act. A folder is looked at each time, as its disk may have gone. Safe for any
/// thread.
final class Vaults {
    private final InstantSource clock;
    private final Steps steps;
    private final Map<VaultLocation, Vault> opened = new ConcurrentHashMap<>();

    Vaults(InstantSource clock, Steps steps) {
        this.clock = clock;
        this.steps = steps;
    }

    Vault open(VaultLocation location, VaultAccess access) {
        return switch (location) {
            case VaultLocation.Folder _ -> Vault.open(location, access, clock, steps);
            case VaultLocation.Bucket _ ->
                    opened.computeIfAbsent(
                            location, place -> Vault.open(place, access, clock, steps));
        };
    }

    Vault openOrCreate(VaultLocation location, VaultAccess access) {
        return switch (location) {
            case VaultLocation.Folder _ -> Vault.openOrCreate(location, access, clock, steps);
            case VaultLocation.Bucket _ ->
                    opened.computeIfAbsent(
                            location, place -> Vault.openOrCreate(place, access, clock, steps));
        };
    }

    /// The keys of a vault that is there; needs none of them.
    KeyRing keys(VaultLocation location) {
        return Vault.keys(location, clock, steps);
    }

    /// Where a project's declaration says.
    static VaultLocation location(VaultSpec declared, ProjectLayout layout) {
        return switch (declared) {
            case VaultSpec.Folder(var location) -> new VaultLocation.Folder(layout.path(location));
            case VaultSpec.Bucket(var bucket, var prefix, var server, var credentials, var packs) ->
                    new VaultLocation.Bucket(
                            new S3Address(
                                    bucket,
                                    prefix,
                                    server.endpoint() == null
                                            ? null
                                            : URI.create(server.endpoint()),
                                    server.region(),
                                    server.pathStyle()
                                            ? S3Address.Style.PATH
                                            : S3Address.Style.HOST,
                                    credentials(credentials)),
                            S3Settings.spoolingTo(layout.spool()).with(packClass(packs)));
        };
    }

    private static PackClass packClass(VaultSpec.PackClass declared) {
        return switch (declared) {
            case BUCKET -> PackClass.BUCKET;
            case STANDARD_IA -> PackClass.STANDARD_IA;
            case ONEZONE_IA -> PackClass.ONEZONE_IA;
            case INTELLIGENT_TIERING -> PackClass.INTELLIGENT_TIERING;
            case GLACIER_IR -> PackClass.GLACIER_IR;
        };
    }

    private static @Nullable S3Credentials credentials(VaultSpec.@Nullable Credentials declared) {
        return declared == null
                ? null
                : new S3Credentials(
                        declared.accessKey(), declared.secretKey(), declared.sessionToken());
    }

    /// Where objects wait of who names a vault and has no project.
    static Path spoolWithoutProject() {
        return cache().resolve("spool");
    }

    /// Where it is remembered how far their scrubbing is.
    static Path scrubCursorsWithoutProject() {
        return cache().resolve("scrub");
    }

    /// Where it is remembered what became of copying theirs.
    static Path copyRecordsWithoutProject() {
        return cache().resolve("copies");
    }

    private static Path cache() {
        return Path.of(System.getProperty("user.home"), ".cache", "cairn");
    }
}
