package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.cli.CliSession.Ended;
import org.cairn.postgres.testing.OwnServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `status --metrics` says of a real project, and that the reference page names all of it.
final class MetricsPgTest {
    // The text format 0.0.4, as far as names and labels of ours go.
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+(?:\\{[a-z]+=\"[^\"\\\\]*\"\\})?) (-?[0-9][0-9.E+]*)");
    private static final Pattern NAMED = Pattern.compile("`(cairn_[a-z_]+)");

    @TempDir Path folder;

    private CliSession session(OwnServer server, Path copy) throws IOException {
        Path project = folder.resolve("project");
        CliSession.run(List.of("init", "-p", project.toString(), "--name", "council"));
        String source = Files.readString(project.resolve("sources/example.yaml"));
        return new CliSession(project)
                .write("sources/example.yaml", source + "schedule: {every: 6h, freshness: 12h}\n")
                .write("secret", server.address().password().reveal())
                .write("data/example.csv", "ward,councillor,residents\nW-1,Amani,12\nW-2,Chema,9\n")
                .write(
                        "cairn.yaml",
                        """
                        version: 1
                        project: council
                        database: {url: "%s", user: %s, password: "${file:secret}"}
                        vault: {copies: [{location: "file:%s"}]}
                        sources: [sources/*.yaml]
                        """
                                .formatted(server.address().url(), server.address().user(), copy));
    }

    @Test
    void everythingThatThePageNamesIsSaid() throws Exception {
        // The server may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var server = OwnServer.start(18, folder, Map.of("wal_keep_size", "256MB"))) {
            Path copy = folder.resolve("copy");
            tellsOf(session(server, copy), copy);
        }
    }

    private static void tellsOf(CliSession session, Path copy) throws IOException {
        Map<String, Double> before = samples(session);
        assertThat(before)
                .containsEntry("cairn_backups", 0.0)
                .containsEntry("cairn_serving", 0.0)
                .containsEntry("cairn_copy_last_attempt_whole{to=\"%s\"}".formatted(copy), 0.0)
                .doesNotContainKeys("cairn_backup_age_seconds", "cairn_rpo_seconds");

        assertThat(session.cairn("run", "example").exit()).isZero();
        assertThat(session.cairn("backup").exit()).isZero();
        assertThat(session.cairn("backup", "verify").exit()).isZero();
        assertThat(session.cairn("repo", "replicate").exit()).isZero();

        Map<String, Double> after = samples(session);
        assertThat(after)
                .containsEntry("cairn_backups", 1.0)
                .containsEntry("cairn_dataset_rows{dataset=\"ward\"}", 2.0)
                .containsEntry("cairn_backup_change_map_source{source=\"whole\"}", 1.0)
                .containsEntry("cairn_backup_change_map_source{source=\"wal\"}", 0.0)
                .containsEntry("cairn_vault_objects{kind=\"documents\"}", 1.0)
                .containsEntry("cairn_copy_last_attempt_whole{to=\"%s\"}".formatted(copy), 1.0);
        assertThat(after.get("cairn_backup_timestamp_seconds")).isGreaterThan(1_700_000_000);
        assertThat(after.get("cairn_backup_verified_age_seconds")).isBetween(0.0, 3600.0);
        Set<String> said = new TreeSet<>();
        after.keySet().forEach(sample -> said.add(sample.replaceAll("\\{.*", "")));
        assertThat(said).isEqualTo(onThePage());
    }

    private static Map<String, Double> samples(CliSession session) {
        Ended ended = session.cairn("status", "--metrics");
        assertThat(ended.exit()).isZero();
        Map<String, Double> samples = new TreeMap<>();
        for (String line : ended.out().lines().toList()) {
            if (!line.startsWith("# HELP ") && !line.startsWith("# TYPE ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(samples.put(sample.group(1), Double.valueOf(sample.group(2))))
                        .as(line)
                        .isNull();
            }
        }
        return samples;
    }

    private static Set<String> onThePage() throws IOException {
        Path page = Path.of(System.getProperty("cairn.root", ".."), "docs/reference/metrics.md");
        Set<String> names = new TreeSet<>();
        Matcher named = NAMED.matcher(Files.readString(page));
        while (named.find()) {
            names.add(named.group(1));
        }
        return names;
    }
}
