package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cairn.postgres.PostgresProblems;

/// The one class that knows that PostgreSQL refuses to run as root, and how to do it all the same.
///
/// Not root: commands run as they are. Root: in a user namespace that maps root to an ordinary
/// number (`unshare`), so that files stay root's; where the machine forbids that, as another user
/// (`setpriv`) to whom the data directory is given. A data directory keeps the way it was made.
sealed interface Unprivileged {
    /// The command that runs another command unprivileged.
    List<String> wrap(List<String> command);

    /// Makes a file or directory belong to whom the commands run as.
    void own(Path path) throws IOException;

    /// The way that fits who runs Cairn and who owns an existing data directory.
    static Unprivileged forExisting(Path dataDirectory) throws IOException {
        if (uid(Path.of("/proc/self")) != 0) {
            return new AsIs();
        }
        int owner = uid(dataDirectory);
        return owner == 0
                ? new InNamespace(Accounts.read().any())
                : new AsOther(new Account(owner, gid(dataDirectory)));
    }

    /// Tries the ways in order and gives the first that can write into `fresh`, an empty directory
    /// for a new server, and can run its programs. Problems: `postgres-needs-user`.
    ///
    /// @param output a file for what the attempts say
    static Unprivileged forNew(Path fresh, ServerPrograms programs, Path output)
            throws IOException {
        if (uid(Path.of("/proc/self")) != 0) {
            return new AsIs();
        }
        Accounts accounts = Accounts.read();
        List<Unprivileged> ways = new ArrayList<>();
        ways.add(new InNamespace(accounts.any()));
        ownerAbove(fresh).ifPresent(account -> ways.add(new AsOther(account)));
        accounts.servants().forEach(account -> ways.add(new AsOther(account)));
        for (Unprivileged way : ways) {
            way.own(fresh);
            if (works(way, fresh, programs, output)) {
                return way;
            }
        }
        throw PostgresProblems.POSTGRES_NEEDS_USER
                .says("cannot run PostgreSQL as root here")
                .what("%s", String.join("; ", ServerFiles.tail(output, 3)))
                .kept("nothing was changed")
                .remedy("Run Cairn as an ordinary user, or set database.url to a server that runs.")
                .with("directory", ServerFiles.parent(fresh))
                .asException();
    }

    private static boolean works(Unprivileged way, Path fresh, ServerPrograms programs, Path output)
            throws IOException {
        List<String> probe =
                List.of(
                        "sh",
                        "-c",
                        "test -w \"$1\" && \"$2\" --version",
                        "probe",
                        fresh.toString(),
                        programs.program("postgres").toString());
        try {
            return Commands.run(Commands.prepare(way.wrap(probe), output)) == 0;
        } catch (IOException _) {
            // The wrapping program does not exist on this machine: the next way is tried.
            return false;
        }
    }

    /// The user in whose home root works: he may be the only one who can pass through to it.
    private static Optional<Account> ownerAbove(Path path) throws IOException {
        for (Path above = path; above != null; above = above.getParent()) {
            if (uid(above) != 0) {
                return Optional.of(new Account(uid(above), gid(above)));
            }
        }
        return Optional.empty();
    }

    private static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid");
    }

    private static int gid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:gid");
    }

    /// Cairn itself is no root.
    record AsIs() implements Unprivileged {
        @Override
        public List<String> wrap(List<String> command) {
            return command;
        }

        @Override
        public void own(Path path) {
            // Everything that Cairn makes belongs to the same user already.
        }
    }

    /// Root outside, `account` inside. The number must have a name in /etc/passwd: initdb asks.
    record InNamespace(Account account) implements Unprivileged {
        @Override
        public List<String> wrap(List<String> command) {
            return join(
                    List.of(
                            "unshare",
                            "--user",
                            "--map-user=" + account.uid(),
                            "--map-group=" + account.gid()),
                    command);
        }

        @Override
        public void own(Path path) {
            // Root's files are the mapped user's inside.
        }
    }

    /// Another user outside and inside.
    record AsOther(Account account) implements Unprivileged {
        @Override
        public List<String> wrap(List<String> command) {
            return join(
                    List.of(
                            "setpriv",
                            "--reuid=" + account.uid(),
                            "--regid=" + account.gid(),
                            "--clear-groups"),
                    command);
        }

        @Override
        public void own(Path path) throws IOException {
            Files.setAttribute(path, "unix:uid", account.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", account.gid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /// A user by numbers.
    record Account(int uid, int gid) {}

    /// The ordinary users of this machine, by name in the order of /etc/passwd.
    record Accounts(List<Line> lines) {
        record Line(String name, Account account) {}

        static Accounts read() throws IOException {
            try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
                return new Accounts(
                        lines.map(line -> line.split(":", -1))
                                .filter(parts -> parts.length > 3)
                                .filter(parts -> parts[2].matches("[1-9]\\d{0,8}"))
                                .filter(parts -> parts[3].matches("\\d{1,9}"))
                                .map(parts ->
                                        new Line(
                                                parts[0],
                                                new Account(
                                                        Integer.parseInt(parts[2]),
                                                        Integer.parseInt(parts[3]))))
                                .toList());
            }
        }

        /// Whom to be inside a namespace; the number means nothing outside.
        Account any() {
            return lines.stream()
                    .map(Line::account)
                    .min(
                            Comparator.comparingInt(
                                    account -> account.uid() == 1000 ? 0 : account.uid()))
                    .orElse(new Account(1000, 1000));
        }

        /// Whom to give a data directory: the server's own user where there is one, else nobody.
        List<Account> servants() {
            return Stream.of("postgres", "nobody")
                    .flatMap(name -> lines.stream().filter(line -> line.name().equals(name)))
                    .map(Line::account)
                    .toList();
        }
    }

    private static List<String> join(List<String> wrapping, List<String> command) {
        return Stream.concat(wrapping.stream(), command.stream()).toList();
    }
}
