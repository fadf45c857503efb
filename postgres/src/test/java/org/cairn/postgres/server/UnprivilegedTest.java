package org.cairn.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cairn.postgres.server.Unprivileged.Account;
import org.junit.jupiter.api.Test;

final class UnprivilegedTest {
    private static final List<String> COMMAND = List.of("initdb", "-D", "x");

    @Test
    void anOrdinaryUserRunsCommandsAsTheyAre() {
        assertThat(new Unprivileged.AsIs().wrap(COMMAND)).isEqualTo(COMMAND);
    }

    @Test
    void rootRunsThemInANamespaceOrAsAnotherUser() {
        assertThat(new Unprivileged.InNamespace(new Account(1000, 100)).wrap(COMMAND))
                .containsExactly(
                        "unshare",
                        "--user",
                        "--map-user=1000",
                        "--map-group=100",
                        "initdb",
                        "-D",
                        "x");
        assertThat(new Unprivileged.AsOther(new Account(26, 27)).wrap(COMMAND))
                .containsExactly(
                        "setpriv",
                        "--reuid=26",
                        "--regid=27",
                        "--clear-groups",
                        "initdb",
                        "-D",
                        "x");
    }

    @Test
    void aNamespaceNeedsANumberThatHasAName() throws Exception {
        Account account = Unprivileged.Accounts.read().any();

        assertThat(account.uid()).isPositive();
        assertThat(Unprivileged.Accounts.read().lines())
                .extracting(Unprivileged.Accounts.Line::account)
                .contains(account);
    }
}
