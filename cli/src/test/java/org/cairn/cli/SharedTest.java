package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SharedTest {
    @Test
    void proposesCommandsForTheFolderThatTheUserNamed() {
        var shared = new Shared();
        assertThat(shared.next("run gvrc")).isEqualTo("cairn run gvrc");

        shared.project = Path.of("over/there");
        assertThat(shared.next("run gvrc")).isEqualTo("cairn run gvrc -p over/there");
    }

    @Test
    void quotesWhatAShellWouldTakeApart() {
        assertThat(Shared.shellWord("/tmp/a-b_c/D.1")).isEqualTo("/tmp/a-b_c/D.1");
        assertThat(Shared.shellWord("my data")).isEqualTo("'my data'");
        assertThat(Shared.shellWord("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
        assertThat(Shared.shellWord("")).isEqualTo("''");
    }

    @Test
    void aProposedRestoreTakesEveryOptionOfThePlanAlong() {
        var point = new RestoreCommand.Point();
        point.to = "2026-11-21 10:00:00Z";
        assertThat(point.words()).isEqualTo(" --to '2026-11-21 10:00:00Z'");

        point.vault = "/mnt/old vault";
        point.server = "7000000000000000001";
        point.timeline = 3;
        point.tablespaces = Map.of(16400L, Path.of("/srv/it's"));

        assertThat(point.words())
                .isEqualTo(
                        " --to '2026-11-21 10:00:00Z' --vault '/mnt/old vault'"
                                + " --server 7000000000000000001 --timeline 3"
                                + " --tablespace '16400=/srv/it'\\''s'");
    }
}
