package org.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's commands run and answer what it shows.
final class ReadmeTest {
    private static final Path PAGE = Tree.ours().root().resolve("README.md");
    private static final List<ShellBlocks.Block> BLOCKS = ShellBlocks.of(Tree.read(PAGE));

    @TempDir private Path folder;

    @Test
    void aFreshMachineNeedsTwoCommands() {
        assertThat(BLOCKS.getFirst().script()).isEqualTo("./cairn demo\n./cairn test");
    }

    /// `./cairn test` is not run here, since it is what runs this.
    @Test
    void theDemoAndTheFirstProjectDoWhatIsShown() {
        try (var shell = new Shell(folder)) {
            ShellBlocks.Block opening = BLOCKS.getFirst();
            var demo = new ShellBlocks.Block(opening.line(), "./cairn demo", 0, opening.expected());
            shell.play(PAGE, List.of(demo));
            shell.play(PAGE, BLOCKS.subList(1, BLOCKS.size()));
        }
    }

    @Test
    void theCommandsThatTheDemoProposesCanBePasted() {
        try (var shell = new Shell(folder)) {
            List<String> told = shell.run("./cairn demo --quiet").output().lines().toList();
            List<String> next =
                    told.stream()
                            .filter(line -> line.endsWith(" -p cairn-demo"))
                            .map(line -> line.replaceFirst("next:", "").strip())
                            .toList();
            String proof =
                    told.stream()
                            .map(String::strip)
                            .filter(line -> line.startsWith("tail -c "))
                            .findFirst()
                            .orElseThrow();

            assertThat(shell.run(proof).output()).isEqualTo("\"Makueni\"");
            assertThat(next).hasSize(3);
            assertThat(next)
                    .allSatisfy(command ->
                            assertThat(shell.run(command).exitCode()).as(command).isZero());
        }
    }

    @Test
    void theDemoEndsWithTheLineOfTheContract() {
        try (var shell = new Shell(folder)) {
            Shell.Answer answer = shell.run("cairn demo --json --quiet --dir demo");

            assertThat(answer.exitCode()).as(answer.output()).isZero();
            assertThat(answer.output().lines().toList().getLast())
                    .matches(
                            "\\{\"type\":\"end\",\"exit\":0,\"records\":448,\"snapshot\":\"\\d{8}t\\d{6}z\","
                                    + "\"restored_to\":\"before-run:4\",\"seconds\":[0-9.]+,"
                                    + "\"directory\":\".*\"}");
        }
    }
}
