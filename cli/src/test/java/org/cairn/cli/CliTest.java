package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.cli.CliSession.Ended;
import org.cairn.testkit.Golden;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What needs no database: help, usage, declarations.
final class CliTest {
    @TempDir Path folder;

    @Test
    void everyCommandHelps() {
        var pages = new StringBuilder();
        for (List<String> command : commands(root(), List.of())) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add("--help");
            Ended ended = CliSession.run(arguments);
            assertThat(ended.exit()).as("%s", command).isZero();
            assertThat(ended.err()).as("%s", command).isEmpty();
            pages.append("$ cairn ").append(String.join(" ", arguments)).append('\n');
            pages.append(ended.out()).append('\n');
        }

        Golden.named("help.txt").matches(pages.toString());
    }

    @Test
    void everyTopicShowsAnExample() {
        for (var command : root().getSubcommands().entrySet()) {
            if (List.of("help", "version").contains(command.getKey())) {
                continue;
            }
            assertThat(CliSession.run(List.of(command.getKey(), "--help")).out())
                    .as(command.getKey())
                    .contains("Example");
        }
    }

    @Test
    void mistypedCommandsAndOptionsAreAnsweredWithWhatWasMeant() {
        var session = new CliSession(folder);
        for (List<String> arguments :
                List.of(
                        List.<String>of(),
                        List.of("rnu"),
                        List.of("rnu", "gvrc", "--json"),
                        List.of("staus"),
                        List.of("xyzzy"),
                        List.of("source", "lnit"),
                        List.of("run", "--parallel", "17"),
                        List.of("run", "--overide", "x", "gvrc"),
                        List.of("run", "gvrc", "--override", " "),
                        List.of("run", "show", "twelve"),
                        List.of("record"),
                        List.of("record", "trace", "facility", "1"),
                        List.of("explain", "run-hold"),
                        List.of("status", "--progress", "fancy"))) {
            Ended ended = CliSession.run(arguments);
            session.record(String.join(" ", arguments), ended);
            assertThat(ended.exit()).as("%s", arguments).isEqualTo(2);
        }

        Golden.named("usage.txt").matches(session.transcript());
    }

    @Test
    void aFolderWithoutANameIsNotTheCurrentOne() {
        for (List<String> arguments :
                List.of(
                        List.of("restore", "run", "--to", "latest", "--into", ""),
                        List.of("backup", "ls", "--vault", " "),
                        List.of("db", "stop", "--data", ""),
                        List.of("status", "-p", ""))) {
            Ended ended = CliSession.run(arguments);

            assertThat(ended.exit()).as("%s", arguments).isEqualTo(2);
            assertThat(ended.err()).contains("the name of the folder is empty");
        }
    }

    @Test
    void declarationsAreListedShownCheckedAndTried() {
        var session = new CliSession(folder);
        session.cairn("init", "--name", "council");
        session.cairn("init");
        session.cairn("source", "ls");
        session.cairn("source", "show", "example");
        session.cairn("source", "lint");
        session.cairn("source", "try", "example", "--limit", "1");
        session.cairn("source", "show", "exmaple");
        session.cairn("source", "ls", "--json");
        session.cairn("source", "show", "example", "--json");
        session.cairn("source", "lint", "--json");
        session.cairn("source", "try", "example", "--limit", "1", "--json");
        session.write("sources/bad.yaml", "version: 1\nsource: bad\ntypo: file\n");
        session.cairn("source", "lint");
        session.cairn("source", "lint", "--json");
        session.cairn("source", "ls");
        session.cairn("explain", "run-held");
        session.cairn("explain", "run-held", "--json");
        session.cairn("db", "status");

        Golden.named("declarations.txt").matches(session.transcript());
    }

    @Test
    void whoWantsQuietHearsNothingOfANewProject() {
        Ended ended = new CliSession(folder).cairn("init", "-q", "--name", "council");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out() + ended.err()).isEmpty();
        assertThat(folder.resolve("cairn.yaml")).exists();
    }

    @Test
    void everyProblemIsExplainedInJsonToo() {
        Map<String, @Nullable Object> answer =
                JsonLine.object(CliSession.run(List.of("explain", "--json")).last());

        assertThat(answer).containsOnlyKeys("problems");
        assertThat((List<?>) answer.get("problems")).hasSizeGreaterThan(40);
    }

    @Test
    void theVersionIsSaid() {
        assertThat(CliSession.run(List.of("--version")).out())
                .matches("cairn \\d+\\.\\d+\\.\\d+.*\n");
        assertThat(JsonLine.object(CliSession.run(List.of("version", "--json")).last()))
                .containsOnlyKeys("version", "java");
    }

    @Test
    void aFolderWithoutProjectIsNamed() {
        Ended ended = CliSession.run(List.of("status", "-p", folder.toString(), "--json"));

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(JsonLine.object(ended.last()))
                .containsEntry("type", "problem")
                .containsEntry("exit", "2")
                .containsEntry("code", "project-missing")
                .containsOnlyKeys(
                        "type", "exit", "code", "headline", "what", "kept", "remedy", "facts");
        assertThat(ended.err())
                .startsWith("error: there is no project in '" + folder + "' (project-missing)\n");
    }

    @Test
    void whatDataSaysReachesTheTerminalWithoutControlCharacters() {
        var session = new CliSession(folder);
        session.cairn("init", "--name", "council");
        session.write(
                "data/example.csv",
                "ward,councillor,residents\n\u001b[31mW-1,\"a\u009b2Jb\rc\",\u0007many\n");

        Ended tried = session.cairn("source", "try", "example");
        Ended problem = session.cairn("source", "show", "x\u001b[2J\u009b");
        Ended json = session.cairn("source", "try", "example", "--json");

        for (Ended ended : List.of(tried, problem, json)) {
            assertThat((ended.out() + ended.err()).replace("\n", "").chars())
                    .noneMatch(Character::isISOControl);
        }
        assertThat(tried.out()).contains(" [31mW-1").contains("a 2Jb c");
        assertThat(json.out()).contains("\\u001b[31mW-1").contains("a\\u009b2Jb c");
    }

    private static CommandLine root() {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Main.commandLine(new Output(nowhere, nowhere, Map.of()));
    }

    /// The command itself and all below it, in the order of their help.
    private static List<List<String>> commands(CommandLine command, List<String> path) {
        List<List<String>> all = new ArrayList<>(List.of(path));
        command.getSubcommands()
                .forEach((name, sub) -> {
                    if (!name.equals("help")) {
                        List<String> below = new ArrayList<>(path);
                        below.add(name);
                        all.addAll(commands(sub, below));
                    }
                });
        return all;
    }
}
