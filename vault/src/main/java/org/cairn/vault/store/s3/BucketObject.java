package org.cairn.vault.store.s3;

import java.io.IOException;
import java.util.Arrays;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectReader;
import org.cairn.vault.store.s3.S3Failures.Kind;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// An object of a bucket, read in ranges that are all of the very object that was opened: each
/// request names its tag, so one that was put in its place is noticed.
///
/// Opening brings the beginning along, which is all of most objects. Who reads on where the last
/// read ended gets more at a time than asked for. What the store answers is counted: a body that
/// ends early is asked for again.
final class BucketObject implements ObjectReader {
    private static final int FIRST_BYTES = 256 * 1024;
    private static final int AHEAD_BYTES = 4 * 1024 * 1024;
    private static final int RANGE_UNSATISFIABLE = 416;

    private final S3Client client;
    private final S3Calls calls;
    private final S3Address address;
    private final ObjectName name;
    private final String eTag;
    private final long sizeBytes;
    private volatile Window window;
    private volatile long lastEnd = -1;

    /// Some of the bytes.
    private record Window(long from, byte[] bytes) {
        boolean has(long offset, int length) {
            return offset >= from && offset + length <= from + bytes.length;
        }

        byte[] part(long offset, int length) {
            int start = Math.toIntExact(offset - from);
            return Arrays.copyOfRange(bytes, start, start + length);
        }
    }

    /// The first answer: what the object is, and how it begins.
    private record Beginning(String eTag, long sizeBytes, byte[] bytes) {}

    /// Opens it. Raises `vault-object-missing`.
    BucketObject(S3Client client, S3Calls calls, S3Address address, ObjectName name) {
        this.client = client;
        this.calls = calls;
        this.address = address;
        this.name = name;
        Beginning beginning = beginning();
        this.eTag = beginning.eTag();
        this.sizeBytes = beginning.sizeBytes();
        this.window = new Window(0, beginning.bytes());
    }

    private Beginning beginning() {
        try {
            return calls.send(() ->
                    client.getObject(
                            range(0, FIRST_BYTES, null), (answer, body) -> begin(answer, body)));
        } catch (SdkException e) {
            if (isEmpty(e)) {
                return new Beginning("", 0, new byte[0]);
            }
            throw problem(e);
        }
    }

    private static boolean isEmpty(SdkException failure) {
        return failure instanceof software.amazon.awssdk.core.exception.SdkServiceException answered
                && answered.statusCode() == RANGE_UNSATISFIABLE;
    }

    private static Beginning begin(GetObjectResponse answer, AbortableInputStream body)
            throws IOException {
        long size = sizeOf(answer);
        return new Beginning(
                String.valueOf(answer.eTag()),
                size,
                exactly((int) Math.min(size, FIRST_BYTES), body));
    }

    /// The whole size from `bytes 0-9/1234`; a store that ignores ranges sends all.
    private static long sizeOf(GetObjectResponse answer) throws IOException {
        String range = answer.contentRange();
        if (range == null) {
            return answer.contentLength();
        }
        String total = range.substring(range.indexOf('/') + 1);
        if (!range.startsWith("bytes 0-") || !total.matches("[0-9]{1,18}")) {
            throw lost("the store answered the range '%s'".formatted(range));
        }
        return Long.parseLong(total);
    }

    private static byte[] exactly(int length, AbortableInputStream body) throws IOException {
        byte[] bytes = body.readNBytes(length);
        if (bytes.length < length) {
            throw lost("the answer ended after %d of %d bytes".formatted(bytes.length, length));
        }
        // More than asked for comes from a store that ignores ranges; it is not worth waiting for.
        if (body.available() > 0) {
            body.abort();
        }
        return bytes;
    }

    private static RuntimeException lost(String what) {
        return RetryableException.builder().message(what).build();
    }

    private GetObjectRequest range(long from, int length, @Nullable String tag) {
        return GetObjectRequest.builder()
                .bucket(address.bucket())
                .key(address.key(name))
                .range("bytes=%d-%d".formatted(from, from + length - 1))
                .ifMatch(tag)
                .build();
    }

    @Override
    public ObjectName name() {
        return name;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public byte[] read(long offset, int length) {
        if (offset < 0 || length < 0 || offset > sizeBytes - length) {
            throw tooShort(offset, length);
        }
        Window near = window;
        if (!near.has(offset, length)) {
            boolean goesOn = offset == lastEnd;
            int wanted = goesOn ? Math.max(length, AHEAD_BYTES) : length;
            near = new Window(offset, fetch(offset, (int) Math.min(wanted, sizeBytes - offset)));
            window = near;
        }
        lastEnd = offset + length;
        return near.part(offset, length);
    }

    private byte[] fetch(long from, int length) {
        try {
            return calls.send(() ->
                    client.getObject(
                            range(from, length, eTag),
                            (answer, body) -> ranged(answer, body, from, length)));
        } catch (SdkException e) {
            throw S3Failures.kindOf(e) == Kind.TAKEN
                    ? VaultProblems.damaged(
                            name.value(), "other bytes were put in its place while it was read")
                    : problem(e);
        }
    }

    private static byte[] ranged(
            GetObjectResponse answer, AbortableInputStream body, long from, int length)
            throws IOException {
        if (answer.contentRange() == null) {
            body.skipNBytes(from);
        } else if (!answer.contentRange().startsWith("bytes " + from + "-")) {
            throw lost("the store answered the range '%s'".formatted(answer.contentRange()));
        }
        return exactly(length, body);
    }

    private ProblemException problem(SdkException failure) {
        return S3Failures.kindOf(failure) == Kind.ABSENT
                ? VaultProblems.missing(name.value())
                : S3Failures.problem(address, "read '%s'".formatted(name), failure);
    }

    private ProblemException tooShort(long offset, int length) {
        return VaultProblems.damaged(
                name.value(),
                "bytes %d to %d were asked for, and it ends at %d",
                offset,
                offset + length,
                sizeBytes);
    }

    @Override
    public void close() {
        window = new Window(0, new byte[0]);
    }
}
