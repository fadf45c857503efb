package org.cairn.vault.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.cairn.vault.problem.VaultProblems;
import org.junit.jupiter.api.Test;

final class StoreFailuresTest {
    private static final Path PATH = Path.of("/vault/packs/00");

    @Test
    void saysThatTheDiskIsFull() {
        var problem =
                StoreFailures.writing(PATH, new IOException("No space left on device")).problem();

        assertThat(problem.code()).isEqualTo(VaultProblems.FULL);
        assertThat(problem.headline()).isEqualTo("no room in the vault for '/vault/packs/00'");
        assertThat(problem.kept())
                .isEqualTo("what was stored before is complete; nothing half-written is visible");
        assertThat(
                        StoreFailures.writing(PATH, new IOException("Disk quota exceeded"))
                                .problem()
                                .code())
                .isEqualTo(VaultProblems.FULL);
    }

    @Test
    void saysThatWritingIsNotAllowed() {
        assertThat(StoreFailures.writing(PATH, new AccessDeniedException("x")).problem().code())
                .isEqualTo(VaultProblems.UNWRITABLE);
        assertThat(
                        StoreFailures.writing(
                                        PATH,
                                        new FileSystemException("x", null, "Read-only file system"))
                                .problem()
                                .code())
                .isEqualTo(VaultProblems.UNWRITABLE);
    }

    @Test
    void saysThatReadingIsNotAllowed() {
        assertThat(StoreFailures.reading(PATH, new AccessDeniedException("x")).problem().code())
                .isEqualTo(VaultProblems.UNREADABLE);
    }

    @Test
    void keepsOtherErrorsOfTheSystemApart() {
        var problem = StoreFailures.writing(PATH, new IOException("Input/output error")).problem();

        assertThat(problem.code()).isEqualTo(VaultProblems.IO_FAILED);
        assertThat(problem.what()).isEqualTo("IOException: Input/output error");
        assertThat(problem.facts()).containsEntry("path", "/vault/packs/00");
    }
}
