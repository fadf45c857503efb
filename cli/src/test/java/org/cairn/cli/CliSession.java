package org.cairn.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.testing.TestServer;

/// Runs commands in this process on one project folder and writes down what they print. Confined to
/// one thread.
final class CliSession {
    private final Path folder;
    private final StringBuilder transcript = new StringBuilder();

    CliSession(Path folder) {
        this.folder = folder;
    }

    /// What one command printed and how it ended.
    record Ended(int exit, String out, String err) {
        /// The last line of the answer.
        String last() {
            return out.lines().reduce((_, line) -> line).orElse("");
        }
    }

    /// Runs a command in the project's folder.
    Ended cairn(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-p", folder.toString()));
        Ended ended = run(all);
        record(String.join(" ", arguments), ended);
        return ended;
    }

    /// Runs a command as it is.
    static Ended run(List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var output =
                new Output(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8),
                        Map.of());
        int exit = Main.run(arguments, output);
        output.flush();
        return new Ended(
                exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    void record(String command, Ended ended) {
        transcript.append("$ cairn ").append(command).append('\n').append(ended.out());
        ended.err().lines().forEach(line -> transcript.append("! ").append(line).append('\n'));
        transcript.append("[exit ").append(ended.exit()).append("]\n\n");
    }

    /// The project's datasets go to a database of a test server from now on.
    CliSession withDatabase(int major) {
        DatabaseAddress address = TestServer.of(major).createDatabase();
        write("secret", address.password().reveal());
        return write(
                "cairn.yaml",
                """
                version: 1
                project: council
                database: {url: "%s", user: %s, password: "${file:secret}"}
                """
                        .formatted(address.url(), address.user()));
    }

    CliSession write(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All commands with what they printed; what differs from day to day and from machine to
    /// machine is named instead.
    String transcript() {
        return normal(transcript.toString());
    }

    String normal(String text) {
        return text.replace(folder.toString(), "FOLDER")
                .replace("(" + System.getProperty("user.name") + ")", "(USER)")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "TIME")
                .replaceAll("CAIRN-KEY-1(-[0-9A-Z]{5}){11}", "CAIRN-KEY")
                .replaceAll("\\b[0-9a-f]{64}\\b", "SHA256")
                .replaceAll("\\b[0-9a-f]{32}\\b", "DOCUMENT")
                .replaceAll("\\b[0-9a-f]{16}…", "SHA256…")
                .replaceAll("document  [0-9a-f]{8}\\b", "document  DOCUMENT")
                .replaceAll("\\b[0-9A-F]+/[0-9A-F]{5,8}\\b", "LSN")
                .replaceAll("\"seconds\":[0-9.E-]+", "\"seconds\":SECONDS")
                .replaceAll("in \\d+\\.\\d s", "in SECONDS s")
                .replaceAll("\\d+ s ago", "N s ago")
                .replaceAll("(xid +|\"xid\":)\\d+", "$1XID")
                .replaceAll("\\d+(\\.\\d)? (B|KiB) stored", "SIZE stored")
                .replaceAll("\"bytes_stored\":\\d+", "\"bytes_stored\":SIZE")
                .replaceAll("\"server\":\"\\d+\"", "\"server\":\"SERVER\"")
                .replaceAll("127\\.0\\.0\\.1:\\d+/test\\d+", "HOST/DATABASE")
                .replaceAll("(?m) +$", "");
    }
}
