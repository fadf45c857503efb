package org.cairn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// A file that holds the expected output of a test, kept in Git and reviewed as a diff.
///
/// `-Dgolden=update` rewrites the file instead of comparing. Safe for any thread.
///
/// @param file where the expected output is
public record Golden(Path file) {
    /// The system property that rewrites golden files when it is `update`.
    public static final String PROPERTY = "golden";

    /// The golden file of this name in the module's `src/test/golden`.
    public static Golden named(String name) {
        // Surefire says where the module is; an IDE starts tests in the module's folder.
        return new Golden(
                Path.of(System.getProperty("basedir", ""), "src", "test", "golden").resolve(name));
    }

    /// Fails unless the text is the file's, naming the first line that differs.
    public void matches(String actual) {
        if (!updated(actual.getBytes(StandardCharsets.UTF_8))) {
            String expected = new String(read(), StandardCharsets.UTF_8);
            if (!expected.equals(actual)) {
                throw failure(firstDifferentLine(expected, actual));
            }
        }
    }

    /// Fails unless the bytes are the file's, showing those around the first that differs.
    public void matches(byte[] actual) {
        if (!updated(actual)) {
            byte[] expected = read();
            int at = Arrays.mismatch(expected, actual);
            if (at >= 0) {
                throw failure(
                        "byte %d: expected %s but was %s (%d and %d bytes in all)"
                                .formatted(
                                        at,
                                        hexFrom(expected, at),
                                        hexFrom(actual, at),
                                        expected.length,
                                        actual.length));
            }
        }
    }

    private boolean updated(byte[] actual) {
        if (!"update".equals(System.getProperty(PROPERTY))) {
            return false;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, actual);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] read() {
        if (!Files.exists(file)) {
            throw failure("there is no such file yet");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AssertionError failure(String what) {
        return new AssertionError(
                "%s: %s%nIf the new output is right, run again with -D%s=update and review the diff."
                        .formatted(file, what, PROPERTY));
    }

    private static String firstDifferentLine(String expected, String actual) {
        var expectedLines = expected.split("\n", -1);
        var actualLines = actual.split("\n", -1);
        int at = 0;
        while (at < expectedLines.length
                && at < actualLines.length
                && expectedLines[at].equals(actualLines[at])) {
            at++;
        }
        return "line %d:%n  expected <%s>%n  but was  <%s>"
                .formatted(at + 1, lineAt(expectedLines, at), lineAt(actualLines, at));
    }

    private static String lineAt(String[] lines, int at) {
        return at < lines.length ? lines[at] : "(end of the text)";
    }

    private static String hexFrom(byte[] bytes, int at) {
        int end = Math.min(bytes.length, at + 16);
        return at >= end ? "(end)" : HexFormat.ofDelimiter(" ").formatHex(bytes, at, end);
    }
}
