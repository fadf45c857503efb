package org.cairn.vault.store.s3;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore.Creation;
import org.cairn.vault.store.s3.S3Calls.Attempts;
import org.cairn.vault.store.s3.S3Failures.Kind;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.StorageClass;

/// Brings a spooled file under its name, once and whole, whatever becomes of requests and answers.
///
/// An answer may be lost after the object was made. The next attempt then hears that the name is
/// taken. So every upload carries a number of its own as metadata: whoever finds the name taken
/// asks for that number, and knows whether it is taken by itself. Where a store keeps no metadata,
/// equal length and checksum have to do.
final class S3Uploads {
    private static final String DRAFT = "cairn-draft";
    private static final String BYTES = "application/octet-stream";

    private final S3Client client;
    private final S3Calls calls;
    private final S3Address address;
    private final PackClass packs;

    S3Uploads(S3Client client, S3Calls calls, S3Address address, PackClass packs) {
        this.client = client;
        this.calls = calls;
        this.address = address;
        this.packs = packs;
    }

    /// What is to be created.
    ///
    /// @param draft says whose upload this is, when an answer was lost
    /// @param storage the storage class that is asked for; null for that of the bucket
    record Upload(
            ObjectName name,
            String key,
            SpoolFile file,
            String draft,
            @Nullable StorageClass storage) {
        Map<String, String> metadata() {
            return Map.of(DRAFT, draft);
        }
    }

    Upload upload(ObjectName name, SpoolFile file) {
        return new Upload(
                name, address.key(name), file, UUID.randomUUID().toString(), packs.of(name));
    }

    /// Creates the object with one request.
    Creation put(Upload upload) {
        var attempts = calls.attempts();
        while (true) {
            try {
                PutObjectResponse answer = S3Calls.once(() -> request(upload));
                requireEqual(upload, answer.checksumCRC32C(), answer.eTag());
                return Creation.CREATED;
            } catch (SdkException e) {
                Optional<Creation> settled = settle(upload, e, attempts);
                if (settled.isPresent()) {
                    return settled.get();
                }
            }
        }
    }

    private PutObjectResponse request(Upload upload) {
        SpoolFile file = upload.file();
        return client.putObject(
                put ->
                        put.bucket(address.bucket())
                                .key(upload.key())
                                .ifNoneMatch("*")
                                .checksumCRC32C(file.checksum())
                                .contentLength(file.sizeBytes())
                                .storageClass(upload.storage())
                                .metadata(upload.metadata()),
                body(file, 0, file.sizeBytes()));
    }

    static RequestBody body(SpoolFile file, long from, long length) {
        return RequestBody.fromContentProvider(() -> file.open(from, length), length, BYTES);
    }

    /// Says how a creation ended after this failure, or nothing when it is to be tried again.
    Optional<Creation> settle(Upload upload, SdkException failure, Attempts attempts) {
        Kind kind = S3Failures.kindOf(failure);
        if (kind == Kind.TAKEN) {
            Optional<Creation> owner = owner(upload);
            if (owner.isPresent()) {
                return owner;
            }
            // Taken a moment ago and free again: somebody removed it.
            if (attempts.again()) {
                return Optional.empty();
            }
        } else if (attempts.again(failure)) {
            return Optional.empty();
        }
        if (kind == Kind.LOST) {
            // The last word may have got through although its answer did not.
            return Optional.of(ownerOrThrow(upload, failure));
        }
        throw problem(upload, failure);
    }

    private Creation ownerOrThrow(Upload upload, SdkException failure) {
        try {
            Optional<Creation> owner = owner(upload);
            if (owner.isPresent() && owner.get() == Creation.CREATED) {
                return Creation.CREATED;
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        throw problem(upload, failure);
    }

    RuntimeException problem(Upload upload, SdkException failure) {
        return S3Failures.problem(address, "write '%s'".formatted(upload.name()), failure);
    }

    /// Who made the object that has this name; nothing when it is not there.
    Optional<Creation> owner(Upload upload) {
        HeadObjectResponse head = find(upload);
        if (head == null) {
            return Optional.empty();
        }
        String draft = head.metadata().get(DRAFT);
        boolean ours =
                draft != null
                        ? draft.equals(upload.draft())
                        : head.contentLength() == upload.file().sizeBytes()
                                && upload.file().checksum().equals(head.checksumCRC32C());
        if (!ours) {
            return Optional.of(Creation.EXISTED);
        }
        if (head.contentLength() != upload.file().sizeBytes()) {
            throw altered(upload, "it has %d bytes".formatted(head.contentLength()));
        }
        requireEqual(upload, head.checksumCRC32C(), head.eTag());
        return Optional.of(Creation.CREATED);
    }

    private @Nullable HeadObjectResponse find(Upload upload) {
        try {
            return calls.send(() ->
                    client.headObject(head ->
                            head.bucket(address.bucket())
                                    .key(upload.key())
                                    .checksumMode(ChecksumMode.ENABLED)));
        } catch (SdkException e) {
            if (S3Failures.kindOf(e) == Kind.ABSENT) {
                return null;
            }
            throw problem(upload, e);
        }
    }

    /// Compares what the store says it has with what was sent, and where it says nothing of use, or
    /// something else, reads it back once. `repo doctor` says which of these a store does.
    ///
    /// @param checksum null where the store answers none
    /// @param eTag the MD5, where the store answers that; null where it cannot be
    void requireEqual(Upload upload, @Nullable String checksum, @Nullable String eTag) {
        // One with a dash is made of those of the parts, and these have been compared.
        boolean proven =
                checksum == null
                        ? eTag == null || Md5Tag.agrees(eTag, upload.file())
                        : checksum.contains("-") || checksum.equals(upload.file().checksum());
        if (!proven) {
            requireReadBack(upload);
        }
    }

    private void requireReadBack(Upload upload) {
        String found;
        try {
            found = calls.send(() -> readBack(upload));
        } catch (SdkException e) {
            throw problem(upload, e);
        }
        if (!found.equals(upload.file().checksum())) {
            throw altered(
                    upload,
                    "read back its CRC32C is %s, and %s was sent"
                            .formatted(found, upload.file().checksum()));
        }
    }

    private String readBack(Upload upload) {
        return client.getObject(
                get -> get.bucket(address.bucket()).key(upload.key()),
                (_, body) -> Md5Tag.checksum(body));
    }

    /// Takes away what is ours and wrong: nobody was told that it is there, and the next who wants
    /// the name shall not find it taken by bytes that nobody sent.
    RuntimeException altered(Upload upload, String what) {
        var problem = S3Failures.altered(upload.name().value(), what);
        try {
            calls.send(() ->
                    client.deleteObject(
                            delete -> delete.bucket(address.bucket()).key(upload.key())));
        } catch (SdkException e) {
            problem.addSuppressed(e);
        }
        return problem;
    }
}
