package org.cairn.source.declare;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Sha256;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.WebSpec;
import org.cairn.source.spec.WebSpec.Download;
import org.cairn.source.spec.WebSpec.Politeness;

/// `download` and `politeness`: how files on the web are brought.
final class DownloadKeys {
    private static final Key<ByteSize> CHUNK_SIZE =
            Key.optional(
                            "chunk_size",
                            WebShapes.SIZE,
                            "What is forced to the disk at once: a kill costs no more than that.")
                    .otherwise(Download.DEFAULT.chunkSize())
                    .absent("`8MiB`");
    private static final Key<Boolean> RESUME =
            Key.optional(
                            "resume",
                            ChoiceShape.of(resumeWords()),
                            "Whether a download that was cut goes on where it was:"
                                    + " `range_if_etag` does when the server gave a strong ETag and"
                                    + " still has the same file, and else begins anew.")
                    .otherwise(true)
                    .absent("`range_if_etag`");
    private static final Key<ByteSize> MAX_SIZE =
            Key.optional("max_size", WebShapes.SIZE, "The largest file.")
                    .otherwise(Download.DEFAULT.maxSize())
                    .absent("`20GiB`");
    private static final Key<Sha256> SHA256 =
            Key.optional(
                            "sha256",
                            TextShape.formed(
                                            "SHA-256 in hexadecimal digits",
                                            "[0-9a-f]{64}",
                                            "Write 64 small hexadecimal digits, as sha256sum does.")
                                    .as((text, _, _) -> new Sha256(text)),
                            "What the bytes of the file must be; another file is refused.")
                    .alsoCalled("checksum");
    static final Key<Download> DOWNLOAD =
            Key.optional(
                            "download",
                            RecordShape.of(
                                    "download",
                                    "How a file on the web is brought.",
                                    List.of(CHUNK_SIZE, RESUME, MAX_SIZE, SHA256),
                                    in ->
                                            new Download(
                                                    in.get(CHUNK_SIZE),
                                                    in.get(RESUME),
                                                    in.get(MAX_SIZE),
                                                    in.find(SHA256))),
                            "How a file on the web is brought; only for locations on the web.")
                    .otherwise(Download.DEFAULT)
                    .absent("the defaults below");

    private static final Key<Boolean> ROBOTS =
            Key.optional(
                            "robotstxt_obey",
                            new FlagShape(),
                            "Whether robots.txt of the host is asked first (RFC 9309), with its"
                                    + " Crawl-delay.")
                    .otherwise(Politeness.DEFAULT.obeyRobots());
    private static final Key<Duration> DELAY =
            Key.optional(
                            "download_delay",
                            WebShapes.DELAY,
                            "The least time between two requests to one host.")
                    .otherwise(Politeness.DEFAULT.delay())
                    .absent("none");
    private static final Key<Boolean> RANDOMIZE =
            Key.optional(
                            "randomize_download_delay",
                            new FlagShape(),
                            "Whether that time varies between half and one and a half of it.")
                    .otherwise(Politeness.DEFAULT.randomize());
    private static final Key<Long> CONCURRENCY =
            Key.optional(
                            "concurrency_per_host",
                            new WholeShape(1, 64),
                            "How many requests a host gets at once.")
                    .otherwise((long) Politeness.DEFAULT.concurrencyPerHost());
    static final Key<Politeness> POLITENESS =
            Key.optional(
                            "politeness",
                            RecordShape.of(
                                            "politeness",
                                            "How hard hosts are asked.",
                                            List.of(ROBOTS, DELAY, RANDOMIZE, CONCURRENCY),
                                            in ->
                                                    new Politeness(
                                                            in.get(ROBOTS),
                                                            in.get(DELAY),
                                                            in.get(RANDOMIZE),
                                                            Math.toIntExact(in.get(CONCURRENCY))))
                                    .later("autothrottle"),
                            "How hard hosts are asked; only for locations on the web.")
                    .otherwise(Politeness.DEFAULT)
                    .absent("the defaults below");

    static final List<Key<?>> ALL = List.of(ClientKeys.CLIENT, DOWNLOAD, POLITENESS);

    private DownloadKeys() {}

    private static Map<String, Boolean> resumeWords() {
        Map<String, Boolean> words = new LinkedHashMap<>();
        words.put("range_if_etag", true);
        words.put("never", false);
        return words;
    }

    static WebSpec web(Values in) {
        return new WebSpec(in.get(ClientKeys.CLIENT), in.get(DOWNLOAD), in.get(POLITENESS));
    }

    /// Says that files are downloaded, and pages are not.
    static void refuseDownload(Values in) {
        if (in.has(DOWNLOAD)) {
            in.reading()
                    .error(
                            in.placeOf(DOWNLOAD),
                            "'download' is for files, and a web API has pages",
                            "Remove it; client.max_size limits a page.");
        }
    }

    /// Says of each key about the web that it has no effect on files of the project.
    static void refuse(Values in) {
        for (Key<?> key : ALL) {
            if (in.has(key)) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' has no effect on files of the project".formatted(key.name()),
                                "Remove it, or write a location that begins with https://.");
            }
        }
    }
}
