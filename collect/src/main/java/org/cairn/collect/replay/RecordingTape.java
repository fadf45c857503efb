package org.cairn.collect.replay;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cairn.collect.fetch.http.Downloads;
import org.cairn.collect.fetch.http.Tape;
import org.cairn.collect.fetch.http.WebHead;
import org.cairn.collect.fetch.http.WebRequest;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.PaginatorSpec.Kind;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.SourceSpec;
import org.jspecify.annotations.Nullable;

/// Writes good answers into a folder, without secrets. Confined to one thread.
final class RecordingTape implements Tape {
    // Cookies, dates and who served it say nothing of the data, and change each time.
    private static final Set<String> KEPT =
            Set.of("content-type", "content-language", "etag", "last-modified", "link");

    private final Path folder;
    private final Masks masks;
    private final Set<String> headers = new TreeSet<>(KEPT);
    private final List<Recording.Answer> answers = new ArrayList<>();
    private long bytes;

    RecordingTape(Path folder, SourceSpec source) {
        this.folder = folder;
        this.masks = new Masks(source.web().client());
        if (source.input() instanceof RestInput input) {
            input.resources()
                    .values()
                    .forEach(resource -> {
                        if (resource.endpoint().paginator().kind() instanceof Kind.Cursor cursor
                                && cursor.header() != null) {
                            headers.add(cursor.header().toLowerCase(Locale.ROOT));
                        }
                    });
        }
    }

    List<Recording.Answer> answers() {
        return answers;
    }

    @Override
    public @Nullable Played play(WebRequest request) {
        return null;
    }

    @Override
    public void keep(WebRequest request, WebHead head, Bytes body) {
        byte[] plain = read(body);
        byte[] masked = masks.of(plain);
        String file =
                String.format(
                        Locale.ROOT,
                        "bodies/%04d.%s",
                        answers.size() + 1,
                        extension(request, head));
        Recording.write(folder.resolve(file), masked);
        answers.add(
                new Recording.Answer(
                        ReplayTape.request(request),
                        head.status(),
                        masks.of(head.uri().toString()),
                        masks.of(kept(head.headers())),
                        file,
                        Sha256.of(masked),
                        masked.length));
    }

    private byte[] read(Bytes body) {
        try (InputStream in = body.open()) {
            byte[] plain = in.readNBytes((int) (Recording.MOST_BYTES - bytes) + 1);
            bytes += plain.length;
            if (bytes > Recording.MOST_BYTES) {
                throw RecordingProblems.tooLarge(
                        "answer %d goes past %s of all bodies together"
                                .formatted(answers.size() + 1, new ByteSize(Recording.MOST_BYTES)));
            }
            return plain;
        } catch (IOException e) {
            throw RecordingProblems.unwritable(folder, e);
        }
    }

    private Map<String, List<String>> kept(Map<String, List<String>> all) {
        Map<String, List<String>> kept = new TreeMap<>();
        all.forEach((name, values) -> {
            String small = name.toLowerCase(Locale.ROOT);
            if (headers.contains(small)) {
                kept.put(small, values);
            }
        });
        return kept;
    }

    private static String extension(WebRequest request, WebHead head) {
        String type = head.mediaType() == null ? "" : head.mediaType();
        for (String known : List.of("json", "html", "xml", "csv", "yaml", "gzip", "zip")) {
            if (type.contains(known)) {
                return known.equals("gzip") ? "gz" : known;
            }
        }
        String name = Downloads.fileName(URI.create(request.shown().toString()));
        String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return last.matches("[a-z0-9]{1,8}") && !last.equals(name.toLowerCase(Locale.ROOT))
                ? last
                : type.startsWith("text/") ? "txt" : "bin";
    }
}
