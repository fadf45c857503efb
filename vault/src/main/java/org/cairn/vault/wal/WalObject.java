package org.cairn.vault.wal;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.server.ServerRecord;
import org.cairn.vault.store.ObjectName;

/// One range of WAL in the vault. Orders by timeline, start and end, segments before fragments.
///
/// @param server its system identifier
public record WalObject(String server, WalRange range, Kind kind) implements Comparable<WalObject> {
    /// What a range is cut by.
    public enum Kind {
        /// One file of WAL, as PostgreSQL cuts it.
        SEGMENT,
        /// What had arrived of a segment when it was shipped.
        FRAGMENT
    }

    /// The longest range of one object: the largest segment that PostgreSQL knows, 1 GiB.
    public static final long MAX_BYTES = 1L << 30;

    private static final Pattern FORM =
            Pattern.compile("wal/(\\d{1,20})/([0-9a-f]{8})/(frag/)?([0-9a-f]{16})-([0-9a-f]{16})");
    private static final Comparator<WalObject> ORDER =
            Comparator.comparing((WalObject object) -> object.range().timeline())
                    .thenComparing(object -> object.range().start())
                    .thenComparing(object -> object.range().end())
                    .thenComparing(WalObject::kind)
                    .thenComparing(WalObject::server);

    public WalObject {
        ServerRecord.requireIdentifier(server);
        if (range.lengthBytes() > MAX_BYTES) {
            throw new IllegalArgumentException("too much WAL for one object: " + range);
        }
    }

    /// Reads a name; empty for an object that holds no WAL.
    static Optional<WalObject> parse(ObjectName name) {
        Matcher matcher = FORM.matcher(name.value());
        return matcher.matches()
                ? parse(matcher).filter(object -> object.name().equals(name))
                : Optional.empty();
    }

    private static Optional<WalObject> parse(Matcher name) {
        try {
            var range =
                    new WalRange(
                            Timeline.parseHex(name.group(2)),
                            new Lsn(Long.parseLong(name.group(4), 16)),
                            new Lsn(Long.parseLong(name.group(5), 16)));
            Kind kind = name.group(3) == null ? Kind.SEGMENT : Kind.FRAGMENT;
            return Optional.of(new WalObject(name.group(1), range, kind));
        } catch (IllegalArgumentException _) {
            // Digits that are no range, such as an end before its start.
            return Optional.empty();
        }
    }

    /// The name, which alone says all that this record does.
    public ObjectName name() {
        String folder = WalNames.timeline(server, range.timeline());
        String between = kind == Kind.SEGMENT ? "" : "frag/";
        return new ObjectName(folder + between + WalNames.range(range));
    }

    /// Says whether all of this object's range lies in `other`, on the same timeline.
    public boolean isWithin(WalRange other) {
        return range.timeline().equals(other.timeline())
                && range.start().compareTo(other.start()) >= 0
                && range.end().compareTo(other.end()) <= 0;
    }

    @Override
    public int compareTo(WalObject other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return name().value();
    }
}
