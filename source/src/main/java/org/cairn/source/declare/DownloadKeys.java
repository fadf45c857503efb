package org.cairn.source.declare;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Sha256;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.NumberShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.Values;
import org.cairn.source.shape.WholeShape;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.SourceInput;
import org.cairn.source.spec.WebSpec;
import org.cairn.source.spec.WebSpec.AutoThrottle;
import org.cairn.source.spec.WebSpec.Download;
import org.cairn.source.spec.WebSpec.Politeness;
import org.jspecify.annotations.Nullable;

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
                    .absent("`true` for type html, else `false`");
    private static final Key<Duration> DELAY =
            Key.optional(
                            "download_delay",
                            WebShapes.DELAY,
                            "The least time between two requests to one host.")
                    .absent("`1s` for type html, else none");
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
                    .absent("`1` for type html, else `4`");

    private static final Key<BigDecimal> TARGET =
            Key.optional(
                            "target_concurrency",
                            new NumberShape(new BigDecimal("0.01"), new BigDecimal("64")),
                            "How many requests on average a host has to work on at a time: the"
                                    + " delay goes towards its time of answering, divided by this.")
                    .otherwise(BigDecimal.valueOf(AutoThrottle.DEFAULT.targetConcurrency()));
    private static final Key<Duration> START_DELAY =
            Key.optional(
                            "start_delay",
                            WebShapes.DELAY,
                            "The delay until it is known how fast the host answers.")
                    .otherwise(AutoThrottle.DEFAULT.startDelay())
                    .absent("`5s`");
    private static final Key<Duration> MAX_DELAY =
            Key.optional(
                            "max_delay",
                            WebShapes.DURATION,
                            "The longest delay, however slow the host is.")
                    .otherwise(AutoThrottle.DEFAULT.maxDelay())
                    .absent("`60s`");
    private static final Key<AutoThrottle> THROTTLE =
            Key.optional(
                            "autothrottle",
                            RecordShape.of(
                                    "autothrottle",
                                    "A delay that follows from how fast the host answers; never"
                                            + " less than download_delay.",
                                    List.of(TARGET, START_DELAY, MAX_DELAY),
                                    in ->
                                            new AutoThrottle(
                                                    in.get(TARGET).doubleValue(),
                                                    in.get(START_DELAY),
                                                    in.get(MAX_DELAY))),
                            "A delay that follows from how fast the host answers.")
                    .absent("the delay stays");

    /// What is written of politeness; what is not follows from the type of the source.
    record PolitenessDraft(
            @Nullable Boolean obeyRobots,
            @Nullable Duration delay,
            boolean randomize,
            @Nullable Long concurrencyPerHost,
            @Nullable AutoThrottle throttle) {
        static final PolitenessDraft NONE =
                new PolitenessDraft(null, null, Politeness.DEFAULT.randomize(), null, null);

        Politeness over(Politeness usual) {
            return new Politeness(
                    obeyRobots == null ? usual.obeyRobots() : obeyRobots,
                    delay == null ? usual.delay() : delay,
                    randomize,
                    concurrencyPerHost == null
                            ? usual.concurrencyPerHost()
                            : Math.toIntExact(concurrencyPerHost),
                    throttle);
        }
    }

    static final Key<PolitenessDraft> POLITENESS =
            Key.optional(
                            "politeness",
                            RecordShape.of(
                                    "politeness",
                                    "How hard hosts are asked.",
                                    List.of(ROBOTS, DELAY, RANDOMIZE, CONCURRENCY, THROTTLE),
                                    in ->
                                            new PolitenessDraft(
                                                    in.find(ROBOTS),
                                                    in.find(DELAY),
                                                    in.get(RANDOMIZE),
                                                    in.find(CONCURRENCY),
                                                    in.find(THROTTLE))),
                            "How hard hosts are asked; only for locations on the web.")
                    .otherwise(PolitenessDraft.NONE)
                    .absent("the defaults below");

    static final List<Key<?>> ALL = List.of(ClientKeys.CLIENT, DOWNLOAD, POLITENESS);

    private DownloadKeys() {}

    private static Map<String, Boolean> resumeWords() {
        Map<String, Boolean> words = new LinkedHashMap<>();
        words.put("range_if_etag", true);
        words.put("never", false);
        return words;
    }

    static WebSpec web(Values in, SourceInput input) {
        Politeness usual = input instanceof PagesInput ? Politeness.OF_SITES : Politeness.DEFAULT;
        return new WebSpec(
                in.get(ClientKeys.CLIENT), in.get(DOWNLOAD), in.get(POLITENESS).over(usual));
    }

    /// Says that files are downloaded, and pages are not.
    static void refuseDownload(Values in) {
        if (in.has(DOWNLOAD)) {
            in.reading()
                    .error(
                            in.placeOf(DOWNLOAD),
                            "'download' is for files, and this source has pages",
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
