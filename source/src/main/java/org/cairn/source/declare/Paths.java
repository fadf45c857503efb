package org.cairn.source.declare;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.cairn.source.SourceProblems;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Words;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.JsonPathSyntaxException;
import org.cairn.source.yaml.Place;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// Texts with a syntax of their own: JSON paths, regular expressions, file locations.
final class Paths {
    static final Shape<JsonPath> JSON_PATH = TextShape.of("JSON path").as(Paths::jsonPath);
    static final Shape<String> PATTERN =
            TextShape.of("regular expression (RE2)").as(Paths::pattern);

    /// `file:` and a path or glob that stays inside the project, or an address on the web.
    static final Shape<String> PROJECT_FILES =
            TextShape.of("`file:` and a path or glob in the project, or a web address")
                    .referring(TextShape.Refers.YES)
                    .as(Paths::projectFiles);

    /// A path or glob that stays inside the project.
    static final Shape<String> PROJECT_GLOB =
            TextShape.of("path or glob in the project").as(Paths::inside);

    private Paths() {}

    static @Nullable JsonPath jsonPath(String text, YamlNode node, Reading reading) {
        try {
            return JsonPath.parse(text);
        } catch (JsonPathSyntaxException e) {
            reading.error(
                    inside(node, e.offset()),
                    String.valueOf(e.getMessage()),
                    "Write names, [*] and indexes only, for example $.regions[*].name.");
            return null;
        }
    }

    private static @Nullable String pattern(String text, YamlNode node, Reading reading) {
        try {
            return Pattern.compile(text).pattern();
        } catch (PatternSyntaxException e) {
            reading.error(
                    node.place(),
                    "%s is not a regular expression: %s"
                            .formatted(Words.quoted(text), e.getDescription()),
                    "Write RE2 syntax: no look-around and no back-references.");
            return null;
        }
    }

    private static @Nullable String projectFiles(String text, YamlNode node, Reading reading) {
        if (text.startsWith("file:")) {
            return inside(text.substring("file:".length()), node, reading) == null ? null : text;
        }
        if (WebShapes.isAddress(text)) {
            return WebShapes.address(text, node, reading);
        }
        if (text.matches("(ftp|s3):.*")) {
            reading.error(
                    node.place(),
                    "'%s' locations are planned, but this version does not fetch them yet"
                            .formatted(text.substring(0, text.indexOf(':'))),
                    "Put the file into the project and write file: and its path.");
        } else {
            reading.error(
                    node.place(),
                    "a location begins with 'file:', 'https://' or 'http://'",
                    "Write file: and a path in the project, for example file:data/*.json.");
        }
        return null;
    }

    private static @Nullable String inside(String path, YamlNode node, Reading reading) {
        boolean leaves = path.startsWith("/") || path.contains("\\") || path.matches("[A-Za-z]:.*");
        for (String step : path.split("/", -1)) {
            leaves |= step.equals("..");
        }
        if (!leaves && !path.isBlank() && path.indexOf('\0') < 0) {
            return path;
        }
        reading.error(
                SourceProblems.PATH_OUTSIDE_PROJECT,
                node.place(),
                "%s is not a path inside the project".formatted(Words.quoted(path)),
                "Copy the file into the project folder and name it from there, without '..'.");
        return null;
    }

    private static Place inside(YamlNode node, int offset) {
        return node instanceof YamlNode.Scalar scalar ? scalar.inside(offset) : node.place();
    }
}
