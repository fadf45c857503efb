/// What a restore would need and do, worked out before anything is written.
///
/// Rule: functions of their arguments only, no database, network, file, clock or chance. Open
/// first: [WalCoverage], the arithmetic of which WAL is there and which is missing.
@NullMarked
package org.cairn.protect.plan;

import org.jspecify.annotations.NullMarked;
