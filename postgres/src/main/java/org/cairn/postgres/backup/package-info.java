/// What a backup of a running server asks of PostgreSQL: the beginning and the end, facts about the
/// server, which files count, and what the control file says.
///
/// Rules: only the non-exclusive interface, on one session that is held from start to stop; a
/// server's own lists decide what is left out, and they name the source. Open [BackupSession]
/// first.
@NullMarked
package org.cairn.postgres.backup;

import org.jspecify.annotations.NullMarked;
