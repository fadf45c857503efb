package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The `restore_command` of a server that replays: a few lines of shell that take what
/// [WalPrefetch] has laid out, so that no JVM is started for a segment.
///
/// Its exit code is a contract with PostgreSQL: 0 found; 1 there is certainly no such file, so the
/// end of WAL is reached; 200 not known, and then recovery stops with an error instead of ending
/// early and losing what follows (anything above 128 does that, see `RestoreArchivedFile` and
/// `wait_result_is_any_signal` in PostgreSQL).
///
/// ```
/// <folder>/fetch      this script
/// <folder>/names      every file that the vault can give, one a line
/// <folder>/owner      pid of the process that lays them out, and when it was started
/// <folder>/failed     there when it could not go on
/// <folder>/ready/     files that are whole, to be moved away
/// <folder>/asked/     an empty file for each that somebody waits for
/// ```
record FetchScript(Path folder) {
    // Of the fields behind the name; proc_pid_stat(5) counts from the pid.
    private static final int STARTED = 19;

    Path file() {
        return folder.resolve("fetch");
    }

    Path names() {
        return folder.resolve("names");
    }

    Path owner() {
        return folder.resolve("owner");
    }

    Path failed() {
        return folder.resolve("failed");
    }

    Path ready() {
        return folder.resolve("ready");
    }

    Path asked() {
        return folder.resolve("asked");
    }

    /// What PostgreSQL is told to run; it replaces `%f` and `%p`, and `%%` by one `%`.
    String command() {
        return "sh " + quoted(file().toString()).replace("%", "%%") + " %f %p";
    }

    String text() {
        return """
        # Gives PostgreSQL the WAL file $1 at $2. 0: found. 1: there is none. 200: not known, stop.
        cd %s || exit 200
        target=$OLDPWD/$2
        case $2 in /*) target=$2 ;; esac
        case $1 in */* | .*) exit 200 ;; esac
        is_owned() {
            read -r pid born <owner && read -r stat <"/proc/$pid/stat" || return 1
            set -- ${stat##*) }
            [ "$1" != Z ] && [ "${20}" = "$born" ]
        }
        first=yes
        while :; do
            if [ -e "ready/$1" ]; then
                mv -f "ready/$1" "$target" && exit 0
                exit 200
            fi
            if [ $first = yes ]; then
                grep -qxF "$1" names
                case $? in 0) ;; 1) exit 1 ;; *) exit 200 ;; esac
                : >"asked/$1" || exit 200
                first=no
            fi
            [ ! -e failed ] || exit 200
            is_owned || exit 200
            sleep 0.02
        done
        """
                .formatted(quoted(folder.toString()));
    }

    /// What is to be in [#owner]. The number of a process that ended is given again; together with
    /// the ticks since boot at which it was started (`/proc/PID/stat`) it is not.
    static String owner(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return "%d %s\n".formatted(pid, fields[STARTED]);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
