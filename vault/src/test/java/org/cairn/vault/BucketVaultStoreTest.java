package org.cairn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Tasks;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.s3.S3Address;
import org.cairn.vault.store.s3.S3Bucket;
import org.cairn.vault.store.s3.S3Settings;
import org.cairn.vault.store.s3.S3Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BucketVaultStoreTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static S3Server server;

    @TempDir private Path spool;
    private S3Address address;
    private VaultLocation location;

    @BeforeAll
    static void start() {
        server = S3Server.inMemory();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void place() {
        address = S3Bucket.fresh(server.endpoint());
        location = new VaultLocation.Bucket(address, S3Settings.spoolingTo(spool));
    }

    private Vault openOrCreate() {
        return Vault.openOrCreate(location, VaultAccess.CLEAR, CLOCK, Steps.NONE);
    }

    private S3Store store() {
        return S3Store.open(address, S3Settings.spoolingTo(spool), CLOCK);
    }

    @Test
    void keepsDocumentsAndGivesThemBack() {
        byte[] body =
                "a,b\n1,2\n".repeat(100_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);

        var stored = Bytes.store(openOrCreate(), "source", body);

        Vault again = Vault.open(location, VaultAccess.CLEAR, CLOCK, Steps.NONE);
        assertThat(again.documents().open(stored.sha256()).read(0, body.length)).isEqualTo(body);
        assertThat(again.verify().isSound()).isTrue();
        assertThat(again.stats().documents()).isEqualTo(1);
        assertThat(again.stats().storedBytes()).isPositive();
    }

    @Test
    void isMadeOnceBySeveralAtATime() {
        var uuids = Tasks.map(List.of(1, 2, 3, 4, 5, 6), _ -> openOrCreate().uuid());

        assertThat(uuids).containsOnly(openOrCreate().uuid());
    }

    @Test
    void isMissingWhereNothingIs() {
        var problem =
                Problems.raisedBy(
                        VaultProblems.MISSING,
                        () -> Vault.open(location, VaultAccess.CLEAR, CLOCK, Steps.NONE));

        assertThat(problem.headline()).startsWith("there is no vault in 's3://cairn-vault/t/");
        assertThat(problem.what()).isEqualTo("the bucket holds no repo.json there");
    }

    @Test
    void isNotMadeAmongOtherThings() {
        store().putIfAbsent(new ObjectName("photos/1"), new byte[1]);

        Problems.raisedBy(VaultProblems.FOREIGN_FOLDER, this::openOrCreate);

        assertThat(store().list("")).containsExactly(new ObjectName("photos/1"));
    }

    @Test
    void isMadeWhereSomebodyBeganOneAndDidNotEnd() {
        store().putIfAbsent(new ObjectName("keys/00000001/" + "a".repeat(32)), new byte[1]);

        Vault made = openOrCreate();

        assertThat(openOrCreate().uuid()).isEqualTo(made.uuid());
    }

    @Test
    void isNamedOnTheCommandLine() {
        var parsed =
                (VaultLocation.Bucket)
                        VaultLocation.parse(
                                "s3://my-bucket/a/b?endpoint=http://127.0.0.1:9&region=here",
                                spool);

        assertThat(parsed.address())
                .isEqualTo(
                        new S3Address(
                                "my-bucket",
                                "a/b/",
                                java.net.URI.create("http://127.0.0.1:9"),
                                "here",
                                S3Address.Style.PATH,
                                null));
        assertThat(parsed).hasToString("s3://my-bucket/a/b at http://127.0.0.1:9");
        assertThat(VaultLocation.parse("/mnt/vault", spool)).hasToString("/mnt/vault");
        assertThat(
                        ((VaultLocation.Bucket) VaultLocation.parse("s3://only", spool))
                                .address()
                                .style())
                .isEqualTo(S3Address.Style.HOST);
    }

    @Test
    void refusesPlacesThatAreNone() {
        for (String place :
                List.of(
                        "s3:bucket",
                        "s3://b",
                        "s3://key:secret@bucket/x",
                        "s3://bucket/../x",
                        "s3://bucket?secret_key=x",
                        "s3://bucket?endpoint=ftp://x",
                        "s3://bucket?endpoint=https://user:pw@host")) {
            var problem =
                    Problems.raisedBy(
                            VaultProblems.LOCATION_WRONG, () -> VaultLocation.parse(place, spool));
            assertThat(problem.toString()).doesNotContain("key:secret").doesNotContain("user:pw");
        }
    }
}
