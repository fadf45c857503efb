package org.cairn.collect.replay;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.cairn.collect.fetch.http.WebHead;
import org.cairn.kernel.Sha256;
import org.cairn.source.json.JsonMembers;
import org.cairn.source.json.JsonParser;
import org.cairn.source.json.JsonValue;
import org.cairn.source.spec.SourceSpec;

/// What a source answered, as plain files beside its declaration: `docs/format/recording-1.md`.
///
/// @param folder `NAME.recorded`
/// @param resources that it was made for
/// @param pages at which each of their listings, or the files of the source, were cut
/// @param answers of web servers in the order in which they came
public record Recording(
        Path folder, String source, List<String> resources, int pages, List<Answer> answers) {
    /// Of all bodies together.
    public static final long MOST_BYTES = 16 << 20;

    static final String INDEX = "index.jsonl";
    private static final int MOST_INDEX = 16 << 20;
    private static final int MOST_PAGES = 1_000_000;
    private static final Pattern BODY = Pattern.compile("bodies/[A-Za-z0-9][A-Za-z0-9._-]{0,100}");

    public Recording {
        resources = List.copyOf(resources);
        answers = List.copyOf(answers);
    }

    /// One good answer.
    ///
    /// @param request `GET` and the address that was asked for, without secrets
    /// @param url where it came from in the end, without secrets
    /// @param headers those that say something of the body or of the listing
    /// @param file that has the body, relative to the recording
    /// @param sha256 of the body when it was recorded
    public record Answer(
            String request,
            int status,
            String url,
            Map<String, List<String>> headers,
            String file,
            Sha256 sha256,
            long lengthBytes) {
        WebHead head() {
            return WebHead.of(status, URI.create(url), headers);
        }
    }

    /// Where the recording of a source belongs.
    public static Path folderOf(Path project, SourceSpec source) {
        return project.resolve(source.declaredIn())
                .resolveSibling(source.name() + ".recorded")
                .normalize();
    }

    /// Files of the project that were recorded, each below here at its own path.
    public Path files() {
        return folder.resolve("files");
    }

    /// The expected rows of a resource.
    public Path rows(String resource) {
        return folder.resolve("rows").resolve(resource + ".jsonl");
    }

    /// Reads a recording. Problems: `recording-missing`, `recording-unreadable`.
    public static Recording read(Path folder, String source) {
        Path index = folder.resolve(INDEX);
        if (!Files.isRegularFile(index)) {
            throw RecordingProblems.RECORDING_MISSING
                    .says("source '%s' has no recording", source)
                    .what("there is no %s", index)
                    .kept("nothing was tried")
                    .remedy("Make one with `cairn source record %s`.", source)
                    .with("source", source)
                    .asException();
        }
        List<String> lines = lines(index, MOST_INDEX);
        if (lines.isEmpty()) {
            throw RecordingProblems.unreadable(index, "it is empty");
        }
        List<Answer> answers = new ArrayList<>();
        int line = 1;
        try {
            var head = (JsonValue.Members) JsonParser.parse(lines.getFirst());
            if (number(head, "recording") != 1) {
                throw new IllegalArgumentException("it is of another version than 1");
            }
            for (String text : lines.subList(1, lines.size())) {
                line++;
                answers.add(answer((JsonValue.Members) JsonParser.parse(text)));
            }
            return new Recording(
                    folder,
                    text(head, "source"),
                    texts(head, "resources"),
                    Math.clamp(number(head, "pages"), 1, MOST_PAGES),
                    answers);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw RecordingProblems.unreadable(
                    index, "line %d: %s".formatted(line, String.valueOf(e.getMessage())));
        }
    }

    static List<String> lines(Path file, int most) {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw RecordingProblems.unreadable(file, "it is larger than " + most + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw RecordingProblems.unreadable(file, e.toString());
        }
    }

    private static Answer answer(JsonValue.Members line) {
        String file = text(line, "file");
        if (!BODY.matcher(file).matches()) {
            throw new IllegalArgumentException("its file is none of bodies/");
        }
        Map<String, List<String>> headers = new TreeMap<>();
        var given = (JsonValue.Members) member(line, "headers");
        given.members().keySet().forEach(name -> headers.put(name, texts(given, name)));
        return new Answer(
                text(line, "request"),
                (int) number(line, "status"),
                text(line, "url"),
                headers,
                file,
                new Sha256(text(line, "sha256")),
                number(line, "bytes"));
    }

    /// Writes the index; the bodies are there.
    void writeIndex() {
        var text = new StringBuilder();
        text.append(
                        new JsonMembers()
                                .with("recording", 1)
                                .with("source", source)
                                .with("resources", JsonValue.texts(resources))
                                .with("pages", pages)
                                .done()
                                .compact())
                .append('\n');
        for (Answer answer : answers) {
            Map<String, JsonValue> headers = new LinkedHashMap<>();
            answer.headers().forEach((name, all) -> headers.put(name, JsonValue.texts(all)));
            text.append(
                            new JsonMembers()
                                    .with("request", answer.request())
                                    .with("status", answer.status())
                                    .with("url", answer.url())
                                    .with("headers", new JsonValue.Members(headers))
                                    .with("sha256", answer.sha256().hex())
                                    .with("bytes", answer.lengthBytes())
                                    .with("file", answer.file())
                                    .done()
                                    .compact())
                    .append('\n');
        }
        write(folder.resolve(INDEX), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw RecordingProblems.unwritable(file, e);
        }
    }

    private static JsonValue member(JsonValue.Members of, String name) {
        JsonValue value = of.members().get(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no '%s'".formatted(name));
        }
        return value;
    }

    private static String text(JsonValue.Members of, String name) {
        return ((JsonValue.Text) member(of, name)).text();
    }

    private static long number(JsonValue.Members of, String name) {
        return Long.parseLong(((JsonValue.Numeral) member(of, name)).literal());
    }

    private static List<String> texts(JsonValue.Members of, String name) {
        return ((JsonValue.Items) member(of, name))
                .items().stream().map(item -> ((JsonValue.Text) item).text()).toList();
    }
}
