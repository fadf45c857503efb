package org.cairn.protect.restore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.cairn.kernel.Lsn;

/// When each row of the heartbeat was committed, by PostgreSQL's own reading of its log
/// (`pg_walinspect`): the oracle of what a restore must hold.
final class CommitLog {
    private final List<End> ends = new ArrayList<>();
    private final Map<Long, List<Long>> rowsByXid = new HashMap<>();

    /// That a transaction ended.
    record End(Lsn start, Lsn end, long xid, boolean committed, Instant at) {}

    /// Reads the log from a position on; may be called again for what followed.
    void read(ProtectedServer server, Lsn from) throws SQLException {
        try (Connection connection = server.connect()) {
            try (PreparedStatement ask =
                    connection.prepareStatement(
                            """
                            SELECT start_lsn, end_lsn, xid::text::bigint, record_type,
                                   substring(description FROM
                                             '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+')
                              FROM pg_get_wal_records_info(?::pg_lsn, pg_current_wal_flush_lsn())
                             WHERE resource_manager = 'Transaction'
                               AND record_type IN ('COMMIT', 'ABORT')
                            """)) {
                ask.setString(1, from.toString());
                ResultSet row = ask.executeQuery();
                while (row.next()) {
                    ends.add(
                            new End(
                                    Lsn.parse(row.getString(1)),
                                    Lsn.parse(row.getString(2)),
                                    row.getLong(3),
                                    row.getString(4).equals("COMMIT"),
                                    OffsetDateTime.parse(row.getString(5).replace(' ', 'T') + "Z")
                                            .toInstant()));
                }
            }
            try (PreparedStatement ask = connection.prepareStatement("SELECT xid, id FROM beat")) {
                rowsByXid.clear();
                ResultSet row = ask.executeQuery();
                while (row.next()) {
                    rowsByXid
                            .computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                            .add(row.getLong(2));
                }
            }
        }
        ends.sort(Comparator.comparing(End::start));
    }

    /// Ends of transactions from a position on, in the order of the log.
    List<End> from(Lsn position) {
        return ends.stream().filter(end -> end.start().compareTo(position) >= 0).toList();
    }

    /// The rows that were committed by records that begin before a position.
    List<Long> rowsBefore(Lsn position) {
        var rows = new TreeSet<Long>();
        for (End end : ends) {
            if (end.committed() && end.start().compareTo(position) < 0) {
                rows.addAll(rowsByXid.getOrDefault(end.xid(), List.of()));
            }
        }
        return List.copyOf(rows);
    }
}
