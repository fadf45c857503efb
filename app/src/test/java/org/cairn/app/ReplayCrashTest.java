package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.cairn.testkit.ChildJvm;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The process of a replay or of a release ends at a named step: rows, lineage and quarantine are
/// as before or as after, and the next one does the rest.
final class ReplayCrashTest {
    private static final int KILLED = 137;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "replay, run.loaded, false",
        "replay, run.intent-durable, false",
        "replay, run.committed, true",
        "release, run.loaded, false",
        "release, run.committed, true"
    })
    void isAllOrNothing(String act, String step, boolean done) {
        var project =
                ProjectFixture.in(folder)
                        .source(
                                "csv",
                                """
                                      id: {from: id, type: integer, required: true}
                                      name: {from: name, pattern: "[a-z]+"}
                                """)
                        .file("data/s.csv", "id,name\n1,a\n2,b2\n");
        project.run();
        project.source(
                "csv",
                """
                      id: {from: id, type: integer, required: true}
                      name: {from: name, pattern: "[a-z0-9]+"}
                """);
        var witness = new RunWitness(project);
        var child = ChildJvm.of(ReplayMain.class).argument(project.root()).argument(act);

        try (var halted = child.env("CAIRN_HALT_AT", step).start()) {
            assertThat(halted.await(LONG).exitCode()).as(halted.stderr()).isEqualTo(KILLED);
        }

        assertThat(project.content()).isEqualTo(done ? "1 a, 2 b2" : "1 a");
        assertThat(project.ask("SELECT state FROM cairn.quarantine"))
                .isEqualTo(done ? "released" : "open");
        witness.rowsAndLineageAgree("halted at " + step);
        project.run();
        assertThat(project.content()).isEqualTo("1 a, 2 b2");
        witness.everythingAgrees("after the run that followed " + step);
    }
}
