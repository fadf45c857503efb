package org.cairn.source.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads one YAML 1.2 document: UTF-8 (a byte order mark is allowed), at most 1 MiB, 32 levels and
/// 100,000 nodes with aliases written out.
///
/// Duplicate keys, tags and further documents are faults. Safe for any thread.
public final class YamlText {
    public static final int MAX_BYTES = 1 << 20;

    private YamlText() {}

    /// What was read.
    ///
    /// @param root null where there is no tree to work with
    public record Parsed(@Nullable YamlNode root, List<YamlFault> faults) {
        public Parsed {
            faults = List.copyOf(faults);
        }

        static Parsed broken(Place place, String message, String remedy) {
            return new Parsed(null, List.of(new YamlFault(place, message, remedy)));
        }
    }

    public static Parsed parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return Parsed.broken(
                    Place.START,
                    "the file is larger than 1 MiB",
                    "Split it; long lists of values belong into data files.");
        }
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
            return Parsed.broken(
                    placeAfter(out.flip().toString()),
                    "the file is not UTF-8 from here",
                    "Save the file as UTF-8.");
        }
        String text = out.flip().toString();
        return parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private static Parsed parse(String text) {
        var settings =
                LoadSettings.builder()
                        .setUseMarks(true)
                        .setParseComments(false)
                        .setCodePointLimit(MAX_BYTES)
                        .build();
        var builder = new TreeBuilder(new Parse(settings).parseString(text).iterator());
        try {
            return builder.build();
        } catch (TreeBuilder.Refused e) {
            return new Parsed(null, List.of(e.fault()));
        } catch (MarkedYamlEngineException e) {
            return Parsed.broken(
                    e.getProblemMark().map(TreeBuilder::place).orElse(Place.START),
                    "not YAML: " + oneLine(e.getProblem()),
                    e.getProblem().contains("TAB")
                            ? "Indent with blanks, not with tabs."
                            : "Correct the indentation, brackets or quotes here or just before.");
        } catch (ReaderException e) {
            return Parsed.broken(
                    placeAfter(text.substring(0, Math.min(text.length(), e.getPosition()))),
                    "not YAML: character U+%04X is not allowed".formatted(e.getCodePoint()),
                    "Remove it, or write it as an escape in double quotes.");
        } catch (YamlEngineException e) {
            return Parsed.broken(
                    Place.START,
                    "not YAML: " + oneLine(String.valueOf(e.getMessage())),
                    "Correct the file.");
        }
    }

    private static Place placeAfter(String text) {
        int line = 1;
        int lineStart = 0;
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            line++;
            lineStart = i + 1;
        }
        return new Place(line, text.codePointCount(lineStart, text.length()) + 1);
    }

    private static String oneLine(String message) {
        String flat = message.replaceAll("\\s+", " ").replaceFirst("\\. \\(.*", "").strip();
        return flat.isEmpty()
                ? flat
                : flat.substring(0, 1).toLowerCase(Locale.ROOT) + flat.substring(1);
    }
}
