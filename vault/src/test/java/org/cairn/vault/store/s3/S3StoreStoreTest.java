package org.cairn.vault.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.cairn.kernel.ByteSize;
import org.cairn.testkit.ChildJvm;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.ObjectStore.Creation;
import org.cairn.vault.store.ObjectStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3StoreStoreTest extends ObjectStoreContract {
    private static final ObjectName NAME = new ObjectName("a/b");

    @TempDir private static Path objects;
    private static S3Server server;

    @TempDir private Path spool;
    private S3Address address;
    private S3Store store;

    @BeforeAll
    static void start() {
        server = S3Server.inFolder(objects, 0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        address = S3Bucket.fresh(server.endpoint());
        store = S3Bucket.open(address, spool);
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void leavesNothingInTheSpool() throws IOException {
        store.putIfAbsent(NAME, new byte[10]);
        store.putIfAbsent(NAME, new byte[10]);
        try (var draft = store.draft(new ObjectName("c"))) {
            draft.append(new byte[10], 0, 10);
        }

        try (Stream<Path> left = Files.list(spool)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void sendsEarlyAndUnseenWhatTheSpoolCannotKeep() throws IOException {
        var small = S3Bucket.hasty(spool);
        var settings =
                new S3Settings(
                        spool,
                        new ByteSize(1_000),
                        small.part(),
                        small.connect(),
                        small.silence(),
                        small.call(),
                        small.patience(),
                        small.packs());
        var early = S3Store.open(address, settings, InstantSource.system());

        try (var draft = early.draft(NAME);
                var dropped = early.draft(new ObjectName("dropped"))) {
            draft.append(new byte[2_000], 0, 2_000);
            draft.finish();
            dropped.append(new byte[2_000], 0, 2_000);
            dropped.finish();
            try (Stream<Path> left = Files.list(spool)) {
                assertThat(left).isEmpty();
            }
            assertThat(store.exists(NAME)).isFalse();

            assertThat(draft.publish()).isEqualTo(Creation.CREATED);
        }

        assertThat(store.find(NAME).orElseThrow().sizeBytes()).isEqualTo(2_000);
        assertThat(store.list("")).containsExactly(NAME);
    }

    @Test
    void showsNothingOfAWriterThatIsKilled() throws Exception {
        for (long bytes : new long[] {1_000, 40_000_000}) {
            for (String moment : new String[] {"finished", "publishing"}) {
                var name = "killed/" + moment + bytes;
                try (var child =
                        ChildJvm.of(StoreChild.class)
                                .argument(server.endpoint())
                                .argument(address.prefix())
                                .argument(spool)
                                .argument(name)
                                .argument(bytes)
                                .argument(moment)
                                .start()) {
                    assertThat(child.await(Duration.ofMinutes(2)).exitCode()).isEqualTo(137);
                }
                store.find(new ObjectName(name))
                        .ifPresent(found -> assertThat(found.sizeBytes()).isEqualTo(bytes));
            }
        }
        assertThat(store.list("killed/"))
                .noneMatch(name -> name.value().startsWith("killed/finished"));
    }

    @Test
    void dropsWhatWasBegunADayAgoAndNothingYounger() {
        byte[] bytes = new byte[17 << 20];
        try (var draft = store.draft(NAME)) {
            draft.append(bytes, 0, bytes.length);
            draft.finish();
        }
        var connection = S3Connection.open(address, S3Bucket.settings(spool));
        var _ =
                connection.createMultipartUpload(
                        c -> c.bucket(address.bucket()).key(address.prefix() + "left"));

        S3Store.open(address, S3Bucket.settings(spool), InstantSource.system());
        assertThat(uploads(connection)).isEqualTo(1);

        Instant later = Instant.now().plus(Duration.ofHours(25));
        S3Store.open(address, S3Bucket.settings(spool), Clock.fixed(later, ZoneOffset.UTC));
        assertThat(uploads(connection)).isZero();
    }

    private int uploads(software.amazon.awssdk.services.s3.S3Client connection) {
        return connection
                .listMultipartUploads(l -> l.bucket(address.bucket()).prefix(address.prefix()))
                .uploads()
                .size();
    }

    @Test
    void seesOnlyWhatIsBelowItsPrefixAndHasAName() {
        var connection = S3Connection.open(address, S3Bucket.settings(spool));
        for (String key : new String[] {"UPPER", ".hidden/x", "ok"}) {
            var _ =
                    connection.putObject(
                            p -> p.bucket(address.bucket()).key(address.prefix() + key),
                            software.amazon.awssdk.core.sync.RequestBody.empty());
        }
        S3Bucket.open(S3Bucket.fresh(server.endpoint()), spool).putIfAbsent(NAME, new byte[1]);

        assertThat(store.list("").stream().map(ObjectName::value)).containsExactly("ok");
        assertThat(store.isBlank()).isFalse();
    }

    @Test
    void noticesAnObjectThatIsReplacedWhileItIsRead() {
        store.putIfAbsent(NAME, new byte[1_000_000]);

        try (var object = store.open(NAME)) {
            store.remove(NAME);
            store.putIfAbsent(NAME, new byte[2_000_000]);

            var problem =
                    Problems.raisedBy(
                            VaultProblems.OBJECT_DAMAGED, () -> object.read(900_000, 1_000));
            assertThat(problem.what())
                    .isEqualTo("other bytes were put in its place while it was read");

            store.remove(NAME);
            Problems.raisedBy(VaultProblems.OBJECT_MISSING, () -> object.read(800_000, 1_000));
        }
    }

    @Test
    void createsOnlyWhereTheConditionHolds() {
        store.requireConditionalWrites();

        assertThat(store.isBlank()).isTrue();
    }

    @Test
    void saysThatThereIsNoSuchBucket() {
        var problem =
                raisedByOpening(
                        VaultProblems.BUCKET_MISSING,
                        S3Bucket.of(server.endpoint(), "no-such-bucket", "", S3Server.SECRET_KEY));

        assertThat(problem.what()).isEqualTo("the store answered 404 NoSuchBucket");
        assertThat(problem.remedy())
                .isEqualTo("Make the bucket 'no-such-bucket', or correct its name.");
    }

    @Test
    void saysThatTheCredentialsAreWrongAndRepeatsNoneOfThem() {
        var problem =
                raisedByOpening(
                        VaultProblems.CREDENTIALS_WRONG,
                        S3Bucket.of(server.endpoint(), S3Server.BUCKET, "", "wrong-secret"));

        assertThat(problem.what()).isEqualTo("the store answered 403 SignatureDoesNotMatch");
        assertThat(problem.toString())
                .doesNotContain("wrong-secret")
                .doesNotContain(S3Server.ACCESS_KEY);
    }

    @Test
    void saysThatNobodyListens() {
        var problem =
                raisedByOpening(
                        VaultProblems.STORE_UNREACHABLE,
                        S3Bucket.at(URI.create("http://127.0.0.1:9"), "x"));

        assertThat(problem.what()).contains("Connection refused");
    }

    @Test
    void saysThatAHostHasNoAddress() {
        var problem =
                raisedByOpening(
                        VaultProblems.STORE_UNREACHABLE,
                        S3Bucket.at(URI.create("http://store.invalid"), "x"));

        assertThat(problem.what()).isEqualTo("no address for the host's name");
    }

    private org.cairn.kernel.Problem raisedByOpening(
            org.cairn.kernel.ProblemCode code, S3Address place) {
        return Problems.raisedBy(
                code, () -> S3Store.open(place, S3Bucket.hasty(spool), InstantSource.system()));
    }
}
