package org.cairn.postgres.server;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.cairn.postgres.PostgresProblems;

/// A packed PostgreSQL: a `.txz` of `bin`, `lib` and `share` as Zonky publishes it.
///
/// @param version names the directory it is unpacked into, for example `18.6.0`
public record PostgresArchive(String version, Source source) {
    /// Opens the packed bytes from their beginning.
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /// PostgreSQL 18 for this kind of machine, from the class path. Problems:
    /// `machine-unsupported`.
    public static PostgresArchive ofThisMachine() {
        String resource = fileName();
        return new PostgresArchive(
                builtInVersion(),
                () -> {
                    InputStream in = PostgresArchive.class.getResourceAsStream("/" + resource);
                    if (in == null) {
                        throw new FileNotFoundException(resource + " is not on the class path");
                    }
                    return in;
                });
    }

    /// How the archive for this kind of machine is called inside its jar.
    public static String fileName() {
        String machine = System.getProperty("os.arch");
        String system = System.getProperty("os.name");
        return switch (system + " " + machine) {
            case "Linux amd64" -> "postgres-linux-x86_64.txz";
            case "Linux aarch64" -> "postgres-linux-arm_64.txz";
            default ->
                    throw PostgresProblems.MACHINE_UNSUPPORTED
                            .says("no embedded PostgreSQL for %s on %s", system, machine)
                            .remedy(
                                    "Set database.url to a PostgreSQL server of version 15 or newer.")
                            .asException();
        };
    }

    int major() {
        return Integer.parseInt(version.substring(0, version.indexOf('.')));
    }

    /// The directory for it; two kinds of machine may share one runtime directory.
    String directoryName() {
        return "postgres-%s-%s".formatted(version, System.getProperty("os.arch"));
    }

    private static String builtInVersion() {
        try (InputStream in = PostgresArchive.class.getResourceAsStream("binaries.properties")) {
            if (in == null) {
                throw new IllegalStateException("binaries.properties is missing from the build");
            }
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new IllegalStateException("binaries.properties cannot be read", e);
        }
    }
}
