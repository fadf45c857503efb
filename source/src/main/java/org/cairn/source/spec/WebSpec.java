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
    public record Politeness(
            boolean obeyRobots, Duration delay, boolean randomize, int concurrencyPerHost) {
        public static final Politeness DEFAULT = new Politeness(false, Duration.ZERO, true, 4);
    }
}
