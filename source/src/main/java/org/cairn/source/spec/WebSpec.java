package org.cairn.source.spec;

import java.time.Duration;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Sha256;
import org.jspecify.annotations.Nullable;

/// How a source that is on the web is asked.
public record WebSpec(ClientSpec client, Download download, Politeness politeness) {
    public static final WebSpec DEFAULT =
            new WebSpec(ClientSpec.DEFAULT, Download.DEFAULT, Politeness.DEFAULT);

    /// How files are brought (`download`).
    ///
    /// @param chunkSize what is forced to the disk at once, and so most of what a kill costs
    /// @param resume whether a download that was cut goes on where it was
    /// @param sha256 what the file must be, or null
    public record Download(
            ByteSize chunkSize, boolean resume, ByteSize maxSize, @Nullable Sha256 sha256) {
        public static final Download DEFAULT =
                new Download(ByteSize.ofMebibytes(8), true, ByteSize.ofMebibytes(20L << 10), null);
    }

    /// How hard hosts are asked (`politeness`).
    ///
    /// @param delay the least time between two requests to one host
    /// @param randomize whether it varies between half and one and a half of that
    /// @param throttle by how fast the host answers; null for a delay that stays
    public record Politeness(
            boolean obeyRobots,
            Duration delay,
            boolean randomize,
            int concurrencyPerHost,
            @Nullable AutoThrottle throttle) {
        public static final Politeness DEFAULT =
                new Politeness(false, Duration.ZERO, true, 4, null);

        /// Of sources that read pages made for people.
        public static final Politeness OF_SITES =
                new Politeness(true, Duration.ofSeconds(1), true, 1, null);
    }

    /// A delay that follows from how fast a host answers (`autothrottle`).
    ///
    /// @param targetConcurrency how many requests on average the host has to work on at a time
    /// @param startDelay until it is known how fast it answers
    /// @param maxDelay the longest delay, however slow it is
    public record AutoThrottle(double targetConcurrency, Duration startDelay, Duration maxDelay) {
        public static final AutoThrottle DEFAULT =
                new AutoThrottle(1.0, Duration.ofSeconds(5), Duration.ofSeconds(60));
    }
}
