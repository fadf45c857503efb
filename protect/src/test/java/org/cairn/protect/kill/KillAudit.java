package org.cairn.protect.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cairn.vault.PlainReader;
import org.cairn.vault.wal.SampleWal;
import org.jspecify.annotations.Nullable;

/// Looks at the objects of a vault or a copy with the independent reader alone.
final class KillAudit {
    private static final Pattern SNAPSHOT = Pattern.compile("snap/\\d+/([0-9a-f]{16})-.*");
    private static final Pattern WAL = Pattern.compile("wal/.*/([0-9a-f]{16})-([0-9a-f]{16})");
    private static final Pattern PACK = Pattern.compile("\"(?:pack|id)\":\"([0-9a-f]{32})\"");
    private static final Pattern ANNOUNCED =
            Pattern.compile("\"name\":\"((?:packs|meta)/[0-9a-f/]+)\"");
    private static final Pattern HASH = Pattern.compile("\"sha256\":\"([0-9a-f]{64})\"");

    private final Path folder;
    private final PlainReader reader;
    private final Set<String> names;

    KillAudit(Path folder, byte @Nullable [] key) throws IOException {
        this.folder = folder;
        this.reader = new PlainReader(folder, key);
        this.names = list(folder);
    }

    private static Set<String> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return new TreeSet<>(
                    files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString())
                            .filter(name -> !name.startsWith(".tmp/"))
                            .toList());
        }
    }

    private List<String> named(String prefix) {
        return names.stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /// The backups that are visible, by number, each of which is whole to the last byte, and the
    /// WAL that it needs is there.
    Map<Long, String> backups() throws IOException {
        Map<Long, byte[]> wal = wal();
        Map<Long, String> visible = new TreeMap<>();
        for (String name : named("snap/")) {
            Matcher parts = SNAPSHOT.matcher(name);
            assertThat(parts.matches()).as(name).isTrue();
            long number = Long.parseLong(parts.group(1), 16) / KillSample.STEP;
            assertThat(visible.put(number, name)).as("twice: %s", name).isNull();
            requireFiles(name, number);
            long start = KillSample.walStart(number);
            assertThat(wal.get(number))
                    .as("the WAL of %s", name)
                    .isEqualTo(SampleWal.bytes(SampleWal.range(start, start + KillSample.STEP)));
        }
        return visible;
    }

    private void requireFiles(String name, long number) throws IOException {
        Map<String, byte[]> found;
        try {
            found = reader.snapshot(name);
        } catch (IOException | RuntimeException e) {
            throw new AssertionError("%s cannot be read: %s".formatted(name, e), e);
        }
        Map<String, byte[]> expected = KillSample.contents(number);
        assertThat(found.keySet()).as(name).isEqualTo(expected.keySet());
        expected.forEach((path, bytes) ->
                assertThat(Arrays.equals(found.get(path), bytes))
                        .as("%s of %s", path, name)
                        .isTrue());
    }

    private Map<Long, byte[]> wal() throws IOException {
        Map<Long, byte[]> wal = new HashMap<>();
        for (String name : named("wal/")) {
            Matcher parts = WAL.matcher(name);
            if (parts.matches()) {
                wal.put(Long.parseLong(parts.group(1), 16) / KillSample.STEP, reader.wal(name));
            }
        }
        return wal;
    }

    /// The hashes of the documents that are visible, each of which has its body.
    Set<String> documents() throws IOException {
        Set<String> bodies = new HashSet<>();
        for (String name : named("body/")) {
            bodies.add(PlainReader.sha256(reader.body(name)));
        }
        Set<String> documents = new TreeSet<>();
        for (String name : named("doc/")) {
            documents.addAll(all(HASH, reader.json(name)));
        }
        assertThat(bodies).containsAll(documents);
        return documents;
    }

    /// The packs that no snapshot and no body names.
    Set<String> dead() throws IOException {
        Set<String> dead = new TreeSet<>(named("packs/"));
        dead.addAll(named("meta/"));
        for (String folder : List.of("snap/", "body/")) {
            for (String name : named(folder)) {
                for (String id : all(PACK, reader.json(name))) {
                    String place = id.substring(0, 2) + "/" + id;
                    dead.removeAll(List.of("packs/" + place, "meta/" + place));
                }
            }
        }
        return dead;
    }

    /// The packs that some session has announced.
    Set<String> announced() throws IOException {
        Set<String> packs = new TreeSet<>();
        for (String entry : named("sess/")) {
            packs.addAll(all(ANNOUNCED, reader.json(entry)));
        }
        return packs;
    }

    /// What sweeps and writers left for each other that is more than a word for good. The list of a
    /// generation that is swept stays for as long as a pack of it that was needed again: a backup
    /// that had begun before adopted it.
    List<String> leftovers() throws IOException {
        Set<String> left = new TreeSet<>(named("gc/"));
        left.removeIf(name -> name.endsWith(".done"));
        for (String list : List.copyOf(left)) {
            List<String> there = all(ANNOUNCED, reader.json(list));
            there.removeIf(Predicate.not(names::contains));
            if (names.contains(list + ".done") && !there.isEmpty()) {
                left.remove(list);
            }
        }
        for (String entry : named("sess/")) {
            if (!reader.json(entry).contains("\"act\":\"end\"")) {
                left.add(entry);
            }
        }
        return left.stream().filter(Predicate.not(name -> name.startsWith("gc/clock-"))).toList();
    }

    private static List<String> all(Pattern pattern, String json) {
        return new ArrayList<>(
                pattern.matcher(json).results().map(found -> found.group(1)).toList());
    }

    /// Files that were not finished.
    List<Path> drafts() throws IOException {
        Path drafts = folder.resolve(".tmp");
        if (Files.notExists(drafts)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(drafts)) {
            return files.toList();
        }
    }
}
