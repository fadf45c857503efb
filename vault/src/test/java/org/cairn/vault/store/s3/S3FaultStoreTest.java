package org.cairn.vault.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.cairn.testkit.s3.MisbehavingProxy;
import org.cairn.testkit.s3.Misbehaviour;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore.Creation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a store and the way to it may do, played by a proxy before the real server.
final class S3FaultStoreTest {
    private static final ObjectName NAME = new ObjectName("a/object");
    private static final String PUT = "^PUT .*/a/object$";
    private static final String GET = "^GET .*/a/object$";
    private static final String COMPLETE = "^POST .*/a/object\\?uploadId=";

    private static S3Server server;

    @TempDir private Path spool;
    private MisbehavingProxy proxy;
    private S3Store store;
    private S3Store straight;

    @BeforeAll
    static void start() {
        server = S3Server.inMemory();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        proxy = MisbehavingProxy.before(server.endpoint());
        S3Address direct = S3Bucket.fresh(server.endpoint());
        store = open(S3Bucket.at(proxy.endpoint(), direct.prefix()));
        straight = open(direct);
    }

    /// In one request and in several. The server of the tests has one class only.
    @Test
    void aStorageClassIsAskedForPacksOnly() {
        S3Address address = S3Bucket.at(proxy.endpoint(), "cold-" + UUID.randomUUID() + "/");
        var cold =
                S3Store.open(
                        address,
                        S3Bucket.hasty(spool).with(PackClass.STANDARD_IA),
                        InstantSource.system());
        var small = new ObjectName("packs/aa/small");
        var large = new ObjectName("packs/aa/large");
        var other = new ObjectName("meta/aa/other");

        cold.putIfAbsent(small, new byte[10]);
        cold.putIfAbsent(large, new byte[6 << 20]);
        cold.putIfAbsent(other, new byte[10]);

        String bucket = "/" + address.bucket() + "/";
        String asked = "x-amz-storage-class: STANDARD_IA";
        assertThat(headers("PUT " + bucket + address.key(small))).contains(asked);
        assertThat(headers("POST " + bucket + address.key(large) + "?uploads")).contains(asked);
        assertThat(headers("PUT " + bucket + address.key(other)))
                .isNotEmpty()
                .noneMatch(header -> header.contains("storage-class"));
        assertThat(cold.find(large).orElseThrow().sizeBytes()).isEqualTo(6 << 20);
    }

    private List<String> headers(String line) {
        return proxy.headers(line).stream()
                .map(header ->
                        header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT)
                                + header.substring(header.indexOf(':')))
                .toList();
    }

    private S3Store open(S3Address address) {
        return S3Store.open(address, S3Bucket.hasty(spool), InstantSource.system());
    }

    @AfterEach
    void spoolIsEmpty() throws Exception {
        proxy.close();
        if (Files.exists(spool)) {
            try (Stream<Path> left = Files.list(spool)) {
                assertThat(left).isEmpty();
            }
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void assertStored(byte[] bytes) {
        try (var object = straight.open(NAME)) {
            assertThat(object.readAll(bytes.length)).isEqualTo(bytes);
        }
    }

    private long sent(String pattern) {
        var compiled = java.util.regex.Pattern.compile(pattern);
        return proxy.requests().stream().filter(line -> compiled.matcher(line).find()).count();
    }

    @ParameterizedTest
    @CsvSource({
        "408, RequestTimeout",
        "429, TooManyRequests",
        "500, InternalError",
        "502, BadGateway",
        "503, SlowDown",
        "504, GatewayTimeout",
        "409, ConditionalRequestConflict"
    })
    void triesAgainWhatPasses(int status, String code) {
        for (String method : List.of("PUT", "GET", "HEAD", "DELETE")) {
            proxy.next(2, "^" + method + " .*/a/object$", new Misbehaviour.Refuses(status, code));
        }
        proxy.next(2, "list-type", new Misbehaviour.Refuses(status, code));

        assertThat(store.putIfAbsent(NAME, bytes(100))).isEqualTo(Creation.CREATED);
        try (var object = store.open(NAME)) {
            assertThat(object.readAll(100)).isEqualTo(bytes(100));
        }
        assertThat(store.exists(NAME)).isTrue();
        assertThat(store.list("")).containsExactly(NAME);
        store.remove(NAME);
        assertThat(straight.exists(NAME)).isFalse();
        assertThat(sent(PUT)).isEqualTo(3);
    }

    @Test
    void knowsItsOwnObjectWhenTheAnswerWasLost() {
        proxy.next(1, PUT, new Misbehaviour.LosesAnswer());

        assertThat(store.putIfAbsent(NAME, bytes(1_000))).isEqualTo(Creation.CREATED);

        assertThat(sent(PUT)).isEqualTo(2);
        assertStored(bytes(1_000));
        assertThat(store.putIfAbsent(NAME, bytes(1_000))).isEqualTo(Creation.EXISTED);
    }

    @Test
    void knowsItsOwnObjectWhenTheAnswerNeverCame() {
        proxy.next(1, PUT, new Misbehaviour.KeepsSilent());

        assertThat(store.putIfAbsent(NAME, bytes(1_000))).isEqualTo(Creation.CREATED);

        assertStored(bytes(1_000));
    }

    @Test
    void knowsItsOwnObjectAlsoWhenNoAnswerEverComes() {
        proxy.next(100, PUT, new Misbehaviour.LosesAnswer());

        assertThat(store.putIfAbsent(NAME, bytes(1_000))).isEqualTo(Creation.CREATED);
    }

    @Test
    void takesEqualBytesOfAnotherWriterForThoseOfAnother() {
        straight.putIfAbsent(NAME, bytes(1_000));
        proxy.next(1, PUT, new Misbehaviour.Refuses(503, "SlowDown"));

        assertThat(store.putIfAbsent(NAME, bytes(1_000))).isEqualTo(Creation.EXISTED);
    }

    @Test
    void hearsThatAnotherWasFasterWhileItTriedAgain() {
        proxy.next(1, PUT, new Misbehaviour.Refuses(500, "InternalError"));
        straight.putIfAbsent(NAME, bytes(999));

        assertThat(store.putIfAbsent(NAME, bytes(1_000))).isEqualTo(Creation.EXISTED);

        assertStored(bytes(999));
    }

    @Test
    void triesAgainWhenTheNameWasTakenAndIsFree() {
        proxy.next(1, PUT, new Misbehaviour.Refuses(412, "PreconditionFailed"));

        assertThat(store.putIfAbsent(NAME, bytes(1_000))).isEqualTo(Creation.CREATED);
    }

    @Test
    void givesUpWhenItNeverPassesAndLeavesNothing() {
        proxy.next(1_000, PUT, new Misbehaviour.Refuses(503, "SlowDown"));

        var problem =
                Problems.raisedBy(
                        VaultProblems.STORE_FAILED, () -> store.putIfAbsent(NAME, bytes(10)));

        assertThat(problem.headline()).isEqualTo("cannot write 'a/object' in the bucket");
        assertThat(problem.what()).isEqualTo("the store answered 503 SlowDown");
        assertThat(straight.exists(NAME)).isFalse();
        assertThat(sent(PUT)).isEqualTo(8);
    }

    @Test
    void sendsAgainWhatArrivedChanged() {
        proxy.next(1, PUT, new Misbehaviour.FlipsBit());

        // The server compares the checksum, or the hash in the signature, and refuses.
        try {
            store.putIfAbsent(NAME, bytes(1_000));
            assertStored(bytes(1_000));
        } catch (org.cairn.kernel.ProblemException e) {
            assertThat(straight.exists(NAME)).isFalse();
        }
    }

    @Test
    void readsBackWhatTheStoreSaysIsOther() {
        proxy.next(1, PUT, new Misbehaviour.Rewrites("x-amz-checksum-crc32c", "AAAAAA=="));

        assertThat(store.putIfAbsent(NAME, bytes(1_000))).isEqualTo(Creation.CREATED);

        assertThat(sent(GET)).isEqualTo(1);
        assertStored(bytes(1_000));
    }

    @Test
    void removesWhatIsOtherIndeed() {
        proxy.next(1, PUT, new Misbehaviour.Rewrites("x-amz-checksum-crc32c", "AAAAAA=="));
        proxy.next(1, GET, new Misbehaviour.Truncates(999));

        var problem =
                Problems.raisedBy(
                        VaultProblems.UPLOAD_ALTERED, () -> store.putIfAbsent(NAME, bytes(1_000)));

        assertThat(problem.headline())
                .isEqualTo("the store has other bytes of 'a/object' than were sent");
        assertThat(straight.exists(NAME)).isFalse();
        assertThat(store.putIfAbsent(NAME, bytes(1_000))).isEqualTo(Creation.CREATED);
    }

    @Test
    void countsWhatItReadsAndAsksAgain() {
        byte[] bytes = bytes(600_000);
        straight.putIfAbsent(NAME, bytes);
        proxy.next(1, GET, new Misbehaviour.Truncates(1_000));
        proxy.next(1, GET, new Misbehaviour.Cuts(1_000));
        try (var object = store.open(NAME)) {
            proxy.next(1, GET, new Misbehaviour.Truncates(0));
            proxy.next(1, GET, new Misbehaviour.Cuts(5));

            assertThat(object.readAll(600_000)).isEqualTo(bytes);
        }
    }

    @Test
    void neverHandsOutAShortRead() {
        straight.putIfAbsent(NAME, bytes(600_000));
        try (var object = store.open(NAME)) {
            proxy.next(1_000, GET, new Misbehaviour.Truncates(1_000));

            var problem =
                    Problems.raisedBy(
                            VaultProblems.STORE_UNREACHABLE, () -> object.read(300_000, 2_000));
            assertThat(problem.what()).isEqualTo("the answer ended after 1000 of 2000 bytes");
        }
    }

    @Test
    void noticesAnObjectOfAnotherTag() {
        straight.putIfAbsent(NAME, bytes(600_000));
        proxy.next(1, GET, new Misbehaviour.Rewrites("ETag", "\"0123\""));

        try (var object = store.open(NAME)) {
            Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> object.read(300_000, 2_000));
        }
    }

    @Test
    void readsAnErrorInside200OfAMultipartUploadAndJoinsAgain() {
        byte[] bytes = bytes(11_000_000);
        proxy.next(2, COMPLETE, new Misbehaviour.FailsInside200("InternalError"));

        assertThat(store.putIfAbsent(NAME, bytes)).isEqualTo(Creation.CREATED);

        assertThat(sent(COMPLETE)).isEqualTo(3);
        assertStored(bytes);
    }

    @Test
    void knowsItsOwnMultipartObjectWhenTheAnswerWasLost() {
        byte[] bytes = bytes(11_000_000);
        proxy.next(1, COMPLETE, new Misbehaviour.LosesAnswer());

        assertThat(store.putIfAbsent(NAME, bytes)).isEqualTo(Creation.CREATED);

        assertStored(bytes);
    }

    @Test
    void sendsAllPartsAgainWhenTwoJoinAtOnce() {
        byte[] bytes = bytes(11_000_000);
        proxy.next(1, COMPLETE, new Misbehaviour.Refuses(409, "ConditionalRequestConflict"));

        assertThat(store.putIfAbsent(NAME, bytes)).isEqualTo(Creation.CREATED);

        assertThat(sent("partNumber=1")).isEqualTo(2);
        assertThat(sent("^DELETE .*uploadId=")).isEqualTo(1);
        assertStored(bytes);
    }

    @Test
    void dropsItsPartsWhenAnotherWasFaster() {
        straight.putIfAbsent(NAME, bytes(5));

        assertThat(store.putIfAbsent(NAME, bytes(11_000_000))).isEqualTo(Creation.EXISTED);

        assertThat(sent("^DELETE .*uploadId=")).isEqualTo(1);
        assertStored(bytes(5));
    }

    @Test
    void dropsItsPartsWhenOneCannotBeSent() {
        proxy.next(1_000, "partNumber=2", new Misbehaviour.Refuses(403, "AccessDenied"));

        var problem =
                Problems.raisedBy(
                        VaultProblems.STORE_DENIED,
                        () -> store.putIfAbsent(NAME, bytes(11_000_000)));

        assertThat(problem.what()).isEqualTo("the store answered 403 AccessDenied");
        assertThat(sent("^DELETE .*uploadId=")).isEqualTo(1);
        assertThat(straight.exists(NAME)).isFalse();
    }

    @Test
    void sendsAPartAgainThatIsLost() {
        byte[] bytes = bytes(11_000_000);
        proxy.next(1, "partNumber=2", new Misbehaviour.LosesAnswer());
        proxy.next(1, "partNumber=3", new Misbehaviour.Refuses(503, "SlowDown"));

        assertThat(store.putIfAbsent(NAME, bytes)).isEqualTo(Creation.CREATED);

        assertStored(bytes);
    }

    @Test
    void overwritesNothingWhenAListIsStale() {
        assertThat(store.list("a/")).isEmpty();
        straight.putIfAbsent(NAME, bytes(7));
        proxy.next(1, "list-type", new Misbehaviour.Repeats());

        assertThat(store.list("a/")).isEmpty();
        assertThat(store.exists(NAME)).isTrue();
        assertThat(store.putIfAbsent(NAME, bytes(8))).isEqualTo(Creation.EXISTED);
        assertStored(bytes(7));
    }

    @Test
    void signsByTheTimeOfTheStoreAndSaysSoWhenThatDoesNotHelp() {
        proxy.next(1, PUT, new Misbehaviour.Refuses(403, "RequestTimeTooSkewed"));
        assertThat(store.putIfAbsent(NAME, bytes(10))).isEqualTo(Creation.CREATED);

        proxy.next(100, PUT, new Misbehaviour.Refuses(403, "RequestTimeTooSkewed"));
        var problem =
                Problems.raisedBy(
                        VaultProblems.CLOCK_SKEWED, () -> store.putIfAbsent(NAME, bytes(10)));
        assertThat(problem.remedy())
                .isEqualTo("Set the clock of this machine, then do the same again.");
    }

    @Test
    void saysThatCredentialsExpiredInTheMiddle() {
        proxy.next(100, "partNumber=2", new Misbehaviour.Refuses(400, "ExpiredToken"));

        var problem =
                Problems.raisedBy(
                        VaultProblems.CREDENTIALS_WRONG,
                        () -> store.putIfAbsent(NAME, bytes(11_000_000)));

        assertThat(problem.what())
                .isEqualTo("the store answered 400 ExpiredToken: these have expired");
        assertThat(straight.exists(NAME)).isFalse();
    }

    @Test
    void asksInAnotherWayWhenHeadDoesNotSayWhy() {
        proxy.next(100, "^HEAD ", new Misbehaviour.Refuses(403, "ExpiredToken"));
        proxy.next(100, "list-type", new Misbehaviour.Refuses(403, "ExpiredToken"));

        Problems.raisedBy(VaultProblems.CREDENTIALS_WRONG, () -> store.exists(NAME));
    }

    @Test
    void saysThatTheRegionIsWrong() {
        proxy.next(100, PUT, new Misbehaviour.Refuses(400, "AuthorizationHeaderMalformed"));

        Problems.raisedBy(VaultProblems.REGION_WRONG, () -> store.putIfAbsent(NAME, bytes(10)));
    }

    @Test
    void saysThatALockForbidsToRemove() {
        store.putIfAbsent(NAME, bytes(10));
        proxy.next(100, "^DELETE ", new Misbehaviour.Refuses(403, "AccessDenied"));

        var problem = Problems.raisedBy(VaultProblems.REMOVAL_DENIED, () -> store.remove(NAME));

        assertThat(problem.headline()).isEqualTo("cannot remove 'a/object' from the bucket");
        assertStored(bytes(10));
    }

    @Test
    void removesWhatWasRemovedByARequestWhoseAnswerWasLost() {
        store.putIfAbsent(NAME, bytes(10));
        proxy.next(1, "^DELETE ", new Misbehaviour.LosesAnswer());

        store.remove(NAME);

        assertThat(straight.exists(NAME)).isFalse();
    }

    @Test
    void doesNotWaitForeverForDrops() {
        straight.putIfAbsent(NAME, bytes(100_000));
        proxy.next(1, GET, new Misbehaviour.Drips(200));

        try (var object = store.open(NAME)) {
            assertThat(object.readAll(100_000)).isEqualTo(bytes(100_000));
        }
    }

    @Test
    void refusesAStoreThatIgnoresTheCondition() {
        // What a store that overwrites says to the second of two.
        proxy.next(2, "^PUT .*/[.]trial/", new Misbehaviour.Pretends());

        var problem =
                Problems.raisedBy(
                        VaultProblems.STORE_UNFIT, () -> store.requireConditionalWrites());

        assertThat(problem.what())
                .isEqualTo(
                        "it overwrites an object although it is told to create it only"
                                + " (If-None-Match)");
    }
}
