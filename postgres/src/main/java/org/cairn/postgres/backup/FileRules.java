package org.cairn.postgres.backup;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which files of a data directory a backup takes and which of them are pages: PostgreSQL's own
/// lists (`backup/basebackup.c`: excludeDirContents, excludeFiles, isRelationDir; `storage/file`:
/// temporary names), plus the signal files, which a backup must not inherit.
///
/// Paths are relative, with `/`.
final class FileRules {
    /// Directories that are kept and come back empty.
    private static final Set<String> EMPTIED =
            Set.of(
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_replslot",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans",
                    "pg_wal/archive_status",
                    "pg_wal/summaries");

    private static final Set<String> LEFT_OUT =
            Set.of(
                    ".DS_Store",
                    "backup_label",
                    "backup_manifest",
                    "current_logfiles.tmp",
                    "postgresql.auto.conf.tmp",
                    "postmaster.opts",
                    "postmaster.pid",
                    "recovery.signal",
                    "standby.signal",
                    "tablespace_map");

    /// Without what lies below these the server does not start or loses data.
    private static final Set<String> VITAL =
            Set.of(
                    "base",
                    "global",
                    "pg_commit_ts",
                    "pg_logical",
                    "pg_multixact",
                    "pg_stat",
                    "pg_tblspc",
                    "pg_twophase",
                    "pg_xact");

    private static final Pattern RELATIONS =
            Pattern.compile("global|base/\\d+|pg_tblspc/\\d+/PG_[^/]+/\\d+");
    private static final Pattern TEMPORARY = Pattern.compile("t\\d+_\\d+(_\\w+)?(\\.\\d+)?");
    private static final Pattern RELATION =
            Pattern.compile("(\\d{1,10})(_(?:fsm|vm|init))?(?:\\.(\\d{1,6}))?");
    private static final Pattern INIT = Pattern.compile("(\\d{1,10})_init(?:\\.\\d{1,6})?");

    private final int blocksPerFile;

    FileRules(int blocksPerFile) {
        this.blocksPerFile = blocksPerFile;
    }

    /// A directory that is kept without what it holds.
    static boolean isEmptied(String directory) {
        return EMPTIED.contains(directory);
    }

    /// The directory of the WAL: only its own directories are kept, and they are emptied.
    static boolean isWal(String directory) {
        return directory.equals("pg_wal");
    }

    static boolean isVital(String path) {
        int slash = path.indexOf('/');
        return VITAL.contains(slash < 0 ? path : path.substring(0, slash));
    }

    /// A file that no backup takes, wherever it lies.
    static boolean isLeftOut(String name) {
        return LEFT_OUT.contains(name)
                || name.startsWith("pgsql_tmp")
                || name.startsWith("pg_internal.init");
    }

    /// Whether a file that was listed may be gone a moment later without a loss: the WAL says so
    /// too, or nobody needs it. Not so for what the server reads when it starts.
    static boolean mayVanish(String path) {
        boolean startup = path.indexOf('/') < 0 || path.startsWith("global/");
        return !startup || path.endsWith(".tmp") || path.equals("current_logfiles");
    }

    /// Whether the directory holds the relations of a database.
    static boolean holdsRelations(String directory) {
        return RELATIONS.matcher(directory).matches();
    }

    /// The numbers of the unlogged relations among the names of one directory. Call it with all
    /// names: the fork that tells may come last.
    static Set<String> unlogged(Collection<String> names) {
        var numbers = new HashSet<String>();
        for (String name : names) {
            Matcher init = INIT.matcher(name);
            if (init.matches()) {
                numbers.add(init.group(1));
            }
        }
        return numbers;
    }

    /// A file of a directory of relations that the server makes anew: of a temporary relation, or
    /// of an unlogged one other than its init fork.
    static boolean isMadeAnew(String name, Set<String> unlogged) {
        if (TEMPORARY.matcher(name).matches()) {
            return true;
        }
        Matcher relation = RELATION.matcher(name);
        return relation.matches()
                && unlogged.contains(relation.group(1))
                && !"_init".equals(relation.group(2));
    }

    /// The number in its relation of the first page of a file, if the file consists of pages.
    Optional<Integer> firstBlock(String directory, String name) {
        Matcher relation = RELATION.matcher(name);
        if (!holdsRelations(directory) || !relation.matches()) {
            return Optional.empty();
        }
        String segment = relation.group(3);
        // Unsigned: the last file of the largest relation begins beyond 2^31.
        return Optional.of(segment == null ? 0 : Integer.parseInt(segment) * blocksPerFile);
    }
}
