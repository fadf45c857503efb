package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A restore writes into nothing that holds something.
final class RestoreFoldersTest {
    @TempDir private Path place;

    private static void isRefused(RestoreFolders folders, @Nullable Path named, String why) {
        var thrown = catchThrowableOfType(ProblemException.class, folders::requireFree);
        assertThat(thrown).as("a refusal").isNotNull();
        Problem problem = thrown.problem();
        assertThat(problem.code().name()).isEqualTo("restore-folder-in-use");
        assertThat(problem.code().exitCode()).isEqualTo(2);
        if (named == null) {
            assertThat(problem.headline()).startsWith("will not restore into ");
        } else {
            assertThat(problem.headline()).isEqualTo("will not restore into " + named);
        }
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

    /// Folders in what must not hold a copy, each with what is said of it.
    private Map<Path, String> forbidden() throws Exception {
        made("server/PG_VERSION");
        Path data = Files.createDirectories(place.resolve("server/base"));
        made("vault/repo.json");
        Path vault = Files.createDirectories(place.resolve("vault/wal/7"));
        Path state = Files.createDirectories(place.resolve("project/.cairn/scratch"));
        return Map.of(
                data,
                "it lies in the data directory " + data.getParent(),
                data.getParent(),
                "it lies in the data directory " + data.getParent(),
                vault,
                "it lies in the vault " + place.resolve("vault"),
                place.resolve("vault"),
                "it lies in the vault " + place.resolve("vault"),
                state,
                "it lies among what Cairn keeps in " + state.getParent(),
                state.getParent(),
                "it lies among what Cairn keeps in " + state.getParent());
    }

    @Test
    void refusesAPlaceInsideOfAServerAVaultOrWhatCairnKeeps() throws Exception {
        for (var each : forbidden().entrySet()) {
            Path copy = each.getKey().resolve("copy");
            isRefused(new RestoreFolders(copy, Map.of()), copy, each.getValue());
            Path deeper = each.getKey().resolve("not there/yet/copy");
            isRefused(new RestoreFolders(deeper, Map.of()), deeper, each.getValue());
            assertThat(each.getKey().resolve("not there")).doesNotExist();
            isRefused(
                    new RestoreFolders(place.resolve("copy"), Map.of(16384L, copy)),
                    copy,
                    each.getValue());
        }
    }

    @Test
    void refusesThemThroughLinksToo() throws Exception {
        place = place.toRealPath();
        int number = 0;
        for (var each : forbidden().entrySet()) {
            Path link = place.resolve("link" + number++);
            Files.createSymbolicLink(link, each.getKey());
            Path chain = place.resolve("link" + number++);
            Files.createSymbolicLink(chain, link);
            for (Path way : List.of(link, chain)) {
                Path copy = way.resolve("copy");
                isRefused(new RestoreFolders(copy, Map.of()), copy, each.getValue());
                Path deeper = way.resolve("not there/yet/copy");
                isRefused(new RestoreFolders(deeper, Map.of()), deeper, each.getValue());
            }
            Path empty = Files.createDirectory(each.getKey().resolve("empty"));
            Path direct = place.resolve("link" + number++);
            Files.createSymbolicLink(direct, empty);
            isRefused(new RestoreFolders(direct, Map.of()), direct, each.getValue());
        }
    }

    @Test
    void acceptsAPlaceBesideThem() throws Exception {
        forbidden();
        Files.createSymbolicLink(place.resolve("link"), place.resolve("project"));

        assertThatCode(folders()::requireFree).doesNotThrowAnyException();
        assertThatCode(new RestoreFolders(place.resolve("link/copy"), Map.of())::requireFree)
                .doesNotThrowAnyException();
    }

    @Test
    void foldersThatAreOneBehindLinksAreSeenToBe() throws Exception {
        place = place.toRealPath();
        Path space = Files.createDirectory(place.resolve("space"));
        Path link = place.resolve("link");
        Files.createSymbolicLink(link, space);

        isRefused(
                new RestoreFolders(place.resolve("copy"), Map.of(16384L, space, 16385L, link)),
                null,
                "it lies in, or is, another folder of this restore");
        isRefused(
                new RestoreFolders(
                        place.resolve("link/copy"), Map.of(16384L, place.resolve("space/copy"))),
                null,
                "it lies in, or is, another folder of this restore");
    }
}
