package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.cairn.testkit.s3.S3Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepoDoctorStoreTest {
    @TempDir private Path folder;

    @Test
    void triesAFolderAndLeavesNothing() throws Exception {
        var ended = CliSession.run(List.of("repo", "doctor", "--vault", folder.toString()));

        assertThat(ended.exit()).isZero();
        assertThat(ended.out())
                .startsWith("store     " + folder)
                .contains("holds     hard links        a name that is taken stays as it is")
                .contains("holds     create once       8 times one of 16 writers won");
        assertThat(ended.last()).isEqualTo("a vault can be trusted there");
        try (var left = Files.list(folder.resolve(".tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void saysThatThereIsNoFolder() {
        var ended =
                CliSession.run(
                        List.of("repo", "doctor", "--vault", folder.resolve("none").toString()));

        assertThat(ended.exit()).isEqualTo(10);
        assertThat(ended.err()).contains("(vault-missing)");
    }

    @Test
    void triesABucketAndAnswersAsJson() {
        try (var server = S3Server.inMemory()) {
            var project = new CliSession(folder);
            project.write("access", S3Server.ACCESS_KEY).write("secret", S3Server.SECRET_KEY);
            declare(project, server, S3Server.BUCKET);

            var ended = project.cairn("repo", "doctor", "--json");

            assertThat(ended.exit()).as(ended.err()).isZero();
            assertThat(ended.last())
                    .startsWith("{\"type\":\"end\",\"exit\":0,\"vault\":\"s3://cairn-vault/")
                    .contains("{\"name\":\"create once\",\"verdict\":\"holds\"")
                    .doesNotContain("\"missing\"");
            assertThat(ended.out() + ended.err())
                    .doesNotContain(S3Server.ACCESS_KEY)
                    .doesNotContain(S3Server.SECRET_KEY);
        }
    }

    @Test
    void saysThatThereIsNoBucket() {
        try (var server = S3Server.inMemory()) {
            var project = new CliSession(folder);
            project.write("access", S3Server.ACCESS_KEY).write("secret", S3Server.SECRET_KEY);
            declare(project, server, "another-bucket");

            var ended = project.cairn("repo", "init");

            assertThat(ended.exit()).isEqualTo(10);
            assertThat(ended.err()).contains("(vault-bucket-missing)");
        }
    }

    private static void declare(CliSession project, S3Server server, String bucket) {
        project.write(
                "cairn.yaml",
                """
                version: 1
                project: council
                vault:
                  location: s3://%s/%s
                  endpoint: %s
                  access_key: ${file:access}
                  secret_key: ${file:secret}
                """
                        .formatted(bucket, UUID.randomUUID(), server.endpoint()));
    }
}
