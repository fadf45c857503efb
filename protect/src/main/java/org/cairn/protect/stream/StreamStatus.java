package org.cairn.protect.stream;

import java.time.Instant;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Problem;
import org.cairn.kernel.Timeline;
import org.jspecify.annotations.Nullable;

/// How a stream stands at one moment. Positions are null until they are known.
///
/// @param received end of what has arrived
/// @param durable end of what the server was told to be durable
/// @param shipped end of what the vault holds without a hole
/// @param serverEnd where the server's WAL ended when it last spoke
/// @param lastShipped when something was last put into the vault
/// @param problem what hinders it now
public record StreamStatus(
        boolean connected,
        @Nullable String systemIdentifier,
        @Nullable Timeline timeline,
        @Nullable Lsn received,
        @Nullable Lsn durable,
        @Nullable Lsn shipped,
        @Nullable Lsn serverEnd,
        @Nullable Instant lastShipped,
        @Nullable Problem problem) {}
