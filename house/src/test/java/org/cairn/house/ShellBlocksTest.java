package org.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The runner of documents finds what is to run, and fails when it does not do what the page says.
final class ShellBlocksTest {
    private static final String PAGE =
            """
            Words.

            ```yaml
            not: run
            ```

            ```sh
            echo one
            echo two
            ```

            It says:

            ```text
            …
            t…o
            ```

            ```sh exit=3
            exit 3
            ```
            """;

    @TempDir private Path folder;

    @Test
    void findsScriptsWithTheirStatusAndOutput() {
        assertThat(ShellBlocks.of(PAGE))
                .containsExactly(
                        new ShellBlocks.Block(7, "echo one\necho two", 0, List.of("…", "t…o")),
                        new ShellBlocks.Block(19, "exit 3", 3, List.of()));
    }

    @Test
    void namesTheFirstLineThatDidNotCome() {
        assertThat(ShellBlocks.missing(List.of("a…c", "…", "d"), "abc\nx\nd\n")).isEmpty();
        assertThat(ShellBlocks.missing(List.of("d", "abc"), "abc\nd\n")).isEqualTo("abc");
        assertThat(ShellBlocks.missing(List.of("a.c"), "abc\n")).isEqualTo("a.c");
    }

    @Test
    void goesOnWhereTheLastBlockEnded() {
        try (var shell = new Shell(folder)) {
            shell.run("mkdir inner && cd inner");

            assertThat(shell.run("pwd").output()).endsWith("/work/inner\n");
        }
    }

    @Test
    void failsForAWrongStatusAndForMissingWords() {
        var page = Path.of("page.md");
        try (var shell = new Shell(folder)) {
            assertThatThrownBy(() -> shell.play(page, ShellBlocks.of("```sh\nfalse\ntrue\n```\n")))
                    .hasMessageContaining("page.md:1")
                    .hasMessageContaining("ended with 1 (expected 0)");
            assertThatThrownBy(() ->
                            shell.play(
                                    page, ShellBlocks.of("```sh\necho a\n```\n```text\nb\n```\n")))
                    .hasMessageContaining("and did not say: b");
        }
    }
}
