/// What the vault knows of the runs that load a database: the intent before COMMIT, the outcome
/// after.
///
/// With both a restore can stop exactly before or after a run with the database gone. Rules: an
/// intent is durable before the transaction commits, an outcome is written once. Open [RunLog].
@NullMarked
package org.cairn.vault.run;

import org.jspecify.annotations.NullMarked;
