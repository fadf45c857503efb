package org.cairn.vault.snapshot;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.vault.server.ServerRecord;
import org.cairn.vault.store.ObjectName;

/// The name of a snapshot object: `snap/<server>/<start>-<label>`.
///
/// @param start 16 hexadecimal digits in the name, so that the snapshots of a server order by it
record SnapshotName(String server, Lsn start, String label) {
    static final String FOLDER = "snap/";

    private static final String LABEL_FORM = "\\d{8}t\\d{6}z(?:-[1-9]\\d{0,5})?";
    private static final Pattern LABEL = Pattern.compile(LABEL_FORM);
    private static final Pattern FORM =
            Pattern.compile("snap/(\\d{1,20})/([0-9a-f]{16})-(" + LABEL_FORM + ")");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss'z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    SnapshotName {
        ServerRecord.requireIdentifier(server);
        requireLabel(label);
    }

    static void requireLabel(String label) {
        if (!LABEL.matcher(label).matches()) {
            throw new IllegalArgumentException("not the label of a snapshot: " + label);
        }
    }

    /// Makes the label of a snapshot that was finished at a time.
    ///
    /// @param nth from 1; the first has no suffix
    static String labelAt(Instant finished, int nth) {
        return TIME.format(finished) + (nth == 1 ? "" : "-" + nth);
    }

    /// Reads a name; empty for an object that is no snapshot.
    static Optional<SnapshotName> parse(ObjectName name) {
        Matcher matcher = FORM.matcher(name.value());
        if (!matcher.matches() || !ServerRecord.isIdentifier(matcher.group(1))) {
            return Optional.empty();
        }
        try {
            var start = new Lsn(Long.parseLong(matcher.group(2), 16));
            return Optional.of(new SnapshotName(matcher.group(1), start, matcher.group(3)));
        } catch (IllegalArgumentException _) {
            // Sixteen digits that are no position: the highest bit is set.
            return Optional.empty();
        }
    }

    static String folderOf(String server) {
        ServerRecord.requireIdentifier(server);
        return FOLDER + server + "/";
    }

    ObjectName object() {
        return new ObjectName(folderOf(server) + unique());
    }

    /// What no other snapshot of the server is called: PostgreSQL lets no two backups start at one
    /// position (`do_pg_backup_start`).
    String unique() {
        return "%016x-%s".formatted(start.bytes(), label);
    }

    /// Its label, or more where another of these has the same.
    String clearAmong(List<SnapshotName> these) {
        return these.stream().filter(other -> other.label.equals(label)).count() > 1
                ? unique()
                : label;
    }
}
