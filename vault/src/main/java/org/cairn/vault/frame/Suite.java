package org.cairn.vault.frame;

/// How the containers of a vault are protected; a vault has one for good.
public enum Suite {
    /// Not encrypted: SHA-256 tells what was changed by accident.
    CLEAR(0),
    /// AES-256-GCM under a key for each container; HMAC-SHA-256 for ids.
    ENCRYPTED(1);

    private final int number;

    Suite(int number) {
        this.number = number;
    }

    /// The number that stands in containers and in `repo.json`.
    public int number() {
        return number;
    }

    /// Refuses by `IllegalArgumentException` a number that is no suite.
    public static Suite of(long number) {
        for (Suite suite : values()) {
            if (suite.number == number) {
                return suite;
            }
        }
        throw new IllegalArgumentException("there is no suite " + number);
    }
}
