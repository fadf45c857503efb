package org.cairn.postgres;

import java.util.Optional;

/// Which server and database this is; two servers never share a system identifier.
///
/// @param systemIdentifier decimal digits, given once by initdb
/// @param version as the server prints it, for example `18.6`
/// @param timeline the history it writes on, from 1; grows by one with each promotion
public record ServerIdentity(
        String systemIdentifier, int majorVersion, String version, int timeline, String database) {

    /// A remark for the user when the server is newer than any that Cairn was tested with.
    public Optional<String> note() {
        return majorVersion > ServerVersions.NEWEST_TESTED
                ? Optional.of(
                        "PostgreSQL %s is newer than %d, the newest that this Cairn was tested with"
                                .formatted(version, ServerVersions.NEWEST_TESTED))
                : Optional.empty();
    }
}
