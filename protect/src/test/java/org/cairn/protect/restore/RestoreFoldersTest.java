package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A restore writes into nothing that holds something.
final class RestoreFoldersTest {
    @TempDir private Path place;

    private static void isRefused(RestoreFolders folders, Path named, String why) {
        var thrown = catchThrowableOfType(ProblemException.class, folders::requireFree);
        assertThat(thrown).as("a refusal").isNotNull();
        Problem problem = thrown.problem();
        assertThat(problem.code().name()).isEqualTo("restore-folder-in-use");
        assertThat(problem.code().exitCode()).isEqualTo(2);
        assertThat(problem.headline()).isEqualTo("will not restore into " + named);
        assertThat(problem.what()).isEqualTo(why);
        assertThat(problem.kept()).isEqualTo("nothing was written");
        assertThat(problem.remedy())
                .isEqualTo(
                        "Name a folder that does not exist yet, or remove this one if you are sure.");
    }

    private RestoreFolders folders() {
        return new RestoreFolders(place.resolve("copy"), Map.of());
    }

    private Path made(String path) throws Exception {
        Path file = place.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }

    @Test
    void acceptsFoldersThatAreEmptyOrNotThereAndLooksOnly() throws Exception {
        assertThatCode(folders()::requireFree).doesNotThrowAnyException();
        assertThat(place).isEmptyDirectory();
        Files.createDirectory(place.resolve("copy"));
        assertThatCode(folders()::requireFree).doesNotThrowAnyException();
    }

    @Test
    void refusesAFolderThatIsNotEmpty() throws Exception {
        made("copy/.hidden");

        isRefused(folders(), place.resolve("copy"), "it is not empty");
    }

    @Test
    void refusesTheDirectoryOfARunningServer() throws Exception {
        made("copy/PG_VERSION");
        made("copy/global/pg_control");
        made("copy/postmaster.pid");

        isRefused(folders(), place.resolve("copy"), "a PostgreSQL server runs on it, or did");
    }

    @Test
    void refusesAHalfRestore() throws Exception {
        made("copy/PG_VERSION");

        isRefused(folders(), place.resolve("copy"), "a restore into it did not come to its end");
        made("copy/global/pg_control");
        isRefused(folders(), place.resolve("copy"), "it is not empty");
        made("copy/backup_label");
        isRefused(folders(), place.resolve("copy"), "a restore into it did not come to its end");
    }

    @Test
    void refusesAFileALinkToNowhereAndTheRoot() throws Exception {
        made("copy");
        isRefused(folders(), place.resolve("copy"), "it is not a folder");
        Files.delete(place.resolve("copy"));
        Files.createSymbolicLink(place.resolve("copy"), place.resolve("nowhere"));
        isRefused(folders(), place.resolve("copy"), "it is not a folder");
        isRefused(
                new RestoreFolders(Path.of("/"), Map.of()),
                Path.of("/"),
                "it is the root of the file system");
    }

    @Test
    void refusesAnOccupiedPlaceOfATablespaceAndOfTheWal() throws Exception {
        Path space = place.resolve("space");
        made("space/PG_18_202506291/16384/1");
        isRefused(
                new RestoreFolders(place.resolve("copy"), Map.of(16384L, space)),
                space,
                "it is not empty");
        made("copy-restore/letters");
        isRefused(folders(), place.resolve("copy-restore"), "it is not empty");
    }

    @Test
    void whatAnEarlierRestoreLeftInItsWorkshopIsClearedWhenTheNextBegins() throws Exception {
        made("copy-restore/postgres.log");
        Path wal = made("copy-restore/wal/ready/000000010000000000000001");
        assertThatCode(folders()::requireFree).doesNotThrowAnyException();
        assertThat(wal).as("looks only").exists();

        folders().create();

        assertThat(place.resolve("copy-restore")).isEmptyDirectory();
        assertThat(place.resolve("copy")).isEmptyDirectory();
        assertThat(Files.getPosixFilePermissions(place.resolve("copy")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void refusesFoldersOfWhichOneLiesInAnother() {
        Path inside = place.resolve("copy/space");
        isRefused(
                new RestoreFolders(place.resolve("copy"), Map.of(16384L, inside)),
                inside,
                "it lies in, or is, another folder of this restore");
        Path same = place.resolve("space");
        isRefused(
                new RestoreFolders(place.resolve("copy"), Map.of(16384L, same, 16385L, same)),
                same,
                "it lies in, or is, another folder of this restore");
    }
}
