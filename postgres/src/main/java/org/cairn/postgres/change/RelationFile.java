package org.cairn.postgres.change;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the path of a relation's file says (`common/relpath.c`, `storage/reinit.c`:
/// parse_filename_for_nontemp_relation).
///
/// @param segment the number of the file among those of its fork, from 0
public record RelationFile(Relation relation, Fork fork, int segment) {
    static final long DEFAULT_TABLESPACE = 1663;
    static final long SHARED_TABLESPACE = 1664;

    // The numbers have no leading zeros, as PostgreSQL wants it. Segment 32767 of 1 GiB is the last
    // that a relation can have; builds with smaller segments have more of them.
    private static final Pattern PATH =
            Pattern.compile(
                    "(?:global|base/(?<database>[1-9]\\d{0,9})"
                            + "|pg_tblspc/(?<space>[1-9]\\d{0,9})/PG_[^/]+/(?<inside>[1-9]\\d{0,9}))"
                            + "/(?<number>[1-9]\\d{0,9})(?<fork>_fsm|_vm|_init|)"
                            + "(?:\\.(?<segment>[1-9]\\d{0,8}))?");

    public RelationFile {
        if (relation.number() == 0 || segment < 0) {
            throw new IllegalArgumentException(
                    "not a file of a relation: %s, segment %d".formatted(relation, segment));
        }
    }

    /// Reads a path relative to the data directory, with `/`, as backups list it. Nothing for
    /// whatever is no file of a permanent relation.
    public static Optional<RelationFile> parse(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long tablespace = number(matcher, "space", DEFAULT_TABLESPACE);
        long database = number(matcher, "database", number(matcher, "inside", 0));
        if (database == 0) {
            tablespace = SHARED_TABLESPACE;
        }
        long relation = number(matcher, "number", 0);
        if (!Relation.isOid(tablespace) || !Relation.isOid(database) || !Relation.isOid(relation)) {
            return Optional.empty();
        }
        return Optional.of(
                new RelationFile(
                        new Relation(tablespace, database, relation),
                        Fork.ofSuffix(matcher.group("fork")),
                        (int) number(matcher, "segment", 0)));
    }

    /// The number in its fork of the first block of this file.
    long firstBlock(int blocksPerFile) {
        return (long) segment * blocksPerFile;
    }

    private static long number(Matcher matcher, String group, long otherwise) {
        String digits = matcher.group(group);
        return digits == null ? otherwise : Long.parseLong(digits);
    }
}
