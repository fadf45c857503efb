package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.Vault;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A stopped server, damaged and ahead of the point, is brought back where it lies: before replay
/// every byte is what a restore into a new folder has there.
final class DeltaRestorePgTest {
    private static final int PAGE = 8192;

    @TempDir private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ProtectedServer server;

    private long space;
    private String table = "";
    private String gone = "";

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aDirectoryBecomesWhatANewOneWouldBe(int major) throws Exception {
        var random = SeededRandom.fresh();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var started = ProtectedServer.start(folder, major, Map.of("autovacuum", "off"))) {
            server = started;
            fill();
            MakePlan.Made made = server.plan("latest", Map.of(space, folder.resolve("space")));
            refusesARunningServer(made);
            goOn();
            Map<String, String> wanted = newTree();
            server.stop();
            damage(random);
            refusesWhatIsNotFit(made);
            Map<String, String> before = DirectoryTree.of(server.data());

            Delta found = restorer(Steps.NONE).compare(made, over(made));

            assertThat(DirectoryTree.of(server.data())).as("only looked at").isEqualTo(before);
            Delta once = restored(made, wanted);
            assertThat(once.rewritten()).isEqualTo(found.rewritten());
            assertThat(once.removed()).isEqualTo(found.removed());
            saysWhatItDid(once);
            losesNothing(once);
            // It was promoted: another timeline, and the same point once more.
            Delta twice = restored(made, wanted);
            assertThat(twice.aside()).isEqualTo(folder.resolve("state/data-set-aside/2"));
            assertThat(server.data().resolve(LocalDirectory.REPLACED)).doesNotExist();
        }
    }

    private void fill() throws IOException {
        Path place = Files.createDirectory(folder.resolve("space"));
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        server.run(
                "CREATE TABLESPACE space LOCATION '" + place + "'",
                "CREATE TABLE t AS SELECT i, repeat('x', 200) b FROM generate_series(1, 30000) i",
                "CREATE TABLE gone AS SELECT generate_series(1, 1000) i",
                "CREATE TABLE spaced TABLESPACE space AS SELECT generate_series(1, 5000) i",
                "CREATE UNLOGGED TABLE scratch AS SELECT generate_series(1, 1000) i");
        space =
                Long.parseLong(
                        server.ask("SELECT oid::text FROM pg_tablespace WHERE spcname = 'space'"));
        server.backUp();
        // So that frames are shared in part: some pages of an extent change.
        server.run("UPDATE t SET b = 'y' WHERE i % 977 = 0", "CHECKPOINT");
        server.backUp();
        server.run("INSERT INTO t SELECT i, 'z' FROM generate_series(30001, 31000) i");
        table = server.ask("SELECT pg_relation_filepath('t')");
        gone = server.ask("SELECT pg_relation_filepath('gone')");
        server.awaitShipped();
        server.stopStream();
    }

    /// What the vault knows nothing of.
    private void goOn() {
        server.run(
                "UPDATE t SET b = repeat('w', 150) WHERE i % 50 = 0",
                "DROP TABLE gone",
                "CREATE TABLE later AS SELECT generate_series(1, 20000) i",
                "CREATE TABLE spaced_too TABLESPACE space AS SELECT generate_series(1, 500) i",
                "TRUNCATE spaced",
                "CREATE DATABASE another",
                "CHECKPOINT");
    }

    private Map<String, String> newTree() {
        Map<String, String> tree = new TreeMap<>();
        Path into = folder.resolve("new");
        restorer(at("restore.control-placed", () -> tree.putAll(DirectoryTree.of(into))))
                .restore(server.plan("latest"), folders(into))
                .server()
                .stop();
        return tree;
    }

    private RestoreFolders folders(Path into) {
        return RestoreFolders.of(into, server.plan("latest").tablespaces());
    }

    private RestoreFolders over(MakePlan.Made made) {
        return RestoreFolders.of(server.data(), made.tablespaces());
    }

    private static Steps at(String wanted, Runnable act) {
        return step -> {
            if (step.equals(wanted)) {
                act.run();
            }
        };
    }

    private Restorer restorer(Steps steps) {
        return new Restorer(
                Vault.open(server.vaultFolder(), InstantSource.system(), Steps.NONE),
                server.programs(),
                InstantSource.system(),
                EventSink.NONE,
                steps);
    }

    private Path relation(String path) {
        return server.data().resolve(path);
    }

    private void damage(SeededRandom random) throws IOException {
        try (var file = FileChannel.open(relation(table), StandardOpenOption.WRITE)) {
            for (int i = 0; i < 5; i++) {
                long page = random.between(0, file.size() / PAGE - 2);
                file.write(ByteBuffer.wrap("damaged".getBytes(UTF)), page * PAGE + 100);
            }
            // Longer than it should be.
            file.write(ByteBuffer.allocate(3 * PAGE), file.size());
        }
        Path database = java.util.Objects.requireNonNull(relation(table).getParent());
        Files.delete(database.resolve("pg_filenode.map"));
        try (var file = FileChannel.open(database.resolve("1259"), StandardOpenOption.WRITE)) {
            file.truncate(PAGE);
        }
        Files.writeString(database.resolve("99999"), "of nobody");
        Files.writeString(database.resolve("letter to somebody"), "dear");
        Files.writeString(server.data().resolve("notes.txt"), "mine");
        Files.writeString(server.data().resolve("mine.conf"), "archive_command = 'mine'\n");
        Files.writeString(
                server.data().resolve("postgresql.conf"),
                "work_mem = '5MB'\n",
                StandardOpenOption.APPEND);
        Files.createSymbolicLink(
                server.data().resolve("linked.conf"), Files.createFile(folder.resolve("far")));
        // A file with a second name, as after cp -l.
        Files.createLink(folder.resolve("second name"), database.resolve("1247"));
        Files.setPosixFilePermissions(
                database.resolve("1249"), PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static final java.nio.charset.Charset UTF = java.nio.charset.StandardCharsets.UTF_8;

    private Delta restored(MakePlan.Made made, Map<String, String> wanted) {
        Map<String, String> tree = new TreeMap<>();
        var restored =
                restorer(
                                at(
                                        "restore.control-placed",
                                        () -> tree.putAll(DirectoryTree.of(server.data()))))
                        .restoreOver(made, over(made));
        try (var copy = restored.server()) {
            tree.remove(LocalDirectory.REPLACED);
            tree.remove("notes.txt");
            // The places of the tablespaces differ.
            tree.remove("tablespace_map");
            var other = new TreeMap<>(wanted);
            other.remove("tablespace_map");
            assertThat(tree).isEqualTo(other);
            assertThat(
                            ProtectedServer.ask(
                                    server.address(copy.port()),
                                    "SELECT (SELECT count(*) FROM t) || ' '"
                                            + " || (SELECT count(*) FROM gone) || ' '"
                                            + " || (SELECT sum(i) FROM spaced) || ' '"
                                            + " || (SELECT count(*) FROM scratch)"))
                    .isEqualTo("31000 1000 12502500 0");
        }
        return java.util.Objects.requireNonNull(restored.delta());
    }

    private void saysWhatItDid(Delta delta) {
        String database = table.substring(0, table.lastIndexOf('/'));
        assertThat(delta.rewritten().first()).contains(table, database + "/1249");
        assertThat(delta.created().first())
                .contains(gone, database + "/pg_filenode.map", database + "/1247");
        assertThat(delta.removed().first()).contains(database + "/99999");
        assertThat(delta.left().first()).contains("notes.txt");
        assertThat(delta.setAside().first())
                .contains(
                        database + "/letter to somebody",
                        "mine.conf",
                        "linked.conf",
                        "postgresql.conf")
                .anyMatch(path -> path.startsWith("pg_wal/0"));
        // Most of the directory was neither fetched nor written.
        assertThat(delta.bytes().compared()).isGreaterThan(20_000_000);
        assertThat(delta.bytes().fetched()).isLessThan(delta.bytes().compared() / 2);
        assertThat(delta.bytes().written()).isLessThanOrEqualTo(delta.bytes().fetched());
        assertThat(delta.same()).isGreaterThan(500);
    }

    private void losesNothing(Delta delta) throws IOException {
        Path aside = delta.aside();
        String database = table.substring(0, table.lastIndexOf('/'));
        assertThat(aside.resolve(database).resolve("letter to somebody")).hasContent("dear");
        assertThat(aside.resolve("mine.conf")).content().contains("mine");
        assertThat(aside.resolve("postgresql.conf")).content().endsWith("work_mem = '5MB'\n");
        assertThat(aside.resolve("linked.conf")).isSymbolicLink();
        assertThat(folder.resolve("far")).isEmptyFile();
        assertThat(server.data().resolve("notes.txt")).hasContent("mine");
        assertThat(folder.resolve("second name")).exists();
        assertThat(Files.getAttribute(folder.resolve("second name"), "unix:nlink")).isEqualTo(1);
    }

    private void refusesARunningServer(MakePlan.Made made) {
        Problem problem = refusal(made);
        assertThat(problem.what()).startsWith("a server runs on it, process ");
        assertThat(problem.remedy())
                .isEqualTo("Stop the server, then try again; or restore into a new folder.");
    }

    private void refusesWhatIsNotFit(MakePlan.Made made) throws IOException {
        Path control = server.data().resolve("global/pg_control");
        byte[] bytes = Files.readAllBytes(control);
        assertThat(refusal(server.plan("latest")).what())
                .isEqualTo(
                        "its tablespace %d lies in %s, where files of another server may be"
                                .formatted(space, folder.resolve("space")));
        Files.write(control, ofAnother(bytes));
        assertThat(refusal(made).what())
                .matches("it is of server \\d+, and the backup is of server \\d+");
        bytes[40] ^= 1;
        Files.write(control, bytes);
        assertThat(refusal(made).what()).contains("its checksum is not that of its bytes");
        Files.delete(control);
        assertThat(refusal(made).what()).isEqualTo("it has no global/pg_control");
        bytes[40] ^= 1;
        Files.write(control, bytes);
        Path pid = Files.writeString(server.data().resolve("postmaster.pid"), "1\n");
        assertThat(refusal(made).what()).startsWith("its postmaster.pid is of a server in a cont");
        Files.writeString(pid, "999999999\n" + server.data() + "\n");
    }

    private Problem refusal(MakePlan.Made made) {
        Map<String, Long> before = names();
        var thrown =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> restorer(Steps.NONE).restoreOver(made, over(made)));
        assertThat(thrown).as("a refusal").isNotNull();
        Problem problem = thrown.problem();
        assertThat(problem.code().name())
                .as(problem.toString())
                .isEqualTo("restore-directory-unfit");
        assertThat(problem.code().exitCode()).isEqualTo(2);
        assertThat(problem.headline()).isEqualTo("will not restore over " + server.data());
        assertThat(problem.kept()).isEqualTo("nothing was changed");
        assertThat(names()).isEqualTo(before);
        return problem;
    }

    private Map<String, Long> names() {
        Map<String, Long> names = new TreeMap<>();
        DirectoryTree.of(server.data()).keySet().forEach(path -> names.put(path, 0L));
        return names;
    }

    private static byte[] ofAnother(byte[] control) {
        byte[] changed = control.clone();
        changed[0] ^= 1;
        int at = ((changed[8] & 0xFF) | (changed[9] & 0xFF) << 8) == 1800 ? 292 : 288;
        var crc = new CRC32C();
        crc.update(changed, 0, at);
        ByteBuffer.wrap(changed)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(at, (int) crc.getValue());
        return changed;
    }
}
