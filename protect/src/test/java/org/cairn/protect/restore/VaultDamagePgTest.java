package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.protect.verify.VerifyBackup;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.Verification;
import org.cairn.vault.problem.Finding;
import org.cairn.vault.snapshot.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One bit of the vault is another one: whoever looks names the object, and a restore refuses or
/// gives what was there, never a wrong database.
final class VaultDamagePgTest {
    private static final int FLIPS = 3;
    private static final Pattern RANGE = Pattern.compile(".*[0-9a-f]{16}-([0-9a-f]{16})");
    private static final String ROWS =
            "SELECT count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) FROM t";

    @TempDir private Path folder;
    private int copies;

    @BeforeEach
    void letOtherUsersIn() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /// A kind of object, and which names are of it.
    private record Kind(String name, Predicate<String> isOne) {}

    private static List<Kind> kinds(Snapshot snapshot) {
        return List.of(
                new Kind("pack", name -> name.startsWith("packs/")),
                new Kind("snapshot", name -> name.startsWith("snap/")),
                new Kind(
                        "fragment",
                        name -> name.contains("/frag/") && endsBehind(name, snapshot.start())),
                new Kind(
                        "segment",
                        name ->
                                name.startsWith("wal/")
                                        && !name.contains("/frag/")
                                        && endsBehind(name, snapshot.start())),
                new Kind("history", name -> name.endsWith(".history")));
    }

    private static boolean endsBehind(String name, Lsn position) {
        var matcher = RANGE.matcher(name);
        return matcher.matches() && Long.parseLong(matcher.group(1), 16) > position.bytes();
    }

    private static List<String> objects(Path vault, Kind kind) throws IOException {
        try (Stream<Path> tree = Files.walk(vault)) {
            return tree.filter(Files::isRegularFile)
                    .map(file -> vault.relativize(file).toString())
                    .filter(kind.isOne())
                    .sorted()
                    .toList();
        }
    }

    private static Snapshot past(ProtectedServer server) {
        server.run(
                "CREATE TABLE t (a integer, b text)",
                "INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 20000) AS i");
        Snapshot snapshot = server.backUp();
        for (int i = 0; i < 3; i++) {
            server.run("INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 5000) AS i");
            server.awaitShipped();
        }
        server.promote();
        for (int i = 0; i < 3; i++) {
            server.run("UPDATE t SET b = reverse(b) WHERE a % 50 = " + i);
            server.awaitShipped();
        }
        return snapshot;
    }

    @Test
    void aBitThatWasFlippedAnywhereIsNamedAndNeverRestored() throws Exception {
        var random = SeededRandom.fresh();
        try (var server = ProtectedServer.start(folder, 18, Map.of())) {
            Snapshot snapshot = past(server);
            server.stopStream();
            String rows = server.ask(ROWS);
            assertThat(restored(server, "whole")).isEqualTo(rows);
            for (Kind kind : kinds(snapshot)) {
                List<String> objects = objects(server.vaultFolder(), kind);
                assertThat(objects).as(kind.name()).isNotEmpty();
                for (int flip = 0; flip < FLIPS; flip++) {
                    String object = random.pick(objects);
                    Path file = server.vaultFolder().resolve(object);
                    byte[] whole = Files.readAllBytes(file);
                    byte[] broken = whole.clone();
                    int at = random.between(0, whole.length - 1);
                    broken[at] ^= (byte) (1 << random.between(0, 7));
                    Files.write(file, broken);
                    String where =
                            "%s, byte %d of %s, %s".formatted(kind.name(), at, object, random);

                    boolean sound = isNamed(server, snapshot, object, where);
                    isNeverWrong(server, rows, sound ? null : object, where);

                    Files.write(file, whole);
                }
            }
            assertThat(server.vault().verify().isSound()).isTrue();
            server.startStream();
        }
    }

    private static boolean isNamed(
            ProtectedServer server, Snapshot snapshot, String object, String where) {
        Verification found = server.vault().verify();
        assertThat(found.isSound()).as(where).isFalse();
        assertThat(found.findings().stream().map(Finding::object)).as(where).contains(object);
        try {
            VerifyBackup.Report report =
                    new VerifyBackup(server.vault(), InstantSource.system()).verify(snapshot);
            if (!report.isSound()) {
                assertThat(report.findings().stream().map(Finding::object))
                        .as(where)
                        .contains(object);
            }
            // No restore reads the list of frames at the end of a pack.
            return report.isSound();
        } catch (ProblemException e) {
            assertThat(e.problem().toString()).as(where).contains(object);
            return false;
        }
    }

    /// @param object null when the backup was said to be whole: then the restore must succeed
    private void isNeverWrong(
            ProtectedServer server, String rows, @Nullable String object, String where) {
        String restored;
        try {
            restored = restored(server, "copy " + copies++);
        } catch (ProblemException e) {
            assertThat(object).as("%s: %s", where, e.problem()).isNotNull();
            assertThat(e.problem().code().name()).as(where).isEqualTo("vault-object-damaged");
            assertThat(e.problem().headline()).as(where).contains(object);
            return;
        }
        assertThat(restored).as(where).isEqualTo(rows);
    }

    private String restored(ProtectedServer server, String into) {
        try (var running = server.restore("latest", folder.resolve(into)).server()) {
            return ProtectedServer.ask(server.address(running.port()), ROWS);
        }
    }
}
