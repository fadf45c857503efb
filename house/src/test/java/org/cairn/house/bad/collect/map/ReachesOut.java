package org.cairn.house.bad.collect.map;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/// A mapping that gives another answer each time.
public final class ReachesOut {
    private ReachesOut() {}

    public static String map(Path file) {
        return Files.exists(file)
                + " "
                + Instant.now()
                + UUID.randomUUID()
                + new Random().nextInt();
    }
}
