package org.cairn.vault.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.cairn.testkit.s3.MisbehavingProxy;
import org.cairn.testkit.s3.Misbehaviour;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.Guarantee;
import org.cairn.vault.store.Guarantee.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BucketTrialStoreTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path spool;
    private S3Server server = S3Server.inMemory();

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Guarantee> tried(S3Address address, InstantSource clock) {
        return new BucketTrial(address, S3Bucket.settings(spool), clock).run();
    }

    private static Guarantee of(List<Guarantee> found, String name) {
        return found.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    private static String words(Guarantee guarantee) {
        return guarantee.name() + " " + guarantee.verdict().name().toLowerCase(Locale.ROOT);
    }

    @Test
    void findsEverythingOnAServerThatKeepsIt() {
        var address = S3Bucket.fresh(server.endpoint());

        List<Guarantee> found = tried(address, CLOCK);

        assertThat(found.stream().map(BucketTrialStoreTest::words))
                .as(found.toString())
                .containsExactly(
                        "reach holds",
                        "clock holds",
                        "checksums holds",
                        "joined once holds",
                        "create once holds",
                        "read after write holds",
                        "list after write holds",
                        "ranges holds",
                        "speed holds",
                        "remove holds");
        assertThat(S3Bucket.open(address, spool).isBlank()).isTrue();
        assertThat(
                        S3Connection.open(address, S3Bucket.settings(spool))
                                .listObjectsV2(l -> l.bucket(address.bucket()))
                                .contents())
                .isEmpty();
    }

    @Test
    void findsThatAStoreOverwritesAndNoVaultIsMadeThere() {
        server.close();
        server = S3Server.trusting();
        try (var proxy = MisbehavingProxy.before(server.endpoint())) {
            // As Google Cloud Storage's S3 interface does.
            proxy.next(100_000, "^(PUT|POST) ", new Misbehaviour.Drops("If-None-Match"));
            var address = S3Bucket.fresh(proxy.endpoint());

            List<Guarantee> found = tried(address, CLOCK);

            assertThat(of(found, "create once").verdict()).isEqualTo(Verdict.MISSING);
            assertThat(of(found, "create once").fact())
                    .isEqualTo("16 of 16 writers at once believed that they made one object");
            assertThat(of(found, "joined once").verdict()).isEqualTo(Verdict.MISSING);
            assertThat(of(found, "ranges").verdict()).isEqualTo(Verdict.HOLDS);
            Problems.raisedBy(
                    VaultProblems.STORE_UNFIT,
                    () -> S3Bucket.open(address, spool).requireConditionalWrites());
        }
    }

    @Test
    void findsThatNothingCanBeRemoved() {
        try (var proxy = MisbehavingProxy.before(server.endpoint())) {
            proxy.next(100_000, "^DELETE [^?]*$", new Misbehaviour.Refuses(403, "AccessDenied"));

            Guarantee found = of(tried(S3Bucket.fresh(proxy.endpoint()), CLOCK), "remove");

            assertThat(found.verdict()).isEqualTo(Verdict.DEGRADED);
            assertThat(found.lost()).startsWith("fragments of WAL stay");
        }
    }

    @Test
    void findsAStaleList() {
        try (var proxy = MisbehavingProxy.before(server.endpoint())) {
            proxy.next(100_000, "list-type.*list%2F", new Misbehaviour.Repeats());

            Guarantee found =
                    of(tried(S3Bucket.fresh(proxy.endpoint()), CLOCK), "list after write");

            assertThat(found.verdict()).isEqualTo(Verdict.DEGRADED);
            assertThat(found.fact())
                    .isEqualTo("1 of 2 objects were listed right after they were written");
        }
    }

    @Test
    void findsAClockThatIsWrong() {
        InstantSource late = () -> CLOCK.instant().plus(Duration.ofMinutes(20));

        Guarantee found = of(tried(S3Bucket.fresh(server.endpoint()), late), "clock");

        assertThat(found.verdict()).isEqualTo(Verdict.MISSING);
        assertThat(found.fact()).matches("1(199|200|201) s apart from the store's");
    }

    @Test
    void findsAStoreThatKnowsNoChecksums() {
        try (var proxy = MisbehavingProxy.before(server.endpoint())) {
            proxy.next(2, "^PUT .*/(checksums|altered)", new Misbehaviour.Pretends());

            Guarantee found = of(tried(S3Bucket.fresh(proxy.endpoint()), CLOCK), "checksums");

            assertThat(found.verdict()).isEqualTo(Verdict.DEGRADED);
            assertThat(found.fact())
                    .isEqualTo("CRC32C is ignored by the store, and nothing answered");
        }
    }
}
