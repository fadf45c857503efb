package org.cairn.source.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.cairn.source.shape.References;
import org.cairn.source.shape.Words;
import org.jspecify.annotations.Nullable;

/// `${env:NAME}` from the environment and `${file:PATH}` from a file, relative to the project
/// unless absolute, at most 64 KiB of UTF-8, one line end at its end taken off.
final class ProjectReferences implements References {
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_FILE = 1 << 20;

    private final Path project;
    private final UnaryOperator<@Nullable String> environment;

    ProjectReferences(Path project, UnaryOperator<@Nullable String> environment) {
        this.project = project;
        this.environment = environment;
    }

    @Override
    public Resolved resolve(Origin origin, String name) {
        return switch (origin) {
            case ENV -> variable(name);
            case FILE -> file(name);
        };
    }

    @Override
    public Resolved projectFile(String name) {
        try {
            Path path = project.resolve(name);
            if (!Files.isRegularFile(path)) {
                return missing(name, "there is no such file");
            }
            if (!path.toRealPath().startsWith(project.toRealPath())) {
                return missing(name, "it is a link that leads out of the project");
            }
            try (var in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(MAX_FILE + 1);
                return bytes.length > MAX_FILE
                        ? missing(name, "it is larger than 1 MiB")
                        : new Resolved.Found(decoded(bytes));
            }
        } catch (CharacterCodingException _) { // says no more than this message
            return missing(name, "it is not UTF-8");
        } catch (IOException | InvalidPathException e) {
            return missing(name, e.getClass().getSimpleName());
        }
    }

    private Resolved variable(String name) {
        String value = environment.apply(name);
        return value == null
                ? new Resolved.Missing(
                        "environment variable %s is not set".formatted(Words.quoted(name)),
                        "Set it before the command, or correct the name.")
                : new Resolved.Found(value);
    }

    private Resolved file(String name) {
        try {
            Path path = project.resolve(name);
            if (!Files.isRegularFile(path)) {
                return missing(name, "there is no such file");
            }
            try (var in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                return bytes.length > MAX_BYTES
                        ? missing(name, "it is larger than 64 KiB")
                        : new Resolved.Found(withoutLineEnd(decoded(bytes)));
            }
        } catch (CharacterCodingException _) { // says no more than this message
            return missing(name, "it is not UTF-8");
        } catch (IOException | InvalidPathException e) {
            return missing(name, e.getClass().getSimpleName());
        }
    }

    private static String decoded(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static String withoutLineEnd(String text) {
        String cut = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return cut.endsWith("\r") ? cut.substring(0, cut.length() - 1) : cut;
    }

    private static Resolved missing(String name, String why) {
        return new Resolved.Missing(
                "file %s cannot be read: %s".formatted(Words.quoted(name), why),
                "Write the path of a readable file, relative to the project or absolute.");
    }
}
