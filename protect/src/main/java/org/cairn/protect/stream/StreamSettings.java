package org.cairn.protect.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.cairn.kernel.ByteSize;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.vault.Vault;

/// What is streamed, where to, and how.
///
/// @param address asked again before each connection: a server that was started anew may have
///   another port
/// @param journal folder of the journals of a project
/// @param shipEvery how long received WAL waits at most before it goes into the vault
/// @param journalMax how much may wait for the vault; then nothing more is received
/// @param slot of the server, kept by it for this vault
/// @param applicationName how the server knows us (`synchronous_standby_names`)
public record StreamSettings(
        Supplier<DatabaseAddress> address,
        Vault vault,
        Path journal,
        Durability durability,
        Duration shipEvery,
        ByteSize journalMax,
        String slot,
        String applicationName) {
    private static final Duration SHIP_EVERY = Duration.ofSeconds(2);
    private static final ByteSize JOURNAL_MAX = new ByteSize(4L << 30);
    private static final String APPLICATION_NAME = "cairn";

    /// The usual settings: durable locally, shipped within two seconds.
    public static StreamSettings of(Supplier<DatabaseAddress> address, Vault vault, Path journal) {
        return new StreamSettings(
                address,
                vault,
                journal,
                Durability.LOCAL,
                SHIP_EVERY,
                JOURNAL_MAX,
                slotFor(vault.uuid()),
                APPLICATION_NAME);
    }

    /// The name of the slot that a server keeps for a vault.
    public static String slotFor(UUID vault) {
        return "cairn_" + vault.toString().substring(0, 8);
    }

    public StreamSettings with(Durability other) {
        return new StreamSettings(
                address, vault, journal, other, shipEvery, journalMax, slot, applicationName);
    }

    public StreamSettings withShipEvery(Duration other) {
        return new StreamSettings(
                address, vault, journal, durability, other, journalMax, slot, applicationName);
    }

    public StreamSettings withJournalMax(ByteSize other) {
        return new StreamSettings(
                address, vault, journal, durability, shipEvery, other, slot, applicationName);
    }
}
