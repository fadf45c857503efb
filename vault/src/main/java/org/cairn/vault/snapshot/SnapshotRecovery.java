package org.cairn.vault.snapshot;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a server needs besides its files to recover from a snapshot.
///
/// @param settings of the server that recovery asks for at least, such as `max_connections`
/// @param backupLabel the file backup_label, byte for byte as pg_backup_stop gave it (ISO 8859-1)
/// @param tablespaceMap the file tablespace_map, byte for byte; empty when there is none
/// @param tablespaces besides the two that lie in the data directory
public record SnapshotRecovery(
        Map<String, String> settings,
        FileBytes backupLabel,
        FileBytes tablespaceMap,
        List<Tablespace> tablespaces) {
    public SnapshotRecovery {
        settings = sorted(settings);
        tablespaces = List.copyOf(tablespaces);
    }

    /// A tablespace of the server.
    ///
    /// @param oid 32 bits, unsigned
    /// @param location its folder on the server
    public record Tablespace(long oid, String location) {
        public Tablespace {
            if (oid < 1 || oid > 0xFFFF_FFFFL) {
                throw new IllegalArgumentException("not an oid: " + oid);
            }
        }
    }

    private static SortedMap<String, String> sorted(Map<String, String> settings) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }
}
