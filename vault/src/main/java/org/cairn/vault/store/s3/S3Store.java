package org.cairn.vault.store.s3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectDraft;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectReader;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.s3.S3Failures.Kind;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A store in a bucket of S3 or of a server that speaks its protocol; the key of an object is the
/// prefix and its name.
///
/// What S3 promises since 2020 is what [ObjectStore] wants: an object is seen whole or not at all,
/// by everybody, as soon as it is written, and a condition on writing lets one of several have the
/// name. Other servers promise as much, or less: `repo doctor` finds out, and
/// [#requireConditionalWrites] refuses one that overwrites what must not be.
///
/// Holds nothing that has to be closed. Safe for any thread and any number of processes.
public final class S3Store implements ObjectStore {
    /// Keys of trials: no names of objects, so nobody ever lists them.
    static final String TRIALS = ".trial/";

    private static final Duration STALE = Duration.ofDays(1);

    private final S3Client client;
    private final S3Calls calls;
    private final S3Address address;
    private final S3Settings settings;
    private final Spool spool;
    private final S3Uploads uploads;
    private final S3Multipart multipart;

    private S3Store(S3Address address, S3Settings settings, InstantSource clock) {
        this.address = address;
        this.settings = settings;
        this.client = S3Connection.open(address, settings);
        this.calls = new S3Calls(settings.patience());
        this.spool = new Spool(settings.spool(), settings.spoolMax().bytes(), clock);
        this.uploads = new S3Uploads(client, calls, address, settings.packs());
        this.multipart = new S3Multipart(client, calls, uploads, address, settings.part().bytes());
    }

    /// Opens a store in a bucket that exists. What killed processes have begun to send and not
    /// ended is dropped after a day. Raises `vault-bucket-missing`, `vault-credentials-wrong`,
    /// `vault-store-denied`, `vault-region-wrong`, `vault-clock-skewed` and
    /// `vault-store-unreachable`.
    public static S3Store open(S3Address address, S3Settings settings, InstantSource clock) {
        var store = new S3Store(address, settings, clock);
        var _ = store.page(store.listing("").maxKeys(1).build());
        store.multipart.abortBefore(clock.instant().minus(STALE));
        return store;
    }

    /// Raises `vault-store-unfit` for a server that ignores the condition on writing: it would let
    /// one writer overwrite what another has. To be asked before a vault is made.
    public void requireConditionalWrites() {
        String key = address.prefix() + TRIALS + UUID.randomUUID();
        try {
            trial(key);
            boolean refused = false;
            try {
                trial(key);
            } catch (SdkException e) {
                if (S3Failures.kindOf(e) != Kind.TAKEN) {
                    throw e;
                }
                refused = true;
            } finally {
                calls.send(() -> client.deleteObject(d -> d.bucket(address.bucket()).key(key)));
            }
            if (!refused) {
                throw unfit();
            }
        } catch (SdkException e) {
            throw S3Failures.problem(address, "write", e);
        }
    }

    private void trial(String key) {
        var attempts = calls.attempts();
        while (true) {
            try {
                S3Calls.once(() ->
                        client.putObject(
                                put -> put.bucket(address.bucket()).key(key).ifNoneMatch("*"),
                                RequestBody.empty()));
                return;
            } catch (SdkException e) {
                if (!attempts.again(e)) {
                    throw e;
                }
            }
        }
    }

    private RuntimeException unfit() {
        return VaultProblems.STORE_UNFIT
                .says("'%s' cannot hold a vault", address)
                .what(
                        "it overwrites an object although it is told to create it only (If-None-Match)")
                .kept("nothing was stored")
                .remedy(
                        "Use a store that honours conditional writes; `cairn repo doctor` tests one.")
                .with("vault", address)
                .asException();
    }

    /// Says whether nothing is below the prefix.
    public boolean isBlank() {
        return page(listing("").maxKeys(2).build()).contents().stream()
                .allMatch(each -> each.key().startsWith(address.prefix() + TRIALS));
    }

    /// Says whether nothing is below the prefix but what is in this folder. What is too much for
    /// one answer is not looked through: then there is something else.
    public boolean holdsOnly(String folder) {
        ListObjectsV2Response page = page(listing("").build());
        return !Boolean.TRUE.equals(page.isTruncated())
                && page.contents().stream()
                        .map(each -> each.key().substring(address.prefix().length()))
                        .allMatch(name -> name.startsWith(folder) || name.startsWith(TRIALS));
    }

    @Override
    public ObjectDraft draft(ObjectName name) {
        return new S3Draft(
                uploads, multipart, spool, new S3Draft.Target(name, settings.part().bytes()));
    }

    @Override
    public ObjectReader open(ObjectName name) {
        return new BucketObject(client, calls, address, name);
    }

    @Override
    public boolean exists(ObjectName name) {
        return head(name) != null;
    }

    @Override
    public Optional<ObjectInfo> find(ObjectName name) {
        HeadObjectResponse head = head(name);
        return head == null
                ? Optional.empty()
                : Optional.of(new ObjectInfo(name, head.contentLength(), head.lastModified()));
    }

    private @Nullable HeadObjectResponse head(ObjectName name) {
        try {
            return calls.send(() ->
                    client.headObject(h -> h.bucket(address.bucket()).key(address.key(name))));
        } catch (SdkException e) {
            if (S3Failures.kindOf(e) == Kind.ABSENT) {
                return null;
            }
            if (S3Failures.isSilent(e)) {
                // HEAD has no body that could say why; asking in another way does.
                var _ = page(listing("").maxKeys(1).build());
            }
            throw S3Failures.problem(address, "look for '%s'".formatted(name), e);
        }
    }

    @Override
    public void remove(ObjectName name) {
        try {
            calls.send(() ->
                    client.deleteObject(d -> d.bucket(address.bucket()).key(address.key(name))));
        } catch (SdkException e) {
            switch (S3Failures.kindOf(e)) {
                case ABSENT -> {}
                case FINAL -> throw removal(name, e);
                case LOST, TAKEN, CONTENDED -> throw removalFailed(name, e);
            }
        }
    }

    private RuntimeException removal(ObjectName name, SdkException failure) {
        if (!S3Failures.codeOf(failure).matches("AccessDenied|ObjectLocked|MethodNotAllowed|")) {
            return removalFailed(name, failure);
        }
        return VaultProblems.REMOVAL_DENIED
                .says("cannot remove '%s' from the bucket", name)
                .what("the store keeps it: a lock on the object, or a right that is missing")
                .kept("it is still there, and so is all else")
                .remedy(
                        "Allow s3:DeleteObject below '%s', or wait until the lock has ended.",
                        address)
                .with("object", name)
                .asException(failure);
    }

    private RuntimeException removalFailed(ObjectName name, SdkException failure) {
        return S3Failures.problem(address, "remove '%s'".formatted(name), failure);
    }

    @Override
    public List<ObjectName> list(String folder) {
        return survey(folder).stream().map(ObjectInfo::name).toList();
    }

    @Override
    public List<ObjectInfo> survey(String folder) {
        if (!folder.isEmpty() && !folder.endsWith("/")) {
            throw new IllegalArgumentException("not a folder of objects: " + folder);
        }
        List<ObjectInfo> found = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Response page = page(listing(folder).continuationToken(token).build());
            page.contents().forEach(each -> add(found, each));
            token = next(page, token);
        } while (token != null);
        found.sort(Comparator.comparing(ObjectInfo::name));
        return List.copyOf(found);
    }

    private void add(List<ObjectInfo> found, S3Object object) {
        if (object.key().startsWith(address.prefix())) {
            String name = object.key().substring(address.prefix().length());
            if (ObjectName.isValid(name)) {
                found.add(
                        new ObjectInfo(new ObjectName(name), object.size(), object.lastModified()));
            }
        }
    }

    /// A list that says that it is not whole and not how it goes on would hide objects.
    private @Nullable String next(ListObjectsV2Response page, @Nullable String before) {
        if (!Boolean.TRUE.equals(page.isTruncated())) {
            return null;
        }
        String token = page.nextContinuationToken();
        if (token == null || token.equals(before)) {
            throw VaultProblems.STORE_FAILED
                    .says("cannot list the bucket")
                    .what("the store says that its list goes on, and not how")
                    .kept("nothing was changed")
                    .remedy("Try again; if it fails again, ask those who run the store.")
                    .with("vault", address)
                    .asException();
        }
        return token;
    }

    private ListObjectsV2Request.Builder listing(String folder) {
        return ListObjectsV2Request.builder()
                .bucket(address.bucket())
                .prefix(address.prefix() + folder);
    }

    private ListObjectsV2Response page(ListObjectsV2Request request) {
        return sent("list objects", () -> client.listObjectsV2(request));
    }

    private <T> T sent(String act, Supplier<T> request) {
        try {
            return calls.send(request);
        } catch (SdkException e) {
            throw S3Failures.problem(address, act, e);
        }
    }
}
