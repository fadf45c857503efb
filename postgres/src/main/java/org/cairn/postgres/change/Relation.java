package org.cairn.postgres.change;

/// A relation as files and WAL name it (`RelFileLocator`): a table, an index, a sequence, until it
/// is rewritten and gets another number. All are unsigned numbers of 32 bits.
///
/// @param database 0 for what all databases share
/// @param number 0 stands for all relations of the database in that tablespace
public record Relation(long tablespace, long database, long number) {
    private static final long LARGEST = 0xFFFF_FFFFL;

    public Relation {
        if (!isOid(tablespace) || tablespace == 0 || !isOid(database) || !isOid(number)) {
            throw new IllegalArgumentException(
                    "not a relation: %d/%d/%d".formatted(tablespace, database, number));
        }
    }

    /// What stands for all relations of this one's database in its tablespace.
    Relation wholeDatabase() {
        return new Relation(tablespace, database, 0);
    }

    static boolean isOid(long number) {
        return number >= 0 && number <= LARGEST;
    }
}
