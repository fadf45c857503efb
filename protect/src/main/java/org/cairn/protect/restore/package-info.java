/// A data directory out of the vault.
///
/// The order is law: files, force, `backup_label` and `recovery.signal`, force, `pg_control` last.
/// Until `pg_control` is there no server starts; afterwards it starts only by replaying from the
/// label, and refuses without a `restore_command`. Nothing is ever written into a folder that holds
/// something, unless that is asked for: then its `pg_control` goes away before anything else. Open
/// [Restorer].
@NullMarked
package org.cairn.protect.restore;

import org.jspecify.annotations.NullMarked;
