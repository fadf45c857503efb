package org.cairn.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.wal.WalWriter.Seen;
import org.cairn.postgres.wal.WalWriter.Written;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

final class WalScannerTest {
    private static final Lsn ORIGIN = new Lsn(5L << 32);
    private static final byte[] NOTHING = new byte[0];

    @Test
    void readsRecordsOverPagesSegmentsAndSwitches() {
        WalWriter wal = new WalWriter(18, ORIGIN);
        wal.append(10, 0, 700, new byte[8192 - 40 - 24 - 5]);
        wal.append(10, 0, 701, new byte[3_000_000]);
        wal.appendSwitch();
        wal.append(1, 0, 702, new byte[8]);

        assertThat(all(wal, ORIGIN)).isEqualTo(wal.seen());
        assertThat(wal.seen().getFirst().end()).isEqualTo(ORIGIN.plusBytes(8192));
        assertThat(WalWriter.SMALL.isBoundary(wal.seen().get(2).end())).isTrue();
    }

    @Test
    void beginsWithTheFirstRecordAtOrAfterAnyPosition() {
        SeededRandom.forAll(
                10,
                random -> {
                    WalWriter wal = randomWal(random);
                    for (int i = 0; i < 50; i++) {
                        Lsn from = new Lsn(random.between(ORIGIN.bytes(), wal.end().bytes() - 1));

                        assertThat(all(wal, from))
                                .isEqualTo(
                                        wal.seen().stream()
                                                .filter(seen -> seen.start().compareTo(from) >= 0)
                                                .toList());
                    }
                });
    }

    @Test
    void theCreationOfATablespaceCanBeGivenWithoutItsPlaceWhereverAPageCutsIt() {
        byte[] creation = "1234/srv/elsewhere\0".getBytes(StandardCharsets.US_ASCII);
        int whole = 8192 - 40 - 24 - 5;
        for (int before = whole - 72; before <= whole; before += 8) {
            WalWriter wal = new WalWriter(15, ORIGIN);
            wal.append(10, 0, 7, new byte[before]);
            wal.append(5, 0, 8, creation);
            wal.append(5, 0x10, 8, creation);
            TablespaceCreation found = creations(wal).getFirst();
            assertThat(found.location()).isEqualTo("/srv/elsewhere");
            assertThat(found.oid()).isEqualTo(0x34333231);
            byte[] patched = wal.bytes();
            for (WalPatch patch : found.withoutPlace()) {
                patched[(int) (patch.at().bytes() - ORIGIN.bytes())] = patch.value();
            }

            WalSource source = wal.damaged(patched, patched.length);

            assertThat(all(source, ORIGIN)).as("%d before it", before).isEqualTo(wal.seen());
            assertThat(creations(source))
                    .singleElement()
                    .extracting(TablespaceCreation::location)
                    .isEqualTo("");
        }
    }

    private static List<TablespaceCreation> creations(WalSource source) {
        var scanner = new WalScanner(source, WalWriter.SMALL, ORIGIN);
        List<TablespaceCreation> found = new ArrayList<>();
        for (var record = scanner.next(); record.isPresent(); record = scanner.next()) {
            record.get().tablespaceCreation().ifPresent(found::add);
        }
        return found;
    }

    @Test
    void beginsAnewInTheRestOfASegmentUntilTheNextOneComes() {
        WalWriter wal = new WalWriter(18, ORIGIN);
        wal.append(10, 0, 7, new byte[20_000]);
        wal.appendSwitch();
        int segment = wal.bytes().length;
        wal.append(10, 0, 8, new byte[100]);
        int[] there = {segment};
        Lsn from = ORIGIN.plusBytes(500_000);
        var scanner =
                new WalScanner(
                        (at, target, offset, length) ->
                                wal.damaged(wal.bytes(), there[0]).read(at, target, offset, length),
                        WalWriter.SMALL,
                        from);
        assertThat(scanner.next()).isEmpty();
        assertThat(scanner.position()).isEqualTo(from);

        there[0] = wal.bytes().length;

        assertThat(rest(scanner)).containsExactly(wal.seen().getLast());
        assertThat(scanner.position()).isEqualTo(wal.end());
    }

    @Test
    void endsBeforeTheRecordThatIsCut() {
        SeededRandom.forAll(
                10,
                random -> {
                    WalWriter wal = randomWal(random);
                    for (int i = 0; i < 100; i++) {
                        int cut = random.between(0, wal.bytes().length);
                        Lsn torn = ORIGIN.plusBytes(cut);
                        var scanner =
                                new WalScanner(
                                        wal.damaged(wal.bytes(), cut), WalWriter.SMALL, ORIGIN);

                        // A switch is whole without the empty rest of its segment.
                        List<Written> whole =
                                wal.written().stream()
                                        .filter(w -> aligned(w.last()).compareTo(torn) <= 0)
                                        .toList();
                        assertThat(rest(scanner))
                                .isEqualTo(whole.stream().map(Written::seen).toList());
                        assertThat(scanner.position())
                                .isEqualTo(whole.isEmpty() ? ORIGIN : there(whole.getLast(), torn));
                    }
                });
    }

    @Test
    void goesOnWhenMoreHasCome() {
        WalWriter wal = randomWal(SeededRandom.withSeed(1));
        int[] there = {0};
        WalSource growing =
                (at, target, offset, length) ->
                        wal.damaged(wal.bytes(), there[0]).read(at, target, offset, length);
        var scanner = new WalScanner(growing, WalWriter.SMALL, ORIGIN);
        List<Seen> found = new ArrayList<>();
        while (there[0] < wal.bytes().length) {
            there[0] = Math.min(wal.bytes().length, there[0] + 5_000);
            found.addAll(rest(scanner));
        }

        assertThat(found).isEqualTo(wal.seen());
    }

    @Test
    void aFlippedBitNeverChangesWhatIsRead() {
        SeededRandom.forAll(
                10,
                random -> {
                    WalWriter wal = randomWal(random);
                    for (int i = 0; i < 100; i++) {
                        byte[] bytes = wal.bytes();
                        int at = random.between(0, bytes.length - 1);
                        bytes[at] ^= (byte) (1 << random.between(0, 7));
                        var scanner =
                                new WalScanner(
                                        wal.damaged(bytes, bytes.length), WalWriter.SMALL, ORIGIN);

                        List<Seen> found = rest(scanner);

                        assertThat(found)
                                .as("byte %d", at)
                                .isEqualTo(firstOf(wal.seen(), found.size()));
                        hit(wal, ORIGIN.plusBytes(at))
                                .ifPresent(w ->
                                        assertThat(scanner.position())
                                                .as("byte %d", at)
                                                .isLessThanOrEqualTo(w.seen().start()));
                    }
                });
    }

    @Test
    void hostileBytesAreAnEndAndTakeNoMemory() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SeededRandom.forAll(
                200,
                random -> {
                    WalWriter wal = randomWal(random);
                    byte[] bytes = wal.bytes();
                    for (int i = 0; i < 20; i++) {
                        byte[] noise = random.bytes(random.between(1, 40));
                        int at = random.between(0, bytes.length - noise.length);
                        // Near the beginning of pages most bytes have a meaning.
                        at = random.oneIn(2) ? at - at % 8192 : at;
                        System.arraycopy(
                                noise, 0, bytes, at, Math.min(noise.length, bytes.length - at));
                    }
                    long before = threads.getCurrentThreadAllocatedBytes();
                    var scanner =
                            new WalScanner(
                                    wal.damaged(bytes, bytes.length), WalWriter.SMALL, ORIGIN);
                    Lsn end = scanner.findEnd();
                    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

                    assertThat(end).isBetween(ORIGIN, wal.end().plusBytes(1 << 20));
                    assertThat(allocated).isLessThan(1_500_000);
                });
    }

    @Test
    void noiseIsNoWal() {
        SeededRandom.forAll(
                100,
                random -> {
                    byte[] noise = random.bytes(random.between(0, 30_000));
                    WalWriter nothing = new WalWriter(18, ORIGIN);
                    var scanner =
                            new WalScanner(
                                    nothing.damaged(noise, noise.length), WalWriter.SMALL, ORIGIN);

                    assertThat(scanner.next()).isEmpty();
                    assertThat(scanner.position()).isEqualTo(ORIGIN);
                });
    }

    @Test
    void aLengthThatLiesCostsNoMemory() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        WalWriter wal = new WalWriter(18, ORIGIN);
        wal.append(1, 0, 7, NOTHING);
        byte[] bytes = wal.bytes();
        // The length of the record: nearly one GiB.
        bytes[43] = 0x3F;
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(all(wal.damaged(bytes, bytes.length), ORIGIN)).isEmpty();

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    }

    @Test
    void passesOverARecordThatTheServerGaveUp() {
        WalWriter wal = new WalWriter(18, ORIGIN);
        wal.append(10, 0, 700, new byte[100]);
        wal.appendGivenUp(100_000);
        wal.append(0, 0xD0, 0, new byte[16]);
        wal.append(10, 0, 701, new byte[100]);

        assertThat(all(wal, ORIGIN)).isEqualTo(wal.seen());
    }

    @Test
    void followsTimelinesForwardOnly() {
        WalWriter wal = new WalWriter(18, ORIGIN);
        wal.append(10, 0, 700, new byte[10_000]);
        wal.nextTimeline();
        Seen last = wal.append(10, 0, 701, new byte[10_000]);
        wal.append(10, 0, 702, new byte[10_000]);
        assertThat(all(wal, ORIGIN)).isEqualTo(wal.seen());
        byte[] bytes = wal.bytes();
        long lastPage = WalPages.pageStart(wal.end().bytes() - 1) - ORIGIN.bytes();
        bytes[(int) lastPage + 4] = 1;

        var scanner = new WalScanner(wal.damaged(bytes, bytes.length), WalWriter.SMALL, ORIGIN);

        assertThat(scanner.findEnd()).isEqualTo(last.end());
    }

    @Test
    void keepsMainDataOfSmallRecordsOfTwoManagersOnly() {
        WalWriter wal = new WalWriter(17, ORIGIN);
        wal.append(0, 0, 0, new byte[] {1, 2, 3});
        wal.append(1, 0x50, 7, new byte[] {4, 5, 6});
        wal.append(10, 0, 7, new byte[] {7, 8, 9});
        wal.append(1, 0x50, 7, new byte[100_000]);
        var scanner = new WalScanner(wal, WalWriter.SMALL, ORIGIN);

        assertThat(scanner.next().orElseThrow().mainData()).containsExactly(1, 2, 3);
        assertThat(scanner.next().orElseThrow().mainData()).containsExactly(4, 5, 6);
        assertThat(scanner.next().orElseThrow().mainData()).isEmpty();
        assertThat(scanner.next().orElseThrow().mainData()).isEmpty();
        assertThat(scanner.next()).isEmpty();
    }

    @Test
    void steppingOverRecordsAllocatesAlmostNothing() {
        WalWriter wal = new WalWriter(18, ORIGIN);
        for (int i = 0; i < 100_000; i++) {
            wal.append(10, 0, 7, new byte[60]);
        }
        new WalScanner(wal, WalWriter.SMALL, ORIGIN).findEnd();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var scanner = new WalScanner(wal, WalWriter.SMALL, ORIGIN);
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(scanner.findEnd()).isEqualTo(wal.end());

        long each = (threads.getCurrentThreadAllocatedBytes() - before) / 100_000;
        assertThat(each).isLessThan(16);
    }

    private static WalWriter randomWal(SeededRandom random) {
        WalWriter wal = new WalWriter(random.between(15, 18), ORIGIN);
        int records = random.between(1, 60);
        for (int i = 0; i < records; i++) {
            int size = random.oneIn(10) ? random.between(5_000, 60_000) : random.between(0, 300);
            if (random.oneIn(60)) {
                wal.appendSwitch();
            } else if (random.oneIn(20) && i > 0) {
                wal.appendGivenUp(30_000);
            } else {
                wal.append(
                        random.between(0, 21), 0x80, random.between(3, 1000), random.bytes(size));
            }
        }
        wal.append(10, 0, 3, NOTHING);
        return wal;
    }

    /// The record to which a byte of WAL belongs, if it is not padding or the header of a page.
    private static Optional<Written> hit(WalWriter wal, Lsn position) {
        long page = WalPages.pageStart(position.bytes());
        long content = page + (WalWriter.SMALL.isBoundary(new Lsn(page)) ? 40 : 24);
        return wal.written().stream()
                .filter(w ->
                        position.bytes() >= content
                                && w.seen().start().compareTo(position) <= 0
                                && position.compareTo(w.last()) < 0)
                .findFirst();
    }

    /// The end of a record, or of what is there of the empty segment after it.
    private static Lsn there(Written last, Lsn torn) {
        return last.seen().end().compareTo(torn) <= 0 ? last.seen().end() : aligned(last.last());
    }

    private static List<Seen> firstOf(List<Seen> all, int count) {
        return all.subList(0, Math.min(count, all.size()));
    }

    private static Lsn aligned(Lsn position) {
        return new Lsn(RecordReader.aligned(position.bytes()));
    }

    private static List<Seen> all(WalSource source, Lsn from) {
        return rest(new WalScanner(source, WalWriter.SMALL, from));
    }

    private static List<Seen> rest(WalScanner scanner) {
        List<Seen> found = new ArrayList<>();
        for (var next = scanner.next(); next.isPresent(); next = scanner.next()) {
            WalRecord record = next.get();
            found.add(
                    new Seen(
                            record.start(),
                            record.end(),
                            record.xid(),
                            record.resourceManager(),
                            record.info()));
        }
        return found;
    }
}
