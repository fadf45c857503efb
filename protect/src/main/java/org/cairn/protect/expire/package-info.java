/// Lets backups go that the retention does not keep, and the WAL that nothing kept needs.
///
/// Rules: what goes is decided in [org.cairn.protect.plan.RetentionPlanner] alone. The order is
/// law: snapshots, then a record of the WAL that goes, then the WAL. Open [ExpireBackups].
@NullMarked
package org.cairn.protect.expire;

import org.jspecify.annotations.NullMarked;
