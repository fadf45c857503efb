package org.cairn.source.spec;

import java.util.List;
import org.cairn.kernel.Secret;
import org.jspecify.annotations.Nullable;

/// The project's own file, `cairn.yaml`.
///
/// @param sources and `pipelines`: globs relative to the project
public record ProjectSpec(
        String project,
        Database database,
        Vault vault,
        List<String> sources,
        List<String> pipelines,
        ProtectSpec protect,
        List<ScheduleSpec> schedules,
        Defaults defaults) {
    public ProjectSpec {
        sources = List.copyOf(sources);
        pipelines = List.copyOf(pipelines);
        schedules = List.copyOf(schedules);
    }

    /// What holds for all sources.
    ///
    /// @param userAgent who asks web servers; null is Cairn with the project's name
    /// @param allowPrivateAddresses whether sources may reach this machine and private networks
    public record Defaults(@Nullable String userAgent, boolean allowPrivateAddresses) {
        public static final Defaults NONE = new Defaults(null, false);
    }

    /// The vault: where documents, backups and WAL are kept.
    ///
    /// @param key what opens it, if it is encrypted
    /// @param copies where `cairn repo replicate` keeps copies of it
    public record Vault(VaultSpec place, VaultKeySpec key, List<Copy> copies) {
        public Vault {
            copies = List.copyOf(copies);
        }

        /// A copy of the vault.
        ///
        /// @param retention how long it keeps backups; null where that is left to commands
        public record Copy(VaultSpec place, @Nullable String retention) {}
    }

    /// Where the datasets live.
    public sealed interface Database {
        /// Our own server under the project's `.cairn/`.
        record Embedded() implements Database {}

        /// A server somebody runs.
        ///
        /// @param url `jdbc:postgresql://host:port/database`
        /// @param bindir where the programs of its major version are, for restored copies
        record Server(
                String url,
                @Nullable String user,
                @Nullable Secret password,
                @Nullable String bindir)
                implements Database {}
    }
}
