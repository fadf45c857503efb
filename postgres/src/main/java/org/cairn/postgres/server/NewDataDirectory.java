package org.cairn.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cairn.kernel.Steps;
import org.cairn.postgres.PostgresProblems;

/// Makes the data directory of a new server beside its place and puts it there whole.
///
/// The order is law: password on disk, initdb, settings, database, all of it on disk, rename. A
/// crash anywhere leaves no `data` and at most a `new-*` that the next start clears.
final class NewDataDirectory {
    static final String UNFINISHED = "new-";
    static final String NAME = "cairn";

    private final ServerLayout layout;
    private final ServerRecipe recipe;
    private final ServerPrograms programs;
    private final Steps steps;

    NewDataDirectory(
            ServerLayout layout, ServerRecipe recipe, ServerPrograms programs, Steps steps) {
        this.layout = layout;
        this.recipe = recipe;
        this.programs = programs;
        this.steps = steps;
    }

    /// Call it under the lock. Problems: `postgres-needs-user`, `server-did-not-start`.
    void make() throws IOException {
        Path state = layout.stateDirectory();
        ServerFiles.deleteLeftOvers(state, UNFINISHED);
        String password = password();
        Path workshop = ServerFiles.makeFresh(state, UNFINISHED, "rwx--x--x");
        Path data = ServerFiles.makeFresh(workshop, "data-", "rwx------");
        Unprivileged way = Unprivileged.forNew(data, programs, data.resolveSibling("probe.log"));
        steps.reached("server-initdb");
        initdb(way, data, password);
        configure(data);
        createDatabase(way, data);
        steps.reached("server-data-made");
        Files.move(data, layout.data(), StandardCopyOption.ATOMIC_MOVE);
        ServerFiles.sync(state);
        steps.reached("server-data-placed");
        ServerFiles.deleteTree(workshop);
    }

    /// The password kept from an earlier attempt, or a new one of 256 random bits.
    private String password() throws IOException {
        if (!Files.exists(layout.password())) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            ServerFiles.write(
                    layout.password(),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
        }
        return Files.readString(layout.password()).strip();
    }

    private void initdb(Unprivileged way, Path data, String password) throws IOException {
        Path secret = data.resolveSibling("password");
        ServerFiles.writeNew(secret, password + "\n");
        way.own(secret);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                programs.program("initdb").toString(),
                                "--pgdata=" + data,
                                "--username=" + NAME,
                                "--pwfile=" + secret,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--data-checksums",
                                "--no-instructions"));
        command.addAll(recipe.initdbOptions());
        run("make the data directory", way.wrap(command), data.resolveSibling("initdb.log"), "");
        Files.delete(secret);
    }

    private void configure(Path data) throws IOException {
        var lines = new StringBuilder("\n# What Cairn sets; change it here, it is written once.\n");
        for (Map.Entry<String, String> setting : new TreeMap<>(recipe.settings()).entrySet()) {
            lines.append(setting.getKey())
                    .append(" = '")
                    .append(setting.getValue().replace("'", "''"))
                    .append("'\n");
        }
        Path file = data.resolve("postgresql.conf");
        Files.writeString(file, lines, StandardOpenOption.APPEND);
        ServerFiles.sync(file);
    }

    /// In single-user mode, so that a data directory without the database is never in place.
    private void createDatabase(Unprivileged way, Path data) throws IOException {
        List<String> command =
                List.of(
                        programs.program("postgres").toString(),
                        "--single",
                        "-D",
                        data.toString(),
                        "postgres");
        run(
                "make the database",
                way.wrap(command),
                data.resolveSibling("single.log"),
                "CREATE DATABASE " + NAME + "\n");
    }

    private void run(String act, List<String> command, Path output, String input)
            throws IOException {
        Path file = output.resolveSibling(output.getFileName() + ".in");
        Files.writeString(file, input, StandardCharsets.US_ASCII);
        int exit = Commands.run(Commands.prepare(command, output).redirectInput(file.toFile()));
        List<String> said = ServerFiles.tail(output, 8);
        // In single-user mode the server reports an error and still ends well.
        if (exit != 0 || said.stream().anyMatch(line -> line.contains("ERROR:"))) {
            throw PostgresProblems.SERVER_DID_NOT_START
                    .says("cannot %s of the embedded server", act)
                    .what("exit code %d; its last lines: %s", exit, String.join(" | ", said))
                    .kept("nothing is in place yet; the next start begins anew")
                    .remedy(
                            "Remove the cause that the lines name, often space or rights; try again.")
                    .with("log", output)
                    .asException();
        }
    }
}
