package org.cairn.vault;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.cairn.vault.frame.ContainerKeys;

/// Keys of containers for tests, always the same.
public final class TestKeys {
    public static final UUID REPOSITORY = new UUID(1, 2);

    private TestKeys() {}

    public static ContainerKeys clear() {
        return ContainerKeys.clear(REPOSITORY);
    }

    /// Keys of the epochs from 1.
    public static ContainerKeys encrypted(UUID repository, int epochs) {
        var masters = new TreeMap<Integer, byte[]>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            masters.put(epoch, master(epoch));
        }
        return ContainerKeys.encrypted(repository, masters);
    }

    public static ContainerKeys encrypted() {
        return encrypted(REPOSITORY, 1);
    }

    public static byte[] master(int epoch) {
        byte[] master = new byte[32];
        Arrays.fill(master, (byte) (epoch * 16));
        return master;
    }

    /// Both suites.
    public static Stream<ContainerKeys> both() {
        return Stream.of(clear(), encrypted());
    }

    /// Identities that count.
    public static Supplier<String> ids() {
        var last = new java.util.concurrent.atomic.AtomicInteger();
        return () -> "%032x".formatted(last.incrementAndGet());
    }
}
