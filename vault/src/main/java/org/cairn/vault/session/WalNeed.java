package org.cairn.vault.session;

import java.time.Instant;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Timeline;

/// The WAL that a snapshot needs which somebody may still create.
///
/// @param session of its writer, who is at work, sleeps or is gone
/// @param server the system identifier
/// @param from no later than where the snapshot will start
/// @param lastSign when the writer was last heard of, by the store's clock; for people
public record WalNeed(
        String session, String server, Timeline timeline, Lsn from, Instant lastSign) {}
