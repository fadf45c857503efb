package org.cairn.vault;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.s3.S3Address;
import org.cairn.vault.store.s3.S3Settings;
import org.jspecify.annotations.Nullable;

/// Where a vault is: what answers and problems call it is its text.
public sealed interface VaultLocation {
    /// A folder of the local file system.
    record Folder(Path path) implements VaultLocation {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// A bucket, or a part of one.
    record Bucket(S3Address address, S3Settings settings) implements VaultLocation {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// Reads a folder, or `s3://bucket/prefix?endpoint=…&region=…&path_style=true`. Raises
    /// `vault-location-wrong`.
    ///
    /// @param spool where objects wait that are to be sent to a bucket
    static VaultLocation parse(String text, Path spool) {
        try {
            if (text.isBlank()) {
                throw new IllegalArgumentException("the name of the folder is empty");
            }
            if (!text.startsWith("s3:")) {
                return new Folder(Path.of(text).toAbsolutePath().normalize());
            }
            return new Bucket(address(URI.create(text)), S3Settings.spoolingTo(spool));
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    private static S3Address address(URI place) {
        if (place.getHost() == null || place.getUserInfo() != null || place.getFragment() != null) {
            throw new IllegalArgumentException("it is not s3://bucket/prefix");
        }
        Map<String, String> options = options(place.getQuery());
        String endpoint = options.get("endpoint");
        return new S3Address(
                place.getHost(),
                place.getPath().replaceFirst("^/", ""),
                endpoint == null ? null : URI.create(endpoint),
                options.get("region"),
                style(options.get("path_style"), endpoint),
                null);
    }

    private static S3Address.Style style(@Nullable String pathStyle, @Nullable String endpoint) {
        boolean path = pathStyle == null ? endpoint != null : Boolean.parseBoolean(pathStyle);
        return path ? S3Address.Style.PATH : S3Address.Style.HOST;
    }

    private static Map<String, String> options(@Nullable String query) {
        Map<String, String> options = new HashMap<>();
        for (String option : query == null ? new String[0] : query.split("&", -1)) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (!Set.of("endpoint", "region", "path_style").contains(name) || equals < 0) {
                throw new IllegalArgumentException(
                        "'%s' is none of endpoint=, region= and path_style=".formatted(name));
            }
            options.put(name, option.substring(equals + 1));
        }
        return options;
    }

    private static ProblemException wrong(IllegalArgumentException cause) {
        return VaultProblems.LOCATION_WRONG
                .says("this cannot be the place of a vault")
                .what("%s", String.valueOf(cause.getMessage()))
                .kept("nothing was tried")
                .remedy("Name a folder, or s3://bucket/prefix.")
                .asException(cause);
    }
}
