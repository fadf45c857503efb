package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.cairn.ledger.run.RunState;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.Vault;
import org.cairn.vault.problem.VaultProblems;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The main job with a vault in a bucket: run, serve, back up, lose the server, restore.
final class BucketProjectPgTest {
    private static final String CONTENT = "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM t";

    @TempDir private Path folder;
    private final S3Server server = S3Server.inMemory();
    private final String prefix = "p/" + UUID.randomUUID();

    @BeforeEach
    void credentials() {
        System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
    }

    @AfterEach
    void stop() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        server.close();
    }

    private String declaration(URI endpoint) {
        return """
        vault:
          location: s3://%s/%s
          endpoint: %s
          access_key: ${file:access}
          secret_key: ${file:secret}
        protect: {ship_every: 200ms}
        """
                .formatted(S3Server.BUCKET, prefix, endpoint);
    }

    private static void credentials(ProjectFixture project) {
        project.file("access", S3Server.ACCESS_KEY).file("secret", S3Server.SECRET_KEY);
    }

    @Test
    void aServerIsRestoredFromTheBucketAlone() throws Exception {
        try (var guarded = GuardedProject.in(folder, declaration(server.endpoint()))) {
            ProjectFixture project = guarded.project();
            credentials(project);
            project.file("data/s.csv", "id,name\n1,one\n2,two\n");
            String good;
            try (var serving = guarded.serve()) {
                serving.awaitConnected();
                assertThat(project.run().state()).isEqualTo(RunState.LOADED);
                good = project.ask(CONTENT);
                guarded.wiring().takeBackup().take();
                project.file("data/s.csv", "id,name\n1,wrong\n");
                assertThat(project.run().state()).isEqualTo(RunState.LOADED);
            }
            var inspected = guarded.wiring().inspectVault(null);
            assertThat(inspected.check().isSound()).isTrue();
            assertThat(inspected.stats().snapshots()).isPositive();
            assertThat(inspected.identity().location())
                    .isEqualTo(
                            "s3://%s/%s at %s"
                                    .formatted(S3Server.BUCKET, prefix, server.endpoint()));
            assertThat(project.root().resolve(".cairn/vault")).doesNotExist();
            guarded.destroyTheServer();

            String place =
                    "s3://%s/%s?endpoint=%s".formatted(S3Server.BUCKET, prefix, server.endpoint());
            try (var copy = guarded.restoreFromTheVaultAlone(place, "before-run:2", "before")) {
                assertThat(copy.ask(CONTENT)).isEqualTo(good);
            }
            try (var copy = guarded.restoreInTheProject("latest", "latest")) {
                assertThat(copy.ask("SELECT name FROM t WHERE id = 1")).isEqualTo("wrong");
            }
        }
    }

    @Test
    void aVaultThatWasThereIsNotMadeAnewElsewhere() throws Exception {
        var project = ProjectFixture.in(folder.resolve("project"));
        credentials(project);
        Path file = project.root().resolve("cairn.yaml");
        project.file("cairn.yaml", Files.readString(file) + declaration(server.endpoint()));
        Vault made = project.wiring().vault();
        assertThat(project.wiring().vault().uuid()).isEqualTo(made.uuid());

        // Another server behind the same name.
        try (var empty = S3Server.inMemory()) {
            var other = ProjectFixture.in(folder.resolve("other"));
            credentials(other);
            String elsewhere = Files.readString(other.root().resolve("cairn.yaml"));
            other.file("cairn.yaml", elsewhere + declaration(empty.endpoint()));
            Path known = new ProjectLayout(other.root()).vaultKnown();
            Files.createDirectories(known.getParent());
            Files.writeString(
                    known,
                    "s3://%s/%s at %s\n".formatted(S3Server.BUCKET, prefix, empty.endpoint()));

            var problem = ProjectFixture.problemOf(() -> other.wiring().vault());

            assertThat(problem.code()).isEqualTo(VaultProblems.MISSING);
        }
    }
}
