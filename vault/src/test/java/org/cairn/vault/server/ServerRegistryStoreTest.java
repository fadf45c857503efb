package org.cairn.vault.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.cairn.vault.TestKeys;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.problem.Problems;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.FileStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerRegistryStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-27T09:15:02Z");
    private static final ServerRecord SERVER =
            new ServerRecord("7512345678901234567", 18, 16 << 20, NOW);

    @TempDir private Path folder;
    private ServerRegistry servers;

    @BeforeEach
    void open() {
        var store = FileStore.create(folder, InstantSource.system());
        var objects = new JsonObjects(store, TestKeys.encrypted(), TestKeys.ids());
        servers = new ServerRegistry(objects);
    }

    @Test
    void registersAServerOnce() {
        assertThat(servers.find(SERVER.systemIdentifier())).isEmpty();

        assertThat(servers.register(SERVER)).isEqualTo(SERVER);
        var later = new ServerRecord(SERVER.systemIdentifier(), 18, 16 << 20, NOW.plusSeconds(60));

        assertThat(servers.register(later)).isEqualTo(SERVER);
        assertThat(servers.find(SERVER.systemIdentifier())).contains(SERVER);
        assertThat(servers.list()).containsExactly(SERVER);
    }

    @Test
    void refusesAnotherServerOfTheSameIdentity() {
        servers.register(SERVER);
        var other = new ServerRecord(SERVER.systemIdentifier(), 17, 16 << 20, NOW);

        var problem =
                Problems.raisedBy(VaultProblems.SERVER_CONFLICT, () -> servers.register(other));

        assertThat(problem.headline())
                .isEqualTo("server 7512345678901234567 is another one in the vault");
        assertThat(problem.what())
                .isEqualTo(
                        "the vault has major version 18 and segments of 16777216 bytes, this one"
                                + " has major version 17 and segments of 16777216 bytes");
        assertThat(servers.list()).containsExactly(SERVER);
    }

    @Test
    void takesEverySixtyFourBitsForAnIdentity() {
        var largest = new ServerRecord("18446744073709551615", 15, 1 << 20, NOW);

        servers.register(largest);

        assertThat(servers.list()).containsExactly(largest);
        assertThatThrownBy(() -> new ServerRecord("18446744073709551616", 15, 1 << 20, NOW))
                .hasMessage("not a system identifier: 18446744073709551616");
        assertThatThrownBy(() -> new ServerRecord("1", 15, 3 << 20, NOW))
                .hasMessageContaining("segments of 3145728 bytes");
    }
}
