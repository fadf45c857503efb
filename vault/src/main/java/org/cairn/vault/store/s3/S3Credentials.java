package org.cairn.vault.store.s3;

import java.util.List;
import java.util.Objects;
import org.cairn.kernel.Secret;
import org.jspecify.annotations.Nullable;

/// Who asks. The access key itself is no secret to the store, and is still not printed.
public record S3Credentials(Secret accessKey, Secret secretKey, @Nullable Secret sessionToken) {
    private List<String> revealed() {
        return List.of(
                accessKey.reveal(),
                secretKey.reveal(),
                sessionToken == null ? "" : sessionToken.reveal());
    }

    /// Equal texts: new ones in a declaration are others.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof S3Credentials that && revealed().equals(that.revealed());
    }

    @Override
    public int hashCode() {
        return Objects.hash(revealed());
    }
}
