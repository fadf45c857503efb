package org.cairn.protect.restore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.TimelineHistory;
import org.cairn.postgres.wal.TransactionEnd;
import org.cairn.postgres.wal.WalScanner;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalObject;

/// Real WAL of the first timeline in a vault, told by another clock: the times at which
/// transactions ended are changed in their records, and the records' checksums with them. That is
/// what a server whose clock jumps would have written.
final class Retimed {
    private static final SegmentSize SIZE = new SegmentSize(1 << 20);
    private static final int PAGE = 8192;
    private static final int LONG_HEADER = 40;
    private static final int SHORT_HEADER = 24;
    private static final int RECORD_HEADER = 24;
    private static final int CRC_AT = 20;
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Vault vault;
    private final Path folder;
    private final List<WalObject> objects;
    private final long origin;
    private final byte[] bytes;

    private Retimed(Vault vault, Path folder, String server) {
        this.vault = vault;
        this.folder = folder;
        this.objects =
                vault.wal().list(server).stream()
                        .filter(object -> object.range().timeline().equals(Timeline.FIRST))
                        .toList();
        this.origin = objects.getFirst().range().start().bytes();
        long end =
                objects.stream().mapToLong(object -> object.range().end().bytes()).max().orElse(0);
        this.bytes = new byte[Math.toIntExact(end - origin)];
        var path = TimelinePath.of(TimelineHistory.first());
        try (var wal = new VaultWal(new ListedWal(vault.wal(), server), path)) {
            wal.read(new Lsn(origin), bytes, 0, bytes.length);
        }
    }

    /// Changes the times of all transactions that ended from a position on, in their order; gives
    /// them as they are told then.
    static List<TransactionEnd> from(
            Lsn position,
            Vault vault,
            Path folder,
            String server,
            UnaryOperator<TransactionEnd> clock) {
        var retimed = new Retimed(vault, folder, server);
        List<TransactionEnd> told = new ArrayList<>();
        for (TransactionEnd end : retimed.ends()) {
            if (end.start().compareTo(position) >= 0) {
                TransactionEnd changed = clock.apply(end);
                retimed.tell(changed);
                told.add(changed);
            }
        }
        retimed.putBack();
        return told;
    }

    private List<TransactionEnd> ends() {
        List<TransactionEnd> ends = new ArrayList<>();
        var scanner =
                new WalScanner(
                        (at, target, offset, length) -> {
                            int begin = (int) (at.bytes() - origin);
                            int count = Math.clamp(bytes.length - begin, 0, length);
                            System.arraycopy(bytes, begin, target, offset, count);
                            return count;
                        },
                        SIZE,
                        new Lsn(origin));
        for (var end = scanner.nextTransactionEnd();
                end.isPresent();
                end = scanner.nextTransactionEnd()) {
            ends.add(end.get());
        }
        return ends;
    }

    /// Where each byte of a record stands; headers of pages are between them.
    private int[] placesOf(long start) {
        int first = (int) (start - origin);
        int total = ByteBuffer.wrap(bytes, first, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
        int[] places = new int[total];
        long at = start;
        for (int i = 0; i < total; i++) {
            if (at % PAGE == 0) {
                at += at % SIZE.bytes() == 0 ? LONG_HEADER : SHORT_HEADER;
            }
            places[i] = (int) (at - origin);
            at++;
        }
        return places;
    }

    private void tell(TransactionEnd end) {
        int[] places = placesOf(end.start().bytes());
        byte[] record = new byte[places.length];
        for (int i = 0; i < record.length; i++) {
            record[i] = bytes[places[i]];
        }
        ByteBuffer fields = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        fields.putLong(timeAt(fields), ChronoUnit.MICROS.between(POSTGRES_EPOCH, end.at()));
        var crc = new CRC32C();
        crc.update(record, RECORD_HEADER, record.length - RECORD_HEADER);
        crc.update(record, 0, CRC_AT);
        fields.putInt(CRC_AT, (int) crc.getValue());
        for (int i = 0; i < record.length; i++) {
            bytes[places[i]] = record[i];
        }
    }

    /// The records of these tests have main data only.
    private static int timeAt(ByteBuffer record) {
        int kind = record.get(RECORD_HEADER) & 0xFF;
        return switch (kind) {
            case 255 -> RECORD_HEADER + 2;
            case 254 -> RECORD_HEADER + 5;
            default -> throw new IllegalStateException("a part of kind " + kind);
        };
    }

    private void putBack() {
        for (WalObject object : objects) {
            int from = (int) (object.range().start().bytes() - origin);
            byte[] part =
                    Arrays.copyOfRange(bytes, from, from + (int) object.range().lengthBytes());
            try {
                Files.delete(folder.resolve(object.name().value()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            vault.wal()
                    .put(
                            object,
                            16 << 20,
                            new ByteArrayInputStream(part),
                            Instant.parse("2026-11-01T10:00:00Z"));
        }
    }
}
