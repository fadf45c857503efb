package org.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guide's commands run as they stand and answer what the guide says.
final class GuideTest {
    private static final Path GUIDE = Tree.ours().root().resolve("docs/guide");

    @TempDir private Path folder;

    @Test
    void theFirstProjectRunsAsWritten() {
        play("first-project.md");
    }

    @Test
    void tablesAreReadAsWritten() {
        play("tables.md");
    }

    @Test
    void badRecordsAreMendedAsWritten() {
        play("mend-bad-records.md");
    }

    @Test
    void aBadLoadIsUndoneAsWritten() {
        play("undo-a-bad-load.md");
    }

    @Test
    void backupsExpireAsWritten() {
        play("how-long-backups-are-kept.md");
    }

    @Test
    void backupsGoOverSqlAsWritten() {
        play("backups-over-sql.md");
    }

    @Test
    void pagesAndXmlAreReadAsWritten() {
        play("pages-and-xml.md");
    }

    @Test
    void recordingsAreMadeAndTestedAsWritten() {
        play("recordings.md");
    }

    private void play(String name) {
        Path page = GUIDE.resolve(name);
        List<ShellBlocks.Block> blocks = ShellBlocks.of(Tree.read(page));

        assertThat(blocks).hasSizeGreaterThan(5);
        try (var shell = new Shell(folder)) {
            shell.play(page, blocks);
        }
    }
}
