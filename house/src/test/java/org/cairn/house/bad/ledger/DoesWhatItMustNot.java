package org.cairn.house.bad.ledger;

import org.postgresql.PGConnection;

/// Another module's library, printing, ending the process, sleeping.
public final class DoesWhatItMustNot {
    private DoesWhatItMustNot() {}

    public static void act(PGConnection connection) throws InterruptedException {
        System.out.println(connection.getBackendPID());
        Thread.sleep(1);
        if (connection.getBackendPID() == 0) {
            System.exit(1);
        }
        Runtime.getRuntime().halt(2);
    }
}
