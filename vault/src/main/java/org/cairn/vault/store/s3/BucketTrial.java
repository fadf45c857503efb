package org.cairn.vault.store.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.cairn.kernel.Tasks;
import org.cairn.vault.store.Guarantee;
import org.cairn.vault.store.Guarantee.Verdict;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore.Creation;
import org.cairn.vault.store.StoreTrial;
import org.cairn.vault.store.s3.S3Uploads.Upload;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// Tries out what a bucket guarantees, under keys of its own that it removes again.
public final class BucketTrial {
    private static final int WRITERS = 8;
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Duration REFUSED_SKEW = Duration.ofMinutes(15);

    private final S3Address address;
    private final S3Settings settings;
    private final InstantSource clock;
    private final S3Client client;

    public BucketTrial(S3Address address, S3Settings settings, InstantSource clock) {
        this.address = address.below(S3Store.TRIALS + UUID.randomUUID());
        this.settings = settings;
        this.clock = clock;
        this.client = S3Connection.open(this.address, settings);
    }

    /// Makes the trials. Raises the problems of [S3Store#open] when there is no bucket to try.
    public List<Guarantee> run() {
        S3Store store = S3Store.open(address, settings, clock);
        List<Guarantee> found = new ArrayList<>();
        found.add(StoreTrial.tried("reach", this::reach));
        found.add(tried("clock", this::times));
        found.add(tried("checksums", this::checksums));
        found.add(tried("joined once", this::joinedOnce));
        // Last, because it ends with removing all that is there.
        found.addAll(new StoreTrial(store).run());
        return List.copyOf(found);
    }

    private Guarantee tried(String name, java.util.function.Supplier<Guarantee> trial) {
        return StoreTrial.tried(
                name,
                () -> {
                    try {
                        return trial.get();
                    } catch (SdkException e) {
                        throw S3Failures.problem(address, "try '%s'".formatted(name), e);
                    }
                });
    }

    private ListObjectsV2Response list() {
        return new S3Calls(settings.patience())
                .send(() ->
                        client.listObjectsV2(
                                l -> l.bucket(address.bucket()).prefix(address.prefix())));
    }

    private Guarantee reach() {
        long begin = System.nanoTime();
        list();
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        return Guarantee.holds("reach", "an answer in %d ms".formatted(millis));
    }

    private Guarantee times() {
        var date = list().sdkHttpResponse().firstMatchingHeader("Date");
        if (date.isEmpty()) {
            return new Guarantee(
                    "clock",
                    Verdict.DEGRADED,
                    "the store does not say what time it has",
                    "a wrong clock of this machine is only noticed when requests are refused",
                    "Keep the clock of this machine right.");
        }
        Instant there;
        try {
            there =
                    ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeParseException e) {
            there = Instant.EPOCH;
        }
        Duration apart = Duration.between(there, clock.instant()).abs();
        if (apart.compareTo(SKEW) < 0) {
            return Guarantee.holds(
                    "clock", "less than %d s apart".formatted(apart.toSeconds() + 1));
        }
        return new Guarantee(
                "clock",
                apart.compareTo(REFUSED_SKEW) < 0 ? Verdict.DEGRADED : Verdict.MISSING,
                "%d s apart from the store's".formatted(apart.toSeconds()),
                "requests are refused when it grows to fifteen minutes",
                "Set the clock of this machine.");
    }

    /// Whether the store refuses bytes whose checksum is another, and answers the one it has.
    private Guarantee checksums() {
        try (var file = spooled(1)) {
            PutObjectResponse answer = put("checksums", file, file.checksum());
            boolean refused = isRefused(file);
            boolean answered = file.checksum().equals(answer.checksumCRC32C());
            boolean tagged = answer.eTag() != null && Md5Tag.agrees(answer.eTag(), file);
            if (refused && answered) {
                return Guarantee.holds(
                        "checksums", "CRC32C is compared by the store, and answered");
            }
            return new Guarantee(
                    "checksums",
                    Verdict.DEGRADED,
                    "CRC32C is %s by the store, %s"
                            .formatted(
                                    refused ? "compared" : "ignored",
                                    answered
                                            ? "and answered"
                                            : tagged ? "MD5 answered" : "and nothing answered"),
                    answered || tagged
                            ? "what is sent is still compared with the answer"
                            : "each object is read back once after it was sent, which doubles the"
                                    + " traffic",
                    "Use a newer version of the store, if there is one.");
        }
    }

    private boolean isRefused(SpoolFile file) {
        try {
            put("altered", file, "AAAAAA==");
            return false;
        } catch (SdkException _) {
            return true;
        }
    }

    private PutObjectResponse put(String name, SpoolFile file, String checksum) {
        return client.putObject(
                put ->
                        put.bucket(address.bucket())
                                .key(address.key(new ObjectName(name)))
                                .contentLength(file.sizeBytes())
                                .checksumCRC32C(checksum),
                RequestBody.fromContentProvider(
                        () -> file.open(0, file.sizeBytes()),
                        file.sizeBytes(),
                        "application/octet-stream"));
    }

    private SpoolFile spooled(int seed) {
        var file = new SpoolFile(new Spool(settings.spool(), settings.spoolMax().bytes(), clock));
        byte[] bytes = new byte[1_000];
        java.util.Arrays.fill(bytes, (byte) seed);
        file.append(bytes, 0, bytes.length);
        file.finish();
        return file;
    }

    /// Whether the condition also holds where parts are joined.
    private Guarantee joinedOnce() {
        var calls = new S3Calls(settings.patience());
        var uploads = new S3Uploads(client, calls, address, PackClass.BUCKET);
        var multipart = new S3Multipart(client, calls, uploads, address, settings.part().bytes());
        List<Creation> heard =
                Tasks.map(
                        IntStream.range(0, WRITERS).boxed().toList(),
                        writer -> {
                            try (var file = spooled(writer)) {
                                Upload upload = uploads.upload(new ObjectName("joined"), file);
                                return multipart.join(multipart.send(upload));
                            }
                        });
        int winners = Collections.frequency(heard, Creation.CREATED);
        return winners == 1
                ? Guarantee.holds(
                        "joined once", "of %d uploads in parts one won".formatted(WRITERS))
                : new Guarantee(
                        "joined once",
                        Verdict.MISSING,
                        "%d of %d uploads in parts believed that they made one object"
                                .formatted(winners, WRITERS),
                        "objects of more than %s can be overwritten unnoticed"
                                .formatted(settings.part()),
                        "Use another store for the vault.");
    }
}
