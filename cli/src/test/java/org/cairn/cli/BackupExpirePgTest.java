package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.cairn.cli.CliSession.Ended;
import org.cairn.postgres.testing.OwnServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups are pinned and expire on the command line, as scripts see it.
final class BackupExpirePgTest {
    @TempDir private Path folder;

    private CliSession session(OwnServer server) {
        return new CliSession(folder.resolve("project"))
                .write("secret", server.address().password().reveal())
                .write(
                        "cairn.yaml",
                        """
                        version: 1
                        project: council
                        database: {url: "%s", user: %s, password: "${file:secret}"}
                        """
                                .formatted(server.address().url(), server.address().user()));
    }

    private static Map<String, @Nullable Object> last(Ended ended) {
        assertThat(ended.exit()).isZero();
        return JsonLine.object(ended.last());
    }

    @Test
    void backupsExpireAsAScriptAsks() throws Exception {
        // The server may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var server = OwnServer.start(18, folder, Map.of("wal_keep_size", "256MB"))) {
            CliSession session = session(server);
            String first =
                    Objects.requireNonNull(last(session.cairn("backup", "--json")).get("snapshot"))
                            .toString();
            session.cairn("backup");
            session.cairn("backup");

            refusesWithoutASentenceOrAProof(session);

            assertThat(last(session.cairn("backup", "verify", "--json")).get("verified_at"))
                    .isNotNull();
            assertThat(last(session.cairn("backup", "pin", first, "--why", "audit", "--json")))
                    .containsEntry("snapshot", first);
            Map<String, @Nullable Object> plan =
                    last(
                            session.cairn(
                                    "backup",
                                    "expire",
                                    "--retention",
                                    "min 1",
                                    "--dry-run",
                                    "--json"));
            hasTheMembersOfTheContract(plan);
            assertThat(plan).containsEntry("dry_run", "true").containsEntry("type", "end");

            Ended unasked = session.cairn("backup", "expire", "--retention", "min 1", "--json");
            assertThat(unasked.exit()).isEqualTo(2);
            assertThat(JsonLine.object(unasked.last())).containsEntry("code", "expire-unconfirmed");
            Map<String, @Nullable Object> done =
                    last(
                            session.cairn(
                                    "backup", "expire", "--retention", "min 1", "--yes", "--json"));
            assertThat(done).containsEntry("dry_run", "false");
            assertThat(done.get("removed")).isEqualTo(plan.get("removed"));
            assertThat(session.cairn("repo", "check").exit()).isZero();
            assertThat(session.cairn("backup", "verify", first).exit()).isZero();
            assertThat(last(session.cairn("backup", "unpin", first, "--json")).get("pin"))
                    .isNotNull();
            saysHowTheCopiesStand(session, server);
        }
    }

    private void saysHowTheCopiesStand(CliSession session, OwnServer server) {
        session.write(
                "cairn.yaml",
                """
                version: 1
                project: council
                database: {url: "%s", user: %s, password: "${file:secret}"}
                vault: {copies: [{location: file:../copy}]}
                """
                        .formatted(server.address().url(), server.address().user()));
        String copy = folder.resolve("copy").toString();
        assertThat(session.cairn("status").out())
                .containsPattern("copy        " + copy + " +never copied   → cairn repo replicate");
        assertThat(session.cairn("repo", "replicate").exit()).isZero();
        assertThat(session.cairn("status").out())
                .containsPattern("copy        " + copy + " +whole .*\\n");
        assertThat(session.cairn("status", "--json").last())
                .contains("\"copies\":[{\"to\":\"" + copy + "\",\"tried_at\":\"20");
    }

    private static void refusesWithoutASentenceOrAProof(CliSession session) {
        Ended without = session.cairn("backup", "expire", "--json");
        assertThat(without.exit()).isEqualTo(2);
        assertThat(JsonLine.object(without.last())).containsEntry("code", "retention-wrong");
        Ended unverified = session.cairn("backup", "expire", "--retention", "min 1", "--json");
        assertThat(unverified.exit()).isEqualTo(22);
        assertThat(JsonLine.object(unverified.last())).containsEntry("code", "backup-unverified");
    }

    private static void hasTheMembersOfTheContract(Map<String, @Nullable Object> plan) {
        assertThat(plan.keySet())
                .containsExactly(
                        "type",
                        "exit",
                        "dry_run",
                        "server",
                        "retention",
                        "measured_from",
                        "kept",
                        "removed",
                        "wal_objects",
                        "wal_bytes",
                        "wal_waiting",
                        "pack_bytes",
                        "window_from",
                        "window_from_before",
                        "lost",
                        "stayed",
                        "wal_stayed");
    }
}
