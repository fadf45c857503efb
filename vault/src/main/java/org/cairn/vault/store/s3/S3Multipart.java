package org.cairn.vault.store.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectStore.Creation;
import org.cairn.vault.store.s3.S3Failures.Kind;
import org.cairn.vault.store.s3.S3Uploads.Upload;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// Sends an object in parts. Nothing is visible before the parts are joined, and the condition that
/// the name is free stands on the joining.
final class S3Multipart {
    private final S3Client client;
    private final S3Calls calls;
    private final S3Uploads uploads;
    private final S3Address address;
    private final long partBytes;

    S3Multipart(
            S3Client client, S3Calls calls, S3Uploads uploads, S3Address address, long partBytes) {
        this.client = client;
        this.calls = calls;
        this.uploads = uploads;
        this.address = address;
        this.partBytes = partBytes;
    }

    /// Parts that the store has and nobody sees.
    record Sent(Upload upload, String id, List<CompletedPart> parts) {}

    /// Sends the parts.
    Sent send(Upload upload) {
        String id = begin(upload);
        try {
            List<CompletedPart> parts = new ArrayList<>();
            long size = upload.file().sizeBytes();
            for (long from = 0; from < size; from += partBytes) {
                parts.add(part(upload, id, from, Math.min(partBytes, size - from)));
            }
            return new Sent(upload, id, List.copyOf(parts));
        } catch (SdkException e) {
            abort(upload.key(), id);
            throw uploads.problem(upload, e);
        } catch (RuntimeException | Error e) {
            abort(upload.key(), id);
            throw e;
        }
    }

    private String begin(Upload upload) {
        try {
            return calls.send(() ->
                            client.createMultipartUpload(create ->
                                    create.bucket(address.bucket())
                                            .key(upload.key())
                                            .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                                            .checksumType(ChecksumType.FULL_OBJECT)
                                            .storageClass(upload.storage())
                                            .metadata(upload.metadata())))
                    .uploadId();
        } catch (SdkException e) {
            throw uploads.problem(upload, e);
        }
    }

    private CompletedPart part(Upload upload, String id, long from, long length) {
        String checksum = upload.file().checksum(from, length);
        int number = Math.toIntExact(from / partBytes) + 1;
        UploadPartResponse answer =
                calls.send(() ->
                        client.uploadPart(
                                part ->
                                        part.bucket(address.bucket())
                                                .key(upload.key())
                                                .uploadId(id)
                                                .partNumber(number)
                                                .contentLength(length)
                                                .checksumCRC32C(checksum),
                                S3Uploads.body(upload.file(), from, length)));
        if (answer.checksumCRC32C() != null && !answer.checksumCRC32C().equals(checksum)) {
            throw S3Failures.altered(
                    upload.name().value(),
                    "the CRC32C of part %d is %s, and %s was sent"
                            .formatted(number, answer.checksumCRC32C(), checksum));
        }
        var part = CompletedPart.builder().partNumber(number).eTag(answer.eTag());
        // A store that does not answer the checksum may not know it, and would refuse it.
        return (answer.checksumCRC32C() == null ? part : part.checksumCRC32C(checksum)).build();
    }

    /// Joins the parts under the name, unless it is taken. When two join at once, a store may want
    /// all parts anew.
    Creation join(Sent sent) {
        var attempts = calls.attempts();
        Sent now = sent;
        while (true) {
            Sent current = now;
            try {
                var answer = S3Calls.once(() -> complete(current));
                uploads.requireEqual(current.upload(), answer.checksumCRC32C(), null);
                return Creation.CREATED;
            } catch (SdkException e) {
                Optional<Creation> settled = settle(current, e, attempts);
                if (settled.isPresent()) {
                    return settled.get();
                }
                if (isGone(e)) {
                    if (current.upload().file().isClosed()) {
                        throw restart(current.upload(), e);
                    }
                    now = send(current.upload());
                }
            }
        }
    }

    private static boolean isGone(SdkException failure) {
        Kind kind = S3Failures.kindOf(failure);
        return kind == Kind.ABSENT || kind == Kind.CONTENDED;
    }

    private CompleteMultipartUploadResponse complete(Sent sent) {
        return client.completeMultipartUpload(complete ->
                complete.bucket(address.bucket())
                        .key(sent.upload().key())
                        .uploadId(sent.id())
                        .ifNoneMatch("*")
                        .multipartUpload(
                                CompletedMultipartUpload.builder().parts(sent.parts()).build()));
    }

    /// As [S3Uploads#settle], and: an upload that is gone was joined by a request whose answer was
    /// lost, or was aborted by somebody.
    private Optional<Creation> settle(Sent sent, SdkException failure, S3Calls.Attempts attempts) {
        Kind kind = S3Failures.kindOf(failure);
        Optional<Creation> settled;
        try {
            if (isGone(failure)) {
                settled = uploads.owner(sent.upload());
                if (settled.isEmpty() && !attempts.again()) {
                    throw uploads.problem(sent.upload(), failure);
                }
            } else {
                settled = uploads.settle(sent.upload(), failure, attempts);
            }
        } catch (RuntimeException e) {
            abort(sent.upload().key(), sent.id());
            throw e;
        }
        boolean loses = settled.isPresent() && settled.get() == Creation.EXISTED;
        if (loses || kind == Kind.CONTENDED) {
            abort(sent.upload().key(), sent.id());
        }
        return settled;
    }

    private static RuntimeException restart(Upload upload, SdkException failure) {
        return VaultProblems.STORE_FAILED
                .says("cannot write '%s' in the bucket", upload.name())
                .what("the store wants all its parts again, and they are not here any more")
                .kept("nothing of it is visible")
                .remedy("Do the same again.")
                .with("object", upload.name())
                .asException(failure);
    }

    /// Drops parts that were sent. What fails here is made up for when the store is opened a day
    /// later.
    void abort(String key, String id) {
        try {
            S3Calls.once(() ->
                    client.abortMultipartUpload(
                            abort -> abort.bucket(address.bucket()).key(key).uploadId(id)));
        } catch (SdkException _) {
            // Costs room, and nothing else.
        }
    }

    /// Aborts what was begun below our prefix and never ended.
    void abortBefore(Instant before) {
        try {
            var pages =
                    client.listMultipartUploadsPaginator(
                            list -> list.bucket(address.bucket()).prefix(address.prefix()));
            pages.uploads().stream()
                    .filter(each -> each.initiated() != null && each.initiated().isBefore(before))
                    .toList()
                    .forEach(each -> abort(each.key(), each.uploadId()));
        } catch (SdkException _) {
            // Tidying may wait, and not every server lists uploads, nor to everybody.
        }
    }
}
