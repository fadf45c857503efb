package org.cairn.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.document.DocumentOrigin;
import org.cairn.vault.key.Entropy;
import org.cairn.vault.key.KeyRing;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.run.RunIntent;
import org.cairn.vault.run.RunOutcome;
import org.cairn.vault.run.RunOutcome.State;
import org.cairn.vault.server.ServerRecord;
import org.cairn.vault.store.FileStore;
import org.cairn.vault.wal.WalGap;
import org.cairn.vault.wal.WalObject;

/// The vault of the example in `docs/format/vault-1.md`.
final class ExampleVault {
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00.5Z");
    static final byte[] BODY = "name,seats\nNairobi,17\n".getBytes(UTF_8);
    static final String SERVER = "7512345678901234567";
    static final byte[] WAL = "twenty-six bytes of WAL...".getBytes(UTF_8);
    static final WalRange RANGE =
            new WalRange(Timeline.FIRST, Lsn.parse("16/B3000000"), Lsn.parse("16/B300001A"));
    static final byte[] HISTORY = "1\t16/B3000158\tno recovery target specified\n".getBytes(UTF_8);

    private ExampleVault() {}

    static Vault write(Path folder, VaultAccess access) {
        var last = new AtomicInteger();
        Entropy entropy = target -> Arrays.fill(target, (byte) last.incrementAndGet());
        var clock = InstantSource.fixed(NOW);
        var tools = new KeyRing.Tools(entropy, KeyRing.ITERATIONS, clock, Steps.NONE);
        Vault vault = Vault.openOrCreate(FileStore.create(folder, clock), access, tools);
        var origin =
                new DocumentOrigin("seats", "https://data.example.org/seats.csv", null, "text/csv");
        vault.documents().store(origin, new ByteArrayInputStream(BODY), _ -> {});
        writeRun(vault);
        writeWal(vault);
        return vault;
    }

    private static void writeRun(Vault vault) {
        var run = new RunNumber(812);
        Lsn before = Lsn.parse("16/B374D848");
        vault.runs().intend(new RunIntent(run, 4_295_000_000L, SERVER, "cairn", 1, before, NOW));
        Lsn commit = Lsn.parse("16/B374D900");
        vault.runs().conclude(new RunOutcome(run, State.COMMITTED, commit, NOW));
    }

    private static void writeWal(Vault vault) {
        vault.servers().register(new ServerRecord(SERVER, 18, 16 << 20, NOW));
        var fragment = new WalObject(SERVER, RANGE, WalObject.Kind.FRAGMENT);
        vault.wal().put(fragment, 16 << 20, new ByteArrayInputStream(WAL), NOW);
        vault.wal().putHistory(SERVER, new Timeline(2), HISTORY);
        Lsn end = RANGE.end();
        var missing = new WalRange(Timeline.FIRST, end, end.plusBytes(0x10));
        vault.wal().putGap(new WalGap(SERVER, missing, "the slot was lost", NOW));
    }
}
