package org.cairn.postgres.change;

import org.cairn.kernel.WalRange;

/// The backup that another one builds on.
///
/// @param range from the redo position at its start to its stop
public record BaseBackup(ServerStanding standing, WalRange range) {}
