package org.cairn.source.spec;

import org.cairn.kernel.Secret;
import org.jspecify.annotations.Nullable;

/// Where documents, backups and WAL are kept.
public sealed interface VaultSpec {
    /// A folder.
    ///
    /// @param location `file:` and a folder, relative to the project unless absolute
    record Folder(String location) implements VaultSpec {}

    /// A bucket of S3, or of a server that speaks its protocol.
    ///
    /// @param prefix what the keys begin with; empty for the whole bucket
    /// @param server null for Amazon's
    /// @param credentials null where they are searched for as Amazon's tools do
    /// @param packs the storage class of the packs
    record Bucket(
            String bucket,
            String prefix,
            Server server,
            @Nullable Credentials credentials,
            PackClass packs)
            implements VaultSpec {}

    /// The storage classes of Amazon's in which packs may lie: those that can be read at once.
    enum PackClass {
        /// That of the bucket.
        BUCKET,
        STANDARD_IA,
        ONEZONE_IA,
        INTELLIGENT_TIERING,
        GLACIER_IR
    }

    /// Who has the bucket.
    ///
    /// @param endpoint null for Amazon's of the region
    /// @param region null where environment or profile say
    /// @param pathStyle whether the bucket is named in the path and not in the host
    record Server(@Nullable String endpoint, @Nullable String region, boolean pathStyle) {}

    /// Who asks.
    record Credentials(Secret accessKey, Secret secretKey, @Nullable Secret sessionToken) {}
}
