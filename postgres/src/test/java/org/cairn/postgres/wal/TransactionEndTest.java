package org.cairn.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import org.cairn.kernel.Lsn;
import org.cairn.postgres.wal.TransactionEnd.Kind;
import org.cairn.postgres.wal.WalWriter.Seen;
import org.cairn.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TransactionEndTest {
    private static final Lsn ORIGIN = new Lsn(5L << 32);
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final long AT_MICROS = 820_638_245_678_901L;

    @ParameterizedTest
    @CsvSource({"0x00, COMMIT", "0x20, ABORT", "0x80, COMMIT", "0xA0, ABORT"})
    void anEndSaysWhoAndWhen(String info, Kind kind) {
        WalWriter wal = new WalWriter(18, ORIGIN);
        Seen record = wal.append(1, Integer.decode(info), -2, time());

        assertThat(only(wal))
                .contains(new TransactionEnd(record.start(), record.end(), -2, kind, AT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x10", "0x50", "0x60"})
    void preparingAndAssigningAreNoEnd(String info) {
        WalWriter wal = new WalWriter(18, ORIGIN);
        wal.append(1, Integer.decode(info), 7, time());

        assertThat(only(wal)).isEmpty();
    }

    @Test
    void otherManagersEndNothing() {
        WalWriter wal = new WalWriter(18, ORIGIN);
        wal.append(0, 0, 7, time());
        wal.append(10, 0, 7, time());

        assertThat(only(wal)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void aPreparedOneHasTheXidBehindAllOtherParts(int major) {
        for (int items : new int[] {0, 1, 3, 20_000}) {
            WalWriter wal = new WalWriter(major, ORIGIN);
            wal.append(10, 0, 0, new byte[8000]);
            Seen record = wal.append(1, 0xB0, 0, allParts(major, items));

            assertThat(only(wal))
                    .as("%d items", items)
                    .contains(
                            new TransactionEnd(
                                    record.start(), record.end(), 4711, Kind.COMMIT, AT));
        }
    }

    @Test
    void dataThatLieAreNoException() {
        SeededRandom.forAll(
                200,
                random -> {
                    WalWriter wal = new WalWriter(random.between(15, 18), ORIGIN);
                    for (int i = 0; i < 20; i++) {
                        wal.append(
                                1, random.between(0, 255), 7, random.bytes(random.between(0, 60)));
                    }
                    var scanner = new WalScanner(wal, WalWriter.SMALL, ORIGIN);
                    while (scanner.nextTransactionEnd().isPresent()) {
                        // Whatever it says, the scanner goes on.
                    }

                    assertThat(scanner.position()).isEqualTo(wal.end());
                });
    }

    /// A commit of a prepared transaction with every part that there is before the xid, as
    /// `XactLogCommitRecord` writes it.
    private static byte[] allParts(int major, int items) {
        int statistics = major < 18 ? 12 : 16;
        ByteBuffer data =
                ByteBuffer.allocate(64 + items * (4 + 12 + statistics + 16))
                        .order(ByteOrder.LITTLE_ENDIAN);
        data.putLong(AT_MICROS).putInt(1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 8);
        data.putInt(5).putInt(1663);
        for (int itemBytes : new int[] {4, 12, statistics, 16}) {
            data.putInt(items).put(new byte[items * itemBytes]);
        }
        data.putInt(4711);
        byte[] result = new byte[data.position()];
        data.flip().get(result);
        return result;
    }

    private static byte[] time() {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        return data.putLong(AT_MICROS).putInt(0).array();
    }

    private static Optional<TransactionEnd> only(WalSource wal) {
        var scanner = new WalScanner(wal, WalWriter.SMALL, ORIGIN);
        Optional<TransactionEnd> found = scanner.nextTransactionEnd();
        assertThat(scanner.nextTransactionEnd()).isEmpty();
        return found;
    }
}
