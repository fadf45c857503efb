package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cairn.kernel.Problem;
import org.cairn.vault.frame.Suite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A vault that was there and is not any more: a disk that is not mounted looks like that, and an
/// empty vault in its place would hide it.
final class LostVaultPgTest {
    @TempDir private Path folder;
    private ProjectFixture project;

    @BeforeEach
    void runOnce() {
        project =
                ProjectFixture.in(folder.resolve("project"))
                        .source("csv")
                        .file("data/s.csv", "id,name\n1,one\n");
        project.run();
        assertThat(vault().resolve("repo.json")).exists();
    }

    private Path vault() {
        return project.root().resolve(".cairn/vault");
    }

    private List<Runnable> everythingThatUsesAVault() {
        return List.of(
                project.wiring()::serveProject,
                () -> project.wiring().takeBackup().take(),
                () -> project.wiring().reportStatus().report(),
                () -> project.wiring().reportRecovery().report(),
                project.wiring()::traceValue,
                project::run);
    }

    private void isRefused(String what) {
        for (Runnable act : everythingThatUsesAVault()) {
            Problem problem = ProjectFixture.problemOf(act);

            assertThat(problem.code().name()).isEqualTo("vault-missing");
            assertThat(problem.code().exitCode()).isEqualTo(10);
            assertThat(problem.headline())
                    .isEqualTo("the project's vault is no longer in '%s'".formatted(vault()));
            assertThat(problem.what()).isEqualTo(what);
            assertThat(problem.kept()).isEqualTo("nothing was changed, and no new vault was made");
            assertThat(problem.remedy())
                    .isEqualTo(
                            "Mount its disk, or put the vault back. If it is lost for good, make a new"
                                    + " one with `cairn repo init` and take a backup.");
        }
    }

    @Test
    void aFolderThatIsGoneIsNotMadeAnew() throws Exception {
        Files.move(vault(), folder.resolve("away"));

        isRefused("there is no such folder");
        assertThat(vault()).doesNotExist();

        Files.move(folder.resolve("away"), vault());
        project.run();
    }

    @Test
    void anEmptyMountPointIsNotTakenForANewVault() throws Exception {
        Files.move(vault(), folder.resolve("away"));
        Files.createDirectory(vault());

        isRefused("the folder holds no repo.json");

        assertThat(vault()).isEmptyDirectory();
    }

    @Test
    void whoWantsANewOneAsksForIt() throws Exception {
        Files.move(vault(), folder.resolve("away"));

        project.wiring().makeVault(null, Suite.ENCRYPTED, null);

        project.run();
        assertThat(project.vault().stats().documents()).isPositive();
    }

    @Test
    void aVaultThatMovedIsFoundWhereTheProjectSays() throws Exception {
        Files.move(vault(), folder.resolve("elsewhere"));
        Path declaration = project.root().resolve("cairn.yaml");
        project.file(
                "cairn.yaml",
                Files.readString(declaration)
                        + "vault: {location: \"file:%s\"}\n"
                                .formatted(folder.resolve("elsewhere")));

        project.run();
        Files.move(folder.resolve("elsewhere"), folder.resolve("away"));

        Problem problem = ProjectFixture.problemOf(project::run);
        assertThat(problem.code().name()).isEqualTo("vault-missing");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }
}
