package org.cairn.protect.restore;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.cairn.kernel.ProblemException;
import org.cairn.postgres.wal.TablespaceCreation;
import org.cairn.postgres.wal.WalPatch;
import org.cairn.protect.ProtectProblems;
import org.cairn.vault.snapshot.Snapshot;

/// The tablespaces of a copy, and where somebody wants them.
///
/// @param originals where each of them was, by its number
/// @param given where they are to be; the others go beside the data directory
/// @param created those that the snapshot lacks and replay would make
public record TablespacePlaces(
        Map<Long, String> originals, Map<Long, Path> given, List<TablespaceCreation> created) {
    public TablespacePlaces {
        originals = Map.copyOf(originals);
        given = Map.copyOf(given);
        created = List.copyOf(created);
    }

    /// Checks what was given. Problems: `tablespace-unknown`, and `tablespace-in-wal` for one that
    /// replay would put into its original place, where the old server may still be.
    static TablespacePlaces of(
            Snapshot snapshot, List<TablespaceCreation> log, Map<Long, Path> given) {
        Map<Long, String> originals = new TreeMap<>();
        snapshot.facts()
                .recovery()
                .tablespaces()
                .forEach(each -> originals.put(each.oid(), each.location()));
        List<Long> stored = List.copyOf(originals.keySet());
        log.forEach(each -> originals.putIfAbsent(each.oid(), each.location()));
        for (Long oid : given.keySet()) {
            if (!originals.containsKey(oid)) {
                throw unknown(oid, originals);
            }
        }
        for (TablespaceCreation each : log) {
            if (!stored.contains(each.oid()) && !given.containsKey(each.oid())) {
                throw withoutPlace(snapshot, each);
            }
        }
        return new TablespacePlaces(originals, given, log);
    }

    /// What keeps replay from making links to the original places.
    List<WalPatch> patches() {
        return created.stream().flatMap(each -> each.withoutPlace().stream()).toList();
    }

    /// A folder for each.
    Map<Long, Path> folders(Path beside) {
        Map<Long, Path> folders = new HashMap<>();
        for (Long oid : originals.keySet()) {
            Path place = given.get(oid);
            folders.put(
                    oid,
                    place != null
                            ? place.toAbsolutePath().normalize()
                            : beside.resolve(Long.toString(oid)));
        }
        return folders;
    }

    private static ProblemException unknown(Long oid, Map<Long, String> originals) {
        String those =
                originals.entrySet().stream()
                        .map(each -> "%d (%s)".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining(", "));
        return ProtectProblems.TABLESPACE_UNKNOWN
                .says("there is no tablespace %d at that point", oid)
                .what("there are: %s", those.isEmpty() ? "none" : those)
                .kept("nothing was written")
                .remedy("Name one of those with --tablespace, or leave the option out.")
                .with("oid", oid)
                .asException();
    }

    private static ProblemException withoutPlace(Snapshot snapshot, TablespaceCreation creation) {
        return ProtectProblems.TABLESPACE_IN_WAL
                .says("tablespace %d was created after backup %s", creation.oid(), snapshot.label())
                .what(
                        "replaying %s would link the copy to the tablespace's own place, %s",
                        creation.at(), creation.location())
                .kept("nothing was written")
                .remedy(
                        "Say where it goes with --tablespace %d=DIR; or restore to a point before it,"
                                + " or from a backup that was taken after it.",
                        creation.oid())
                .with("lsn", creation.at())
                .with("oid", creation.oid())
                .asException();
    }
}
