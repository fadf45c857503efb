/// The way out: what a vault holds as plain files that need no Cairn to be read.
///
/// A backup becomes the archives that `pg_basebackup` would have written, WAL becomes the files of
/// `pg_wal`, documents become files of their bytes, and a README says how PostgreSQL restores it.
/// Nothing is seen under the name that was asked for before all of it is on the disk. Open
/// [ExportVault] first.
@NullMarked
package org.cairn.protect.export;

import org.jspecify.annotations.NullMarked;
