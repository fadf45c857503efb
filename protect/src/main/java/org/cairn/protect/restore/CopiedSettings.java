package org.cairn.protect.restore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The configuration files of a copy: `postgresql.conf`, `postgresql.auto.conf` and what they
/// include.
///
/// What would lead the copy back to its original becomes a comment, and so does each inclusion of a
/// file outside of the copy: where the copy lies beside its original, that is the original's own.
/// For one use.
final class CopiedSettings {
    // Where the original lies, and where an earlier recovery of it ended: of two targets PostgreSQL
    // refuses both.
    private static final Pattern OF_THE_ORIGINAL =
            Pattern.compile(
                    "(?i)\\s*(?:recovery_target\\w*|data_directory|hba_file|ident_file"
                            + "|external_pid_file)\\b");
    private static final Pattern INCLUSION =
            Pattern.compile(
                    "(?i)\\s*(include|include_if_exists|include_dir)(?:\\s*=\\s*|\\s+|(?='))"
                            + "(?:'((?:[^']|'')*)'|([^\\s#]+))");
    private static final Pattern LINE_END = Pattern.compile("(?<=\n)");

    private final Path data;
    private final Set<Path> seen = new HashSet<>();

    CopiedSettings(Path data) {
        this.data = data;
    }

    void disarm() {
        disarm(data.resolve("postgresql.conf"));
        disarm(data.resolve("postgresql.auto.conf"));
    }

    private void disarm(Path file) {
        if (!seen.add(file) || !Files.isRegularFile(file)) {
            return;
        }
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String harmless =
                    Arrays.stream(LINE_END.split(text))
                            .map(line -> harmless(line, file))
                            .collect(Collectors.joining());
            if (!harmless.equals(text)) {
                Files.writeString(file, harmless, StandardCharsets.ISO_8859_1);
                DirectoryWriter.force(file);
            }
        } catch (IOException e) {
            throw RestoreFailures.writing(file, e);
        }
    }

    private String harmless(String line, Path file) {
        Matcher inclusion = INCLUSION.matcher(line);
        boolean stays =
                inclusion.lookingAt()
                        ? follows(inclusion, file)
                        : !OF_THE_ORIGINAL.matcher(line).lookingAt();
        return stays ? line : "# removed by cairn restore: " + line;
    }

    /// Follows an inclusion, unless it leads out of the copy.
    private boolean follows(Matcher inclusion, Path file) {
        String quoted = inclusion.group(2);
        String name = quoted == null ? inclusion.group(3) : quoted.replace("''", "'");
        Path folder = Objects.requireNonNull(file.getParent(), "it lies in the copy");
        Path included = folder.resolve(name).normalize();
        // A backslash begins something that only PostgreSQL can read.
        if (!included.startsWith(data) || name.indexOf('\\') >= 0 || isElsewhere(included)) {
            return false;
        }
        if (inclusion.group(1).toLowerCase(Locale.ROOT).equals("include_dir")) {
            disarmAll(included);
        } else {
            disarm(included);
        }
        return true;
    }

    /// In a directory that was there before, links may lead out of it.
    private boolean isElsewhere(Path included) {
        try {
            return Files.exists(included) && !included.toRealPath().startsWith(data.toRealPath());
        } catch (IOException e) {
            throw RestoreFailures.writing(included, e);
        }
    }

    private void disarmAll(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.conf")) {
            files.forEach(file -> {
                if (!isElsewhere(file)) {
                    disarm(file);
                }
            });
        } catch (IOException e) {
            throw RestoreFailures.writing(folder, e);
        }
    }
}
