/// The protection half: it keeps the server's past in the vault and brings it back.
///
/// Stages: `stream` (WAL into the journal and the vault), `backup` (the data directory into a
/// snapshot), `plan` (what a restore would do, pure), `restore` (a directory out of the vault).
/// Rule: never uses `ledger`. What protects the database must work when the database is gone.
@NullMarked
package org.cairn.protect;

import org.jspecify.annotations.NullMarked;
