package org.cairn.postgres.wal;

/// Hears which blocks of relations the records of WAL change, by the numbers that PostgreSQL gives
/// them. All numbers are unsigned.
///
/// `fork` is 0 for the relation itself, 1 for the free space map, 2 for the visibility map, 3 for
/// the init fork.
public interface BlockSink {
    /// A record changes a block, or holds all of it.
    void touched(long tablespace, long database, long relation, int fork, long block);

    /// A fork is cut to so many blocks; 0 when it is made or dropped. Relation 0 stands for all
    /// relations of the database in that tablespace.
    void cut(long tablespace, long database, long relation, int fork, long blocks);
}
