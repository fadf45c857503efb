package org.cairn.postgres.wal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.cairn.kernel.Lsn;

/// The creation of a tablespace in WAL (`xl_tblspc_create_rec`). Replayed as it is, it makes the
/// link `pg_tblspc/OID` anew, to the place where the original was.
///
/// @param oid 32 bits, unsigned
/// @param location the folder on the original server; empty for one in the data directory itself
/// @param withoutPlace what takes the location out of the record. Replay then uses the link that is
///   there: PostgreSQL makes a tablespace without a location at `pg_tblspc/OID` and is content with
///   what it finds (`create_tablespace_directories` of tablespace.c, since 15)
public record TablespaceCreation(Lsn at, long oid, String location, List<WalPatch> withoutPlace) {
    // rmgrlist.h and tablespace.h of PostgreSQL 15 to 18.
    static final int RM_TABLESPACE = 5;
    private static final int CREATE = 0x00;
    private static final int INFO_OF_MANAGER = 0xF0;
    private static final int LOCATION_AT = 4;

    public TablespaceCreation {
        withoutPlace = List.copyOf(withoutPlace);
    }

    /// Reads it out of a record, which may be another one.
    static Optional<TablespaceCreation> of(RecordReader record) {
        byte[] main = record.main();
        if (record.resourceManager() != RM_TABLESPACE
                || (record.info() & INFO_OF_MANAGER) != CREATE
                || main.length <= LOCATION_AT) {
            return Optional.empty();
        }
        int end = LOCATION_AT;
        while (end < main.length && main[end] != 0) {
            end++;
        }
        return Optional.of(
                new TablespaceCreation(
                        new Lsn(record.start()),
                        LittleEndian.uint32(main, 0),
                        new String(main, LOCATION_AT, end - LOCATION_AT, StandardCharsets.UTF_8),
                        record.withMainByte(LOCATION_AT, (byte) 0)));
    }
}
