package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cairn.cli.CliSession.Ended;
import org.cairn.testkit.Golden;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A project's life on the command line.
final class CliPgTest {
    private static final String WARDS =
            "ward,councillor,residents\nW-1,Amani Otieno,1200\nW-2,  Baraka  Wanjiru ,980\nW-3,Chema,many\n";

    @TempDir Path folder;

    private CliSession session() {
        var session = new CliSession(folder);
        CliSession.run(List.of("init", "-p", folder.toString(), "--name", "council"));
        return session.withDatabase(18).write("data/example.csv", WARDS);
    }

    @Test
    void aProjectLivesInText() {
        CliSession session = session();
        session.cairn("status");
        session.cairn("run", "example");
        session.cairn("run", "example");
        session.write("data/example.csv", "ward,councillor,residents\n");
        session.cairn("run", "example");
        session.cairn("run", "example", "--override", "they merged");
        session.write(
                "data/example.csv",
                WARDS.replace("980", "981") + "W-4,Dawa,1\nW-4,Dawa,1\nW-4,Other,1\n");
        session.cairn("run", "example");
        session.cairn("run", "exmaple");
        session.cairn("run", "ls");
        session.cairn("run", "show", "3");
        session.cairn("run", "show", "4");
        session.cairn("run", "show", "99");
        session.cairn("record", "show", "ward", "W-2");
        session.cairn("record", "trace", "ward", "W-2", "--column", "councillor");
        session.cairn("record", "trace", "ward", "W-9", "--column", "councillor");
        session.cairn("record", "trace", "ward", "W-2", "--column", "council");
        session.cairn("record", "show", "wards", "W-2");
        session.cairn("quarantine", "ls");
        session.cairn("quarantine", "show", "3");
        session.cairn("quarantine", "show", "4711");
        session.cairn("status");
        session.cairn("db", "stop");

        Golden.named("session.txt").matches(session.transcript());
    }

    @Test
    void aProjectLivesInJson() {
        CliSession session = session();
        session.cairn("run", "example", "--json", "--quiet");
        session.cairn("run", "example", "--json", "--quiet");
        session.write("data/example.csv", "ward,councillor,residents\n");
        session.cairn("run", "example", "--json", "--quiet");
        session.cairn("run", "ls", "--json");
        session.cairn("run", "show", "1", "--json");
        session.cairn("record", "show", "ward", "W-2", "--json");
        session.cairn("record", "trace", "ward", "W-2", "--column", "councillor", "--json");
        session.cairn("quarantine", "ls", "--json");
        session.cairn("quarantine", "show", "1", "--json");
        session.cairn("status", "--json");
        session.cairn("run", "show", "99", "--json");

        String transcript = session.transcript();
        transcript
                .lines()
                .filter(line -> line.startsWith("{"))
                .forEach(line ->
                        JsonLine.object(
                                line.replace("SECONDS", "1")
                                        .replace("XID", "1")
                                        .replace(":SIZE", ":1")));
        Golden.named("session-json.txt").matches(transcript);
    }

    @Test
    void theLastLineOfARunHasTheMembersOfTheContract() {
        CliSession session = session();
        Ended loaded = session.cairn("run", "example", "--json");

        Map<String, @Nullable Object> end = JsonLine.object(loaded.last());

        assertThat(loaded.exit()).isZero();
        assertThat(List.copyOf(end.keySet()).subList(0, 15))
                .containsExactly(
                        "type",
                        "exit",
                        "run",
                        "documents",
                        "records",
                        "accepted",
                        "quarantined",
                        "new",
                        "changed",
                        "unchanged",
                        "withdrawn",
                        "duplicates",
                        "held",
                        "commit_lsn",
                        "seconds");
        assertThat(end)
                .containsEntry("type", "end")
                .containsEntry("exit", "0")
                .containsEntry("run", "1");
        assertThat(number(end, "records"))
                .isEqualTo(
                        number(end, "accepted") + number(end, "quarantined") + number(end, "held"));
        assertThat(number(end, "accepted"))
                .isEqualTo(
                        number(end, "new")
                                + number(end, "changed")
                                + number(end, "unchanged")
                                + number(end, "duplicates"));

        session.write("data/example.csv", "ward,councillor,residents\n");
        Ended held = session.cairn("run", "example", "--json");
        assertThat(held.exit()).isEqualTo(3);
        assertThat(JsonLine.object(held.last()))
                .containsEntry("exit", "3")
                .containsEntry("state", "held")
                .containsEntry("commit_lsn", null);
    }

    @Test
    void aTraceHasTheMembersOfTheContract() {
        CliSession session = session();
        session.cairn("run", "example");

        Map<String, @Nullable Object> trace =
                JsonLine.object(
                        session.cairn(
                                        "record",
                                        "trace",
                                        "ward",
                                        "W-2",
                                        "--column",
                                        "councillor",
                                        "--json")
                                .last());

        assertThat(trace.keySet())
                .containsExactly(
                        "dataset",
                        "key",
                        "column",
                        "value",
                        "run",
                        "source",
                        "rule",
                        "document",
                        "member",
                        "span",
                        "pointer",
                        "text",
                        "bytes_base64");
        assertThat(((Map<?, ?>) Objects.requireNonNull(trace.get("document"))).keySet().toString())
                .isEqualTo("[id, url, sha256, fetched_at]");
        assertThat(String.valueOf(trace.get("span")))
                .isEqualTo("{offset=%d, length=18}".formatted(WARDS.indexOf("  Baraka")));
        assertThat(
                        new String(
                                Base64.getDecoder()
                                        .decode(String.valueOf(trace.get("bytes_base64"))),
                                java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("  Baraka  Wanjiru ");
        assertThat(trace)
                .containsEntry("value", "Baraka Wanjiru")
                .containsEntry("text", "  Baraka  Wanjiru ");
    }

    @Test
    void whatDataSaysReachesTheTerminalWithoutControlCharacters() {
        CliSession session = session();
        session.write(
                "data/example.csv",
                "ward,councillor,residents\nW-1,\"a\u001b[2J\u009bb\rc\",1\n\u001bW-2,x,\u0007many\n");
        session.cairn("run", "example");

        for (Ended ended :
                List.of(
                        session.cairn("record", "show", "ward", "W-1"),
                        session.cairn("record", "trace", "ward", "W-1", "--column", "councillor"),
                        session.cairn(
                                "record",
                                "trace",
                                "ward",
                                "W-1",
                                "--column",
                                "councillor",
                                "--json"),
                        session.cairn("record", "show", "ward", "W\u001b[2J\u009b"),
                        session.cairn("quarantine", "show", "1"),
                        session.cairn("quarantine", "ls", "--json"))) {
            assertThat(ended.out() + ended.err()).isNotEmpty();
            assertThat((ended.out() + ended.err()).replace("\n", "").chars())
                    .noneMatch(Character::isISOControl);
        }
    }

    @Test
    void theDoctorFindsNothingBrokenInAGoodProject() {
        CliSession session = session();
        session.cairn("run", "example");

        Ended text = session.cairn("doctor");
        Ended json = session.cairn("doctor", "--json");

        assertThat(text.exit()).as(text.out()).isZero();
        assertThat(text.out()).doesNotContain("broken");
        assertThat(json.exit()).isZero();
        for (Object finding :
                Objects.requireNonNull((List<?>) JsonLine.object(json.last()).get("findings"))) {
            assertThat(((Map<?, ?>) finding).keySet().toString())
                    .isEqualTo("[severity, check, fact, consequence, remedy, fixed]");
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsExitFive() {
        CliSession session = session();
        session.write(
                "cairn.yaml",
                "version: 1\nproject: council\ndatabase: {url: \"jdbc:postgresql://127.0.0.1:1/x\", user: u, password: \"${file:secret}\"}\n");

        Ended ended = session.cairn("run", "example", "--json");

        assertThat(ended.exit()).isEqualTo(5);
        assertThat(JsonLine.object(ended.last())).containsEntry("code", "database-unreachable");
    }

    private static long number(Map<String, @Nullable Object> members, String name) {
        return Long.parseLong(String.valueOf(members.get(name)));
    }
}
