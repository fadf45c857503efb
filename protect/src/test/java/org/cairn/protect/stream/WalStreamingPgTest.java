package org.cairn.protect.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.protect.plan.WalCoverage;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalObject;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A stream from a real server into a vault.
final class WalStreamingPgTest {
    @TempDir private Path place;

    private Vault vault() {
        return Vault.openOrCreate(place.resolve("vault"), InstantSource.system(), Steps.NONE);
    }

    private StreamSettings settings(StreamedServer server) {
        return StreamSettings.of(server::address, vault(), place.resolve("wal"))
                .withShipEvery(Duration.ofMillis(50));
    }

    private WalRange only(String server) {
        List<WalRange> stretches = VaultWait.coverage(vault(), server).stretches();
        assertThat(stretches).hasSize(1);
        return stretches.getFirst();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theVaultHasTheBytesOfTheServer(int major) {
        // Nothing is removed, so that all of it can be compared.
        try (var server = StreamedServer.start(place, major, Map.of("wal_keep_size", "1GB"));
                var stream = RunningStream.start(settings(server))) {
            String id = server.systemIdentifier();
            stream.awaitConnected();
            server.work(5);
            server.execute("SELECT pg_switch_wal()");
            server.work(1);
            Lsn end = server.flushed();
            stream.awaitShipped(end);
            stream.stop();

            WalRange held = only(id);
            assertThat(held.end()).isGreaterThanOrEqualTo(end);
            assertThat(held.lengthBytes()).isGreaterThan(5 << 20);
            assertThat(StreamedServer.SEGMENTS.isBoundary(held.start())).isTrue();
            assertThat(StreamedWal.ofVault(vault(), id, held))
                    .isEqualTo(StreamedWal.ofServer(server, held));
            List<WalObject> objects = vault().wal().list(id);
            Lsn border = StreamedServer.SEGMENTS.startOf(held.end());
            assertThat(objects)
                    .filteredOn(o -> o.kind() == WalObject.Kind.SEGMENT)
                    .hasSize((int) ((border.bytes() - held.start().bytes()) >> 20));
            assertThat(objects)
                    .filteredOn(o -> o.kind() == WalObject.Kind.FRAGMENT)
                    .allMatch(o -> o.range().start().compareTo(border) >= 0);
            assertThat(WalJournal.look(place.resolve("wal"), id))
                    .as("what the vault holds is released")
                    .allMatch(range -> range.start().compareTo(border) >= 0);
            assertThat(vault().servers().find(id).orElseThrow().major()).isEqualTo(major);
            assertThat(vault().verify()).matches(found -> found.isSound(), "is sound");
        }
    }

    @ParameterizedTest
    @CsvSource({"15, LOCAL", "18, LOCAL", "15, REMOTE", "18, REMOTE"})
    void synchronousCommitsGoOnAndNothingIsAcknowledgedBefore(int major, Durability durability) {
        try (var server = StreamedServer.start(place, major);
                var stream = RunningStream.start(settings(server).with(durability))) {
            String id = server.systemIdentifier();
            stream.awaitConnected();
            server.execute(
                    "ALTER SYSTEM SET synchronous_standby_names = 'cairn'",
                    "SELECT pg_reload_conf()",
                    "CREATE TABLE vote (i int)");
            stream.await(
                    "synchronous",
                    () ->
                            server.ask("SELECT max(sync_state) FROM pg_stat_replication")
                                    .equals("sync"));
            for (int i = 0; i < 50; i++) {
                server.execute("INSERT INTO vote VALUES (" + i + ")");
                // The server's word first: what we hold can only have grown since.
                Lsn acknowledged =
                        Lsn.parse(
                                server.ask("SELECT max(flush_lsn)::text FROM pg_stat_replication"));
                assertThat(end(id, durability)).isGreaterThanOrEqualTo(acknowledged);
            }
            server.work(3);
            assertThat(server.ask("SELECT count(*) FROM vote")).isEqualTo("50");
        }
    }

    private Lsn end(String id, Durability durability) {
        WalCoverage held = VaultWait.coverage(vault(), id);
        if (durability == Durability.LOCAL) {
            held = held.with(WalJournal.look(place.resolve("wal"), id));
        }
        return held.stretches(Timeline.FIRST).getFirst().end();
    }
}
