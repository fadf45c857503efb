package org.cairn.protect.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.page.PageCheck;
import org.cairn.testkit.SeededRandom;
import org.cairn.vault.snapshot.Changes;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotFile;
import org.cairn.vault.snapshot.SnapshotReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ten backups, each built on the one before, with storms in between: each holds what the server
/// held, byte by byte and row by row, also when those before it are gone.
final class BackupChainPgTest {
    private static final int BACKUPS = 10;
    private static final int PAGE = PageCheck.PAGE_BYTES;

    @TempDir private Path folder;

    /// A backup and what the server held.
    private record Taken(Snapshot snapshot, Map<String, String> content) {}

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void eachOfTenIsWholeByItself(int major) throws Exception {
        var random = SeededRandom.fresh();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path space = Files.createDirectory(folder.resolve("space"));
        Files.setPosixFilePermissions(space, PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, String> settings = new HashMap<>(Map.of("autovacuum", "off"));
        if (major >= 17) {
            settings.put("summarize_wal", "on");
        }
        try (var server = ProtectedServer.start(folder, major, settings)) {
            var storm = new Storm(server, random);
            storm.prepare(space.toString());
            List<Taken> chain = new ArrayList<>();
            Set<Changes> found = EnumSet.noneOf(Changes.class);
            for (int i = 0; i < BACKUPS; i++) {
                Map<String, String> content = Storm.content(server.address());
                String before = i == 0 ? "" : newest(server);
                Snapshot snapshot = server.backUp();
                chain.add(new Taken(snapshot, content));
                if (i > 0) {
                    assertThat(snapshot.content().changes())
                            .as(snapshot.content().reason())
                            .isIn(ways(major));
                    found.add(snapshot.content().changes());
                    assertThat(snapshot.content().base()).contains(before);
                }
                if (i % 3 == 1) {
                    isWhatTheServerHas(server, snapshot, random);
                }
                storm.blow();
            }
            assertThat(found).as(random.toString()).contains(ways(major).getFirst());
            server.awaitShipped();
            server.stopStream();
            // Only these are left; what they share with the others is not the others'.
            Taken middle = chain.get(random.between(1, BACKUPS - 2));
            Taken last = chain.getLast();
            for (Snapshot snapshot : server.vault().snapshots().list()) {
                assertThat(server.vault().snapshots().verify(snapshot).findings())
                        .as(random.toString())
                        .isEmpty();
                if (!snapshot.equals(middle.snapshot()) && !snapshot.equals(last.snapshot())) {
                    Files.delete(server.vaultFolder().resolve(snapshot.objectName()));
                }
            }
            comesBack(server, middle, folder.resolve("middle"), random);
            comesBack(server, last, folder.resolve("last"), random);
            assertThat(server.vault().verify().isSound()).isTrue();
            server.startStream();
        }
    }

    /// Of a server that makes no summaries the WAL is read, unless it is too much.
    private static List<Changes> ways(int major) {
        return major >= 17 ? List.of(Changes.SUMMARIES) : List.of(Changes.WAL, Changes.LSN);
    }

    private static String newest(ProtectedServer server) {
        return server.vault().snapshots().list().getLast().label();
    }

    /// Compares a backup with one that reads everything a moment later, page by page. A page that
    /// was written in between says so.
    private static void isWhatTheServerHas(
            ProtectedServer server, Snapshot snapshot, SeededRandom random) throws Exception {
        Snapshot whole = server.backUpReadingAll();
        assertThat(whole.content().changes()).isEqualTo(Changes.WHOLE);
        Map<String, SnapshotFile> expected = new HashMap<>();
        int compared = 0;
        try (SnapshotReader one = server.vault().snapshots().open(snapshot);
                SnapshotReader other = server.vault().snapshots().open(whole);
                Stream<SnapshotFile> files = one.files();
                Stream<SnapshotFile> otherFiles = other.files()) {
            otherFiles.forEach(file -> expected.put(file.path(), file));
            for (SnapshotFile file : files.toList()) {
                SnapshotFile now = expected.get(file.path());
                if (file.kind() == SnapshotFile.Kind.RELATION && now != null) {
                    String what = "%s of %s, %s".formatted(file.path(), snapshot.label(), random);
                    assertThat(file.sizeBytes()).as(what).isEqualTo(now.sizeBytes());
                    compared +=
                            compare(one.readAll(file), other.readAll(now), snapshot.start(), what);
                }
            }
        }
        assertThat(compared).as("pages that were compared").isGreaterThan(2000);
    }

    private static int compare(byte[] backup, byte[] server, Lsn start, String what) {
        int compared = 0;
        for (int at = 0; at + PAGE <= backup.length; at += PAGE) {
            if (PageCheck.lsn(server, at).compareTo(start) < 0) {
                assertThat(java.util.Arrays.mismatch(backup, at, at + PAGE, server, at, at + PAGE))
                        .as("page %d of %s", at / PAGE, what)
                        .isEqualTo(-1);
                compared++;
            }
        }
        return compared;
    }

    private static void comesBack(
            ProtectedServer server, Taken taken, Path into, SeededRandom random) throws Exception {
        Restorer.Restored restored = server.restore(taken.snapshot().stop().toString(), into);
        var copy = new Copy(server.address(restored.server().port()), into);
        try {
            assertThat(Storm.content(copy.address()))
                    .as(random.toString())
                    .isEqualTo(taken.content());
            copy.isSoundInside();
        } finally {
            restored.server().stop();
        }
        copy.hasSoundPages();
    }
}
