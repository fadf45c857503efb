package org.cairn.vault.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.vault.store.Guarantee.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderTrialStoreTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path folder;

    @Test
    void findsWhatAFolderGuaranteesAndLeavesNothing() throws Exception {
        List<Guarantee> found = new FolderTrial(folder, CLOCK).run();

        assertThat(found.stream().map(Guarantee::name))
                .containsExactly(
                        "file system",
                        "hard links",
                        "forcing",
                        "clock",
                        "create once",
                        "read after write",
                        "list after write",
                        "ranges",
                        "speed",
                        "remove");
        assertThat(found).noneMatch(each -> each.verdict() == Verdict.MISSING);
        try (Stream<Path> left = Files.list(folder.resolve(".tmp"))) {
            assertThat(left).isEmpty();
        }
        assertThat(FileStore.open(folder, CLOCK).isBlank()).isTrue();
    }

    @Test
    void findsAClockThatIsWrong() {
        InstantSource late = () -> CLOCK.instant().plus(Duration.ofHours(1));

        List<Guarantee> found = new FolderTrial(folder, late).run();

        assertThat(found)
                .filteredOn(each -> each.name().equals("clock"))
                .allMatch(each -> each.verdict() == Verdict.DEGRADED);
    }

    @Test
    void findsAStoreThatLetsAllWin() {
        var forgetful = new ForgetfulStore(FileStore.create(folder.resolve("store"), CLOCK));

        List<Guarantee> found = new StoreTrial(forgetful).run();

        assertThat(found.getFirst().verdict()).isEqualTo(Verdict.MISSING);
        assertThat(found.getFirst().lost()).contains("overwrite each other unnoticed");
    }

    /// Tells everybody that he was first.
    private static final class ForgetfulStore extends ForwardingStore {
        ForgetfulStore(ObjectStore store) {
            super(store);
        }

        @Override
        public ObjectDraft draft(ObjectName name) {
            ObjectDraft draft = super.draft(name);
            return new ObjectDraft() {
                @Override
                public void append(byte[] bytes, int offset, int length) {
                    draft.append(bytes, offset, length);
                }

                @Override
                public void finish() {
                    draft.finish();
                }

                @Override
                public Creation publish() {
                    draft.publish();
                    return Creation.CREATED;
                }

                @Override
                public void close() {
                    draft.close();
                }
            };
        }
    }
}
