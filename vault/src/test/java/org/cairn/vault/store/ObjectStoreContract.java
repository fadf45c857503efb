package org.cairn.vault.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.cairn.kernel.Tasks;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectStore.Creation;
import org.junit.jupiter.api.Test;

/// What every store has to do. A test class extends it and gives an empty store for each test.
public abstract class ObjectStoreContract {
    private static final ObjectName NAME = new ObjectName("a/b/object");

    protected abstract ObjectStore store();

    @Test
    void givesBackWhatWasPut() {
        byte[] bytes = randomBytes(3_000_000, 11);

        assertThat(store().putIfAbsent(NAME, bytes)).isEqualTo(Creation.CREATED);

        try (var object = store().open(NAME)) {
            assertThat(object.name()).isEqualTo(NAME);
            assertThat(object.sizeBytes()).isEqualTo(bytes.length);
            assertThat(object.readAll(3_000_000)).isEqualTo(bytes);
            assertThat(object.read(17, 4))
                    .containsExactly(bytes[17], bytes[18], bytes[19], bytes[20]);
            assertThat(object.read(bytes.length, 0)).isEmpty();
        }
    }

    @Test
    void keepsAnEmptyObject() {
        store().putIfAbsent(NAME, new byte[0]);

        try (var object = store().open(NAME)) {
            assertThat(object.readAll(10)).isEmpty();
        }
    }

    @Test
    void neverReplacesAnObject() {
        store().putIfAbsent(NAME, "first".getBytes(UTF_8));

        assertThat(store().putIfAbsent(NAME, "second".getBytes(UTF_8))).isEqualTo(Creation.EXISTED);

        try (var object = store().open(NAME)) {
            assertThat(object.readAll(10)).isEqualTo("first".getBytes(UTF_8));
        }
    }

    @Test
    void letsExactlyOneOfManyCreatorsWin() {
        var writers = IntStream.range(0, 16).boxed().toList();

        List<Creation> creations =
                Tasks.map(
                        writers,
                        writer -> store().putIfAbsent(NAME, ("writer " + writer).getBytes(UTF_8)));

        assertThat(Collections.frequency(creations, Creation.CREATED)).isEqualTo(1);
        try (var object = store().open(NAME)) {
            String winner = "writer " + creations.indexOf(Creation.CREATED);
            assertThat(new String(object.readAll(100), UTF_8)).isEqualTo(winner);
        }
    }

    @Test
    void showsADraftOnlyWhenItIsPublished() {
        try (var draft = store().draft(NAME)) {
            draft.append("xonex".getBytes(UTF_8), 1, 3);
            draft.append(" two".getBytes(UTF_8), 0, 4);
            draft.finish();

            assertThat(store().exists(NAME)).isFalse();
            assertThat(store().list("")).isEmpty();
            assertThat(draft.publish()).isEqualTo(Creation.CREATED);
        }

        try (var object = store().open(NAME)) {
            assertThat(object.readAll(100)).isEqualTo("one two".getBytes(UTF_8));
        }
    }

    @Test
    void dropsADraftThatIsClosed() {
        try (var draft = store().draft(NAME)) {
            draft.append(new byte[100], 0, 100);
        }

        assertThat(store().exists(NAME)).isFalse();
        assertThat(store().putIfAbsent(NAME, new byte[1])).isEqualTo(Creation.CREATED);
    }

    @Test
    void refusesToAppendToAFinishedDraft() {
        try (var draft = store().draft(NAME)) {
            draft.finish();

            assertThatThrownBy(() -> draft.append(new byte[1], 0, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("finished");
        }
    }

    @Test
    void namesAMissingObject() {
        var problem = Problems.raisedBy(VaultProblems.OBJECT_MISSING, () -> store().open(NAME));

        assertThat(problem.headline()).isEqualTo("vault object 'a/b/object' is missing");
        assertThat(store().find(NAME)).isEmpty();
        assertThat(store().exists(NAME)).isFalse();
    }

    @Test
    void takesAReadPastTheEndForDamage() {
        store().putIfAbsent(NAME, new byte[10]);

        try (var object = store().open(NAME)) {
            var problem = Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> object.read(8, 3));
            assertThat(problem.what()).isEqualTo("bytes 8 to 11 were asked for, and it ends at 10");
            Problems.raisedBy(
                    VaultProblems.OBJECT_DAMAGED, () -> object.read(0, Integer.MAX_VALUE));
            Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> object.read(-1, 1));
            Problems.raisedBy(VaultProblems.OBJECT_DAMAGED, () -> object.readAll(9));
        }
    }

    @Test
    void knowsSizeAndAge() {
        store().putIfAbsent(NAME, new byte[123]);

        ObjectInfo info = store().find(NAME).orElseThrow();

        assertThat(info.name()).isEqualTo(NAME);
        assertThat(info.sizeBytes()).isEqualTo(123);
        assertThat(info.lastModified())
                .isBetween(
                        Instant.now().minus(Duration.ofHours(1)),
                        Instant.now().plus(Duration.ofHours(1)));
    }

    @Test
    void removesAnObjectOnce() {
        store().putIfAbsent(NAME, new byte[10]);
        store().putIfAbsent(new ObjectName("a/b/other"), new byte[1]);

        store().remove(NAME);
        store().remove(NAME);
        store().remove(new ObjectName("no/such/folder"));

        assertThat(store().exists(NAME)).isFalse();
        assertThat(store().list("").stream().map(ObjectName::value)).containsExactly("a/b/other");
        Problems.raisedBy(VaultProblems.OBJECT_MISSING, () -> store().open(NAME));
        assertThat(store().putIfAbsent(NAME, new byte[2])).isEqualTo(Creation.CREATED);
    }

    @Test
    void letsAReaderFinishAnObjectThatIsRemoved() {
        store().putIfAbsent(NAME, new byte[] {1, 2, 3});

        try (var object = store().open(NAME)) {
            store().remove(NAME);

            assertThat(object.readAll(10)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void listsNamesInOrderBelowAFolder() {
        for (String name : List.of("p/b", "p/a.x", "p/a/z", "q/a", "p-1", "p/a-1")) {
            store().putIfAbsent(new ObjectName(name), new byte[1]);
        }

        assertThat(store().list("p/").stream().map(ObjectName::value))
                .containsExactly("p/a-1", "p/a.x", "p/a/z", "p/b");
        assertThat(store().list("")).hasSize(6).isSorted();
        assertThat(store().list("none/")).isEmpty();
        assertThatThrownBy(() -> store().list("p")).hasMessage("not a folder of objects: p");
    }

    @Test
    void listsMoreNamesThanFitOnOnePage() {
        var writers = IntStream.range(0, 16).boxed().toList();
        var names = IntStream.range(0, 1_105).mapToObj("many/%04d"::formatted).toList();

        Tasks.map(
                writers,
                writer -> {
                    for (int i = writer; i < names.size(); i += writers.size()) {
                        store().putIfAbsent(new ObjectName(names.get(i)), new byte[1]);
                    }
                    return writer;
                });

        assertThat(store().list("many/").stream().map(ObjectName::value))
                .containsExactlyElementsOf(names);
        store().remove(new ObjectName("many/0500"));
        assertThat(store().list("many/")).hasSize(names.size() - 1);
    }

    @Test
    void seesAnObjectAsSoonAsItIsWritten() {
        for (int i = 0; i < 20; i++) {
            var name = new ObjectName("fresh/" + i);
            assertThat(store().exists(name)).isFalse();

            store().putIfAbsent(name, new byte[i]);

            assertThat(store().find(name).orElseThrow().sizeBytes()).isEqualTo(i);
            assertThat(store().list("fresh/")).hasSize(i + 1).contains(name);
        }
    }

    @Test
    void keepsALargeObject() {
        byte[] part = randomBytes(1_048_576, 12);
        try (var draft = store().draft(NAME)) {
            for (int i = 0; i < 100; i++) {
                part[0] = (byte) i;
                draft.append(part, 0, part.length);
            }
            assertThat(store().list("")).isEmpty();
            assertThat(draft.publish()).isEqualTo(Creation.CREATED);
        }

        try (var object = store().open(NAME)) {
            assertThat(object.sizeBytes()).isEqualTo(100L * part.length);
            for (int i = 0; i < 100; i++) {
                part[0] = (byte) i;
                assertThat(object.read((long) i * part.length, part.length)).isEqualTo(part);
            }
            assertThat(object.read(77L * part.length, 1)).containsExactly(77);
        }
    }

    @Test
    void letsOneOfSeveralCreatorsOfALargeObjectWin() {
        byte[] bytes = randomBytes(20 * 1_048_576, 13);
        var writers = IntStream.range(0, 4).boxed().toList();

        List<Creation> creations =
                Tasks.map(
                        writers,
                        writer -> {
                            try (var draft = store().draft(NAME)) {
                                draft.append(bytes, 0, bytes.length);
                                draft.append(new byte[] {writer.byteValue()}, 0, 1);
                                return draft.publish();
                            }
                        });

        assertThat(Collections.frequency(creations, Creation.CREATED)).isEqualTo(1);
        try (var object = store().open(NAME)) {
            assertThat(object.read(bytes.length, 1))
                    .containsExactly(creations.indexOf(Creation.CREATED));
        }
    }

    @Test
    void readsRangesInAnyOrder() {
        byte[] bytes = randomBytes(1_000_000, 14);
        store().putIfAbsent(NAME, bytes);
        var random = new Random(15);

        try (var object = store().open(NAME)) {
            for (int i = 0; i < 50; i++) {
                int from = random.nextInt(bytes.length);
                int length = random.nextInt(Math.min(70_000, bytes.length - from + 1));
                assertThat(object.read(from, length))
                        .isEqualTo(java.util.Arrays.copyOfRange(bytes, from, from + length));
            }
        }
    }

    @Test
    void acceptsEveryNameThatIsOne() {
        var names =
                List.of("a", "0", "_", "-", "a.b_c-d/e", "x".repeat(200) + "/" + "y".repeat(200));
        for (String name : names) {
            assertThat(store().putIfAbsent(new ObjectName(name), new byte[1]))
                    .isEqualTo(Creation.CREATED);
        }

        assertThat(store().list("").stream().map(ObjectName::value))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    private static byte[] randomBytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
