package org.cairn.postgres;

/// Which servers Cairn works with: 15 and newer. A newer one than tested gets a remark, no refusal.
final class ServerVersions {
    static final int OLDEST = 15;
    static final int NEWEST_TESTED = 18;

    private ServerVersions() {}

    /// Refuses a server that is too old. Problems: `server-too-old`.
    static void requireSupported(int major, String version) {
        if (major < OLDEST) {
            throw PostgresProblems.SERVER_TOO_OLD
                    .says("PostgreSQL %s is too old", version)
                    .what("Cairn works with PostgreSQL %d and newer", OLDEST)
                    .kept("nothing was changed")
                    .remedy(
                            "Upgrade the server to PostgreSQL %d or newer, or leave database.url"
                                    + " out to use the embedded server.",
                            OLDEST)
                    .with("version", version)
                    .asException();
        }
    }
}
