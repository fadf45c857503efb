package org.cairn.protect.stream;

import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Steps;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.testkit.ChildJvm;
import org.cairn.vault.Vault;

/// A program that streams until it is halted at the n-th time of a step, or killed.
///
/// Arguments: folder, URL, user, password, durability, step or `-`, how many times, the longest
/// file in KiB or `-`.
public final class StreamChild {
    static final int HALTED = 77;

    private StreamChild() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 7) {
            limitFiles(Long.parseLong(arguments[7]));
        }
        Path place = Path.of(arguments[0]);
        var address = new DatabaseAddress(arguments[1], arguments[2], new Secret(arguments[3]));
        var left = new AtomicInteger(Integer.parseInt(arguments[6]));
        Steps steps =
                step -> {
                    if (step.equals(arguments[5]) && left.decrementAndGet() == 0) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                };
        Vault vault = Vault.openOrCreate(place.resolve("vault"), InstantSource.system(), steps);
        StreamSettings settings =
                StreamSettings.of(() -> address, vault, place.resolve("wal"))
                        .with(Durability.valueOf(arguments[4]))
                        .withShipEvery(Duration.ofMillis(100));
        new WalStreaming(
                        settings,
                        InstantSource.system(),
                        steps,
                        System.err::println,
                        StreamListener.NONE)
                .run();
    }

    /// A full disk, without one; the compressor's library is unpacked before.
    private static void limitFiles(long kibibytes) throws IOException, InterruptedException {
        Native.load();
        var limit =
                new ProcessBuilder(
                                "prlimit",
                                "--pid=" + ProcessHandle.current().pid(),
                                "--fsize=" + kibibytes * 1024)
                        .inheritIO()
                        .start();
        if (limit.waitFor() != 0) {
            throw new IOException("prlimit ended with " + limit.exitValue());
        }
    }

    static ChildJvm limited(Path place, StreamedServer server, int kibibytes) {
        return of(place, server, Durability.LOCAL, "-", 1).argument(kibibytes);
    }

    static ChildJvm of(
            Path place, StreamedServer server, Durability durability, String step, int times) {
        return ChildJvm.of(StreamChild.class)
                .argument(place)
                .argument(server.address().url())
                .argument(server.address().user())
                .argument(server.address().password().reveal())
                .argument(durability)
                .argument(step)
                .argument(times);
    }
}
