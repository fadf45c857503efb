package org.cairn.protect.stream;

import org.cairn.kernel.Problem;
import org.cairn.vault.wal.WalGap;

/// Hears what happens to a stream; called by the thread that receives, which waits meanwhile.
public interface StreamListener {
    StreamListener NONE = new StreamListener() {};

    /// WAL is being received.
    default void onConnected(String systemIdentifier) {}

    /// There is no connection to the server any more, or none could be made; called once for each
    /// attempt. Another follows.
    default void onLost(Problem problem) {}

    /// WAL is missing for good: what was backed up before cannot be restored to a point behind the
    /// gap, so a backup is due.
    default void onGap(WalGap gap) {}
}
