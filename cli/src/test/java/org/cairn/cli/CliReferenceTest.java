package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.cairn.app.Catalogue;
import org.cairn.kernel.Fault;
import org.cairn.testkit.Golden;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// docs/reference/cli.md is what the commands say of themselves.
final class CliReferenceTest {
    private static final String PAGE = CliReference.page(commandLine());

    @Test
    void theReferenceIsWhatTheCommandsSay() {
        new Golden(Path.of(System.getProperty("cairn.root", ".."), "docs/reference/cli.md"))
                .matches(PAGE);
    }

    @Test
    void everyCommandAndEveryOptionHasItsPlace() {
        assertThat(PAGE)
                .contains("\n## cairn demo\n", "\n### cairn run show\n", "| `--override REASON` |");
    }

    @Test
    void everyExitCodeOfTheCodeIsInTheTable() {
        for (Fault fault : Fault.values()) {
            assertThat(PAGE).contains("\n| %d | ".formatted(fault.exitCode()));
        }
        assertThat(Catalogue.all())
                .allSatisfy(
                        code -> assertThat(PAGE).contains("\n| %d | ".formatted(code.exitCode())));
    }

    private static CommandLine commandLine() {
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Main.commandLine(new Output(nowhere, nowhere, Map.of()));
    }
}
