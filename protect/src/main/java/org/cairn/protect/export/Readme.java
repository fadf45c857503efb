package org.cairn.protect.export;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.snapshot.SnapshotRecovery;

/// The words that come with an export: what is in it, and the commands by which PostgreSQL restores
/// it. A test does what they say.
final class Readme {
    static final String NAME = "README.txt";

    private static final String DOCUMENTS =
            """

            The documents
            -------------

            documents/index.jsonl has one line of JSON for each document that was fetched: id, source,
            url, member (its name inside an archive), media_type, fetched_at, sha256, bytes, and file:
            where its bytes are, below documents/.
            """;

    private Readme() {}

    static String withoutBackup() {
        return head("It holds the documents of a vault of Cairn; the vault has no backup.")
                + DOCUMENTS;
    }

    /// @param configuration which files of the configuration the backup has
    static String of(Snapshot snapshot, WalFiles wal, Set<String> configuration) {
        return head(
                        """
                        It holds backup %s of a PostgreSQL %s, finished at
                        %s, and its write-ahead log up to %s. Nothing in it is encrypted.
                        """
                                .formatted(
                                        snapshot.label(),
                                        snapshot.facts().server().version(),
                                        snapshot.facts().span().finishedAt(),
                                        wal.end()))
                + restore(snapshot, wal, configuration);
    }

    static String documents() {
        return DOCUMENTS;
    }

    private static String head(String what) {
        return """
        This folder needs no Cairn.

        %s

        Whether all of it is as it was written:  sha256sum -c SHA256SUMS
        """
                .formatted(what.strip());
    }

    private static String restore(Snapshot snapshot, WalFiles wal, Set<String> configuration) {
        return """

        How to restore it
        -----------------

        You need the programs of PostgreSQL %d and tar. Do this in a shell as the user that PostgreSQL
        runs as (not as root), after setting the first four lines to what is true where you are: this
        folder, a folder that does not exist yet, the programs, and a port that is free.

        # begin of the commands
        EXPORT=${EXPORT:-/path/of/this/folder}
        DATA=${DATA:-/path/of/a/new/folder}
        BIN=${BIN:-/usr/lib/postgresql/%d/bin}
        PORT=${PORT:-5433}

        mkdir -m 700 "$DATA"
        tar -xf "$EXPORT/base.tar" -C "$DATA"
        %s%scat >> "$DATA/postgresql.auto.conf" <<END
        restore_command = 'cp "$EXPORT/wal/%%f" "%%p"'
        recovery_target_timeline = '%d'
        recovery_target = ''
        recovery_target_lsn = ''
        recovery_target_name = ''
        recovery_target_time = ''
        recovery_target_xid = ''
        archive_mode = off
        primary_conninfo = ''
        primary_slot_name = ''
        synchronous_standby_names = ''
        %sEND
        touch "$DATA/recovery.signal"

        "$BIN/pg_ctl" -D "$DATA" -l "$DATA/restore.log" -w -t 86400 -o "-p $PORT \\
          -c listen_addresses=127.0.0.1 -c unix_socket_directories='' \\
          -c data_directory='$DATA' -c hba_file='$DATA/pg_hba.conf' \\
          -c ident_file='$DATA/pg_ident.conf' -c external_pid_file=''" start
        # end of the commands

        The server replays the log and is then open for writing, on a timeline of its own. What it says
        is in restore.log; where it misses a file that its postgresql.conf names or includes, remove
        that line. Afterwards remove from postgresql.auto.conf what is not to stay, and start it as you
        start your servers. Its users and passwords are those of the original.

        To stop earlier, give a time within the log instead of the empty recovery_target_time, such as
        '2026-11-27 10:00:00+00', and recovery_target_action = 'promote'.
        """
                .formatted(
                        snapshot.facts().server().major(),
                        snapshot.facts().server().major(),
                        tablespaces(snapshot.facts().recovery()),
                        configuration(configuration),
                        wal.timeline(),
                        settings(snapshot.facts().recovery().settings()));
    }

    private static String tablespaces(SnapshotRecovery recovery) {
        return recovery.tablespaces().stream()
                .map(tablespace ->
                        """
                        # The tablespace that was in %2$s; it may go anywhere.
                        mkdir -m 700 "$DATA-%1$d"
                        tar -xf "$EXPORT/%1$d.tar" -C "$DATA-%1$d"
                        sed -i "s|^%1$d .*|%1$d $DATA-%1$d|" "$DATA/tablespace_map"
                        """
                                .formatted(
                                        tablespace.oid(),
                                        tablespace.location().replaceAll("\\p{Cntrl}", "?")))
                .collect(Collectors.joining());
    }

    private static String configuration(Set<String> has) {
        var text = new StringBuilder();
        if (!has.contains("postgresql.conf")) {
            text.append(
                    """
                    # The server's postgresql.conf was not in its data directory.
                    touch "$DATA/postgresql.conf"
                    """);
        }
        if (!has.contains("pg_hba.conf")) {
            text.append(
                    """
                    # Its pg_hba.conf was not either: who is on this machine enters with a password.
                    echo 'host all all 127.0.0.1/32 scram-sha-256' > "$DATA/pg_hba.conf"
                    touch "$DATA/pg_ident.conf"
                    """);
        }
        return text.toString();
    }

    /// What recovery compares with the original: it does not start with less.
    private static String settings(Map<String, String> settings) {
        return settings.entrySet().stream()
                .filter(each -> each.getValue().matches("[A-Za-z0-9_]+"))
                .map(each -> "%s = %s\n".formatted(each.getKey(), each.getValue()))
                .sorted()
                .collect(Collectors.joining());
    }
}
