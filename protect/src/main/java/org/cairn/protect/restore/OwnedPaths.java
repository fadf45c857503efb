package org.cairn.protect.restore;

import java.util.Set;
import java.util.regex.Pattern;

/// What of a data directory is PostgreSQL's own, by its path: what only it writes, under names that
/// only it gives. The rest (configuration, logs, whatever somebody put there) is somebody's.
final class OwnedPaths {
    private static final Set<String> FOLDERS =
            Set.of(
                    "base",
                    "global",
                    "pg_commit_ts",
                    "pg_dynshmem",
                    "pg_logical",
                    "pg_multixact",
                    "pg_notify",
                    "pg_replslot",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat",
                    "pg_stat_tmp",
                    "pg_subtrans",
                    "pg_tblspc",
                    "pg_twophase",
                    "pg_wal",
                    "pg_xact");

    // PostgreSQL lets these lie elsewhere, behind a link.
    private static final Set<String> MAY_BE_LINKS =
            Set.of(
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_replslot",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans",
                    "pg_wal");

    private static final Set<String> FILES =
            Set.of(
                    "PG_VERSION",
                    "backup_label",
                    "backup_label.old",
                    "backup_manifest",
                    "current_logfiles",
                    "current_logfiles.tmp",
                    "postgresql.auto.conf.tmp",
                    "postmaster.opts",
                    "postmaster.pid",
                    "recovery.signal",
                    "standby.signal",
                    "tablespace_map",
                    "tablespace_map.old");

    // Of relations (with forks and segments), of transaction logs and WAL (hexadecimal), of
    // statistics, slots and snapshots, and of what was being written.
    private static final Pattern NAMES =
            Pattern.compile(
                    "\\d+(_[a-z]+)?(\\.\\d+)?|t\\d+_\\d+(_[a-z]+)?(\\.\\d+)?"
                            + "|[0-9A-Fa-f]+([.-][0-9A-Za-z.-]+)?|PG_\\w+|pg_(control|filenode)[.\\w]*"
                            + "|pg_internal\\.init.*|pgsql_tmp.*|xlogtemp\\.\\d+|RECOVERY\\w+"
                            + "|(map|db|xid)[-_][0-9a-zA-Z_-]+(\\.\\w+)?|[\\w-]+\\.(stat|tmp|snap|map)"
                            + "|state|mappings|snapshots|members|offsets|archive_status|summaries"
                            + "|replorigin_checkpoint");

    private OwnedPaths() {}

    /// Whether a path lies in a folder that only PostgreSQL writes into, or is a file that it
    /// makes.
    static boolean isOwned(String path) {
        int slash = path.indexOf('/');
        return slash < 0
                ? FOLDERS.contains(path) || FILES.contains(path)
                : FOLDERS.contains(path.substring(0, slash));
    }

    /// Whether an owned path has a name that PostgreSQL gives: without it, it can be removed.
    static boolean isNamedByServer(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        // A slot is called as somebody likes.
        return path.indexOf('/') < 0
                || path.matches("pg_replslot/[a-z0-9_]+")
                || NAMES.matcher(name).matches();
    }

    static boolean mayBeLink(String path) {
        return MAY_BE_LINKS.contains(path);
    }

    static boolean isConfiguration(String path) {
        return path.endsWith(".conf");
    }
}
