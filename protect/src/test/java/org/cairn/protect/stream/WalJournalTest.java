package org.cairn.protect.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cairn.protect.stream.Journals.ONE;
import static org.cairn.protect.stream.Journals.append;
import static org.cairn.protect.stream.Journals.bytes;
import static org.cairn.protect.stream.Journals.range;
import static org.cairn.protect.stream.Journals.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.testkit.FakeClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalJournalTest {
    private static final Lsn START = Lsn.parse("0/5000100");
    private static final int SEGMENT = Journals.SEGMENTS.bytes();

    @TempDir private Path folder;

    @Test
    void countsOnlyWhatWasForced() {
        try (WalJournal journal = Journals.open(folder)) {
            append(journal, ONE, START, 100);
            assertThat(journal.ranges()).isEmpty();
            assertThat(journal.durableEnd(ONE)).isEmpty();

            journal.force();
            append(journal, ONE, START.plusBytes(100), 50);

            assertThat(journal.ranges()).containsExactly(range(ONE, START, 100));
            assertThat(journal.durableEnd(ONE)).contains(START.plusBytes(100));
            assertThat(read(journal, range(ONE, START.plusBytes(7), 90)))
                    .isEqualTo(bytes(START.plusBytes(7), 90));
            assertThatThrownBy(() -> journal.read(range(ONE, START, 101)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not in the journal");
        }
    }

    @Test
    void goesOnAfterItWasOpenedAgain() {
        try (WalJournal journal = Journals.open(folder)) {
            append(journal, ONE, START, 300);
            journal.force();
        }
        try (WalJournal journal = Journals.open(folder)) {
            assertThat(journal.ranges()).containsExactly(range(ONE, START, 300));
            append(journal, ONE, START.plusBytes(300), 200_000);
            journal.force();
            assertThat(read(journal, range(ONE, START, 200_300))).isEqualTo(bytes(START, 200_300));
        }
        assertThat(Journals.files(folder)).hasSize(1);
    }

    @Test
    void makesAFileForEachSegmentAndTimeline() {
        Timeline two = new Timeline(0x1A);
        Lsn border = Journals.SEGMENTS.endOf(START);
        int length = 2 * SEGMENT + 5_000;
        try (WalJournal journal = Journals.open(folder)) {
            append(journal, ONE, START, length);
            assertThat(journal.durableEnd(ONE))
                    .as("whole segments are forced without being asked")
                    .contains(Journals.SEGMENTS.startOf(START.plusBytes(length)));
            append(journal, two, border, 10);
            journal.force();

            assertThat(Journals.files(folder))
                    .extracting(path -> path.getFileName().toString())
                    .containsExactly(
                            "00000001-0000000005000100.journal",
                            "00000001-0000000005100000.journal",
                            "00000001-0000000005200000.journal",
                            "0000001a-0000000005100000.journal");
            assertThat(read(journal, range(ONE, START, length))).isEqualTo(bytes(START, length));
            assertThat(read(journal, range(two, border, 10))).isEqualTo(bytes(border, 10));
        }
        try (WalJournal journal = Journals.open(folder)) {
            assertThat(journal.damages()).isEmpty();
            assertThat(journal.durableEnd(ONE)).contains(START.plusBytes(length));
            assertThat(journal.durableEnd(two)).contains(border.plusBytes(10));
        }
    }

    @Test
    void releasesWhatIsStoredButNotTheFileBeingWritten() {
        try (WalJournal journal = Journals.open(folder)) {
            append(journal, ONE, START, 2 * SEGMENT);
            journal.force();
            long before = journal.sizeBytes();

            Lsn stored = Journals.SEGMENTS.endOf(START);
            assertThat(journal.release(held -> held.end().compareTo(stored) <= 0)).isEqualTo(1);
            assertThat(journal.sizeBytes()).isLessThan(before - SEGMENT / 2);
            assertThat(journal.release(_ -> true)).isEqualTo(1);

            assertThat(Journals.files(folder)).hasSize(1);
            assertThat(journal.durableEnd(ONE)).contains(START.plusBytes(2L * SEGMENT));
        }
    }

    @Test
    void remembersWhenBytesArrived() {
        var clock = FakeClock.atStart();
        try (WalJournal journal =
                WalJournal.open(folder, Journals.SYSTEM, Journals.SEGMENTS, clock, Steps.NONE)) {
            append(journal, ONE, START, 100_000);
            clock.advance(Duration.ofSeconds(5));
            append(journal, ONE, START.plusBytes(100_000), 100_000);
            journal.force();
        }
        try (WalJournal journal = Journals.open(folder)) {
            assertThat(journal.arrivedBy(range(ONE, START, 200_000)))
                    .isEqualTo(FakeClock.START.plusSeconds(5));
            assertThat(journal.arrivedBy(range(ONE, START, 100_000)))
                    .isBetween(FakeClock.START, FakeClock.START.plusSeconds(5));
        }
    }

    @Test
    void believesNothingThatAFailedForceLeftBehind() {
        var failure = new AtomicReference<@Nullable IOException>();
        try (WalJournal journal =
                Journals.open(
                        folder,
                        channel -> {
                            IOException once = failure.getAndSet(null);
                            if (once != null) {
                                throw once;
                            }
                            channel.force(false);
                        })) {
            append(journal, ONE, START, 1_000);
            journal.force();
            append(journal, ONE, START.plusBytes(1_000), 1_000);
            failure.set(new IOException("Input/output error"));

            assertThatThrownBy(journal::force)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> {
                                assertThat(e.problem().code().name())
                                        .isEqualTo("journal-unwritable");
                                assertThat(e.problem().what())
                                        .isEqualTo("IOException: Input/output error");
                            });
            journal.force();

            assertThat(journal.durableEnd(ONE)).contains(START.plusBytes(1_000));
            append(journal, ONE, START.plusBytes(1_000), 500);
            journal.force();
            assertThat(read(journal, range(ONE, START, 1_500))).isEqualTo(bytes(START, 1_500));
        }
        assertThat(Journals.files(folder)).as("the failed file is never written again").hasSize(2);
        try (WalJournal journal = Journals.open(folder)) {
            assertThat(journal.damages()).isEmpty();
            assertThat(read(journal, range(ONE, START, 1_500))).isEqualTo(bytes(START, 1_500));
        }
    }

    @Test
    void leavesNothingOfAFileThatCannotBeMade() {
        var full = new AtomicReference<@Nullable IOException>();
        try (WalJournal journal =
                Journals.open(
                        folder,
                        channel -> {
                            IOException now = full.get();
                            if (now != null) {
                                throw now;
                            }
                            channel.force(false);
                        })) {
            full.set(new IOException("No space left on device"));

            assertThatThrownBy(() -> append(journal, ONE, START, 10))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> {
                                assertThat(e.problem().code().name()).isEqualTo("journal-full");
                                assertThat(e.problem().remedy()).startsWith("Make room");
                            });
            assertThat(Journals.files(folder)).isEmpty();
            full.set(null);
            append(journal, ONE, START, 10);
            journal.force();
            assertThat(journal.ranges()).containsExactly(range(ONE, START, 10));
        }
    }

    @Test
    void canBeLookedAtWhileItIsWritten() {
        try (WalJournal journal = Journals.open(folder)) {
            append(journal, ONE, START, 5_000);
            journal.force();

            assertThat(WalJournal.look(folder, Journals.SYSTEM))
                    .containsExactly(range(ONE, START, 5_000));
            assertThat(WalJournal.look(folder, "1")).isEmpty();
        }
    }

    @Test
    void isWrittenByOneAtATime() throws IOException {
        try (var lock = JournalLock.take(folder)) {
            assertThat(lock).isNotNull();
            assertThat(JournalLock.tryTake(folder)).isEmpty();
            assertThatThrownBy(() -> JournalLock.take(folder))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> {
                                assertThat(e.problem().code().name()).isEqualTo("stream-running");
                                assertThat(e.problem().what())
                                        .isEqualTo(
                                                "process %d holds %s",
                                                ProcessHandle.current().pid(),
                                                folder.resolve("lock"));
                            });
        }
        assertThat(Files.readString(folder.resolve("lock"))).isNotBlank();
        JournalLock.take(folder).close();
    }
}
