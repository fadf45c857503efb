package org.cairn.vault;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.vault.body.Packs;
import org.cairn.vault.copy.EmptyStore;
import org.cairn.vault.copy.Need;
import org.cairn.vault.copy.Needs;
import org.cairn.vault.copy.ObjectCheck.VaultMark;
import org.cairn.vault.copy.Replicated;
import org.cairn.vault.copy.Replication;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.session.Sessions;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotArchive;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.s3.S3Address;
import org.jspecify.annotations.Nullable;

/// Refuses places that no copy may be in, and says what the objects of a vault need.
final class VaultCopying {
    private final Vault vault;
    private final Packs packs;
    private final ObjectStore store;
    private final KeyRing.Tools tools;

    VaultCopying(Vault vault, Packs packs, KeyRing.Tools tools) {
        this.vault = vault;
        this.packs = packs;
        this.store = packs.store();
        this.tools = tools;
    }

    Replicated replicate(VaultLocation here, CopyOrder order, EventSink events) {
        requireApart(here, order.to());
        ObjectStore copy =
                switch (order.mode()) {
                    case COPY -> VaultStores.forVault(order.to(), tools.clock());
                    case REHEARSE -> forRehearsal(order.to());
                };
        requireSame(copy, order.to());
        var ends = new Replication.Ends(store, copy, new VaultMark(vault.uuid(), vault.suite()));
        var replication = new Replication(ends, keyed(copy), tools.steps(), events);
        replication.newerInCopy().ifPresent(what -> refuseNewer(order.to(), what));
        return switch (order.mode()) {
            case COPY -> replication.run();
            case REHEARSE -> replication.rehearse();
        };
    }

    // A copy has the keys of its original.
    private Replication.Keyed keyed(ObjectStore copy) {
        var there = new Packs(copy, packs.keys(), packs.ids());
        var snapshots = new SnapshotArchive(there, Steps.NONE);
        return new Replication.Keyed(
                this::needs,
                object ->
                        snapshots
                                .findNamed(object)
                                .map(VaultCopying::ofSnapshot)
                                .orElse(Needs.All.NONE),
                new Sessions(there.objects()));
    }

    // A folder that is not there is not made to say what would be done.
    private ObjectStore forRehearsal(VaultLocation to) {
        return to instanceof VaultLocation.Folder(Path path) && Files.notExists(path)
                ? new EmptyStore()
                : VaultStores.forVault(to, tools.clock());
    }

    private static void requireApart(VaultLocation here, VaultLocation to) {
        boolean apart =
                switch (here) {
                    case VaultLocation.Folder(Path path) ->
                            !(to instanceof VaultLocation.Folder(Path other))
                                    || areApart(path, other);
                    case VaultLocation.Bucket(S3Address address, _) ->
                            !(to instanceof VaultLocation.Bucket(S3Address other, _))
                                    || areApart(address, other);
                };
        if (!apart) {
            throw VaultProblems.COPY_ITSELF
                    .says("'%s' is no place for a copy of '%s'", to, here)
                    .what("they are the same place, or one lies in the other")
                    .kept("nothing was copied")
                    .remedy("Name a place on another disk or another machine.")
                    .with("path", to)
                    .asException();
        }
    }

    private static boolean areApart(Path here, Path to) {
        try {
            Path original = here.toRealPath();
            Path other = real(to);
            Path mark = to.resolve(Repository.NAME.value());
            // The same folder under another name, mounted a second time.
            boolean same =
                    Files.exists(mark)
                            && Files.isSameFile(mark, original.resolve(Repository.NAME.value()));
            return !same && !original.startsWith(other) && !other.startsWith(original);
        } catch (IOException _) {
            // What is wrong with the place is said by who opens it.
            return true;
        }
    }

    /// The real path of what is there, and the rest of the way behind it.
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return Files.exists(absolute) || parent == null
                ? absolute.toRealPath()
                : real(parent).resolve(absolute.getFileName());
    }

    private static boolean areApart(S3Address here, S3Address to) {
        return !here.bucket().equals(to.bucket())
                || !Objects.equals(server(here.endpoint()), server(to.endpoint()))
                || !(here.prefix().startsWith(to.prefix())
                        || to.prefix().startsWith(here.prefix()));
    }

    private static String server(@Nullable URI endpoint) {
        return endpoint == null ? "" : endpoint.getHost() + ":" + endpoint.getPort();
    }

    private void requireSame(ObjectStore copy, VaultLocation to) {
        if (!copy.exists(Repository.NAME)) {
            return;
        }
        Repository there = Repository.load(copy);
        if (!there.uuid().equals(vault.uuid())) {
            throw VaultProblems.COPY_FOREIGN
                    .says("'%s' holds another vault", to)
                    .what("its uuid is %s, and this one's is %s", there.uuid(), vault.uuid())
                    .kept("nothing was copied")
                    .remedy("Name another place for the copy.")
                    .with("path", to)
                    .asException();
        }
    }

    private static void refuseNewer(VaultLocation to, String what) {
        throw VaultProblems.COPY_NEWER
                .says("the copy in '%s' is newer than the original", to)
                .what("%s", what)
                .kept("nothing was copied")
                .remedy(
                        "Find out which of both is the right one; name a new place for a copy of it.")
                .with("path", to)
                .asException();
    }

    private Needs.All needs(ObjectName object) {
        Optional<Needs.All> body = vault.documents().packsOf(object).map(VaultCopying::ofBody);
        Optional<Needs.All> document =
                body.isPresent() ? body : vault.documents().findNamed(object).map(this::ofDocument);
        return document.isPresent()
                ? document.get()
                : vault.snapshots()
                        .findNamed(object)
                        .map(VaultCopying::ofSnapshot)
                        .orElse(Needs.All.NONE);
    }

    private static Needs.All ofBody(Set<PackId> packs) {
        return new Needs.All(
                packs.stream().map(pack -> Need.of(pack.objectName())).toList(), Optional.empty());
    }

    private Needs.All ofDocument(ArchivedDocument document) {
        ObjectName body = vault.documents().bodyOf(document.sha256());
        return new Needs.All(List.of(Need.of(body.value())), Optional.empty());
    }

    private static Needs.All ofSnapshot(Snapshot snapshot) {
        return new Needs.All(
                snapshot.content().packLengths().entrySet().stream()
                        .map(VaultCopying::need)
                        .toList(),
                Optional.of(
                        new Needs.ServerRange(snapshot.server(), snapshot.facts().span().wal())));
    }

    private static Need need(Map.Entry<String, OptionalLong> pack) {
        return new Need(pack.getKey(), pack.getValue());
    }
}
