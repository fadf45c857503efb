package org.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
}
