package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.collect.fetch.http.AttemptException.Kind;
import org.cairn.collect.fetch.http.Visit.Arrived;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.ProcessLock;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.WebSpec.Download;
import org.jspecify.annotations.Nullable;

/// Brings files of any size from the web, going on where an earlier attempt, run or process was
/// cut. Safe for any thread and any number of processes.
///
/// Bytes are kept as they are on the server: asked for without compression, so that a range of them
/// means the same on both sides.
public final class Downloads {
    private static final Pattern RANGE =
            Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final int BUFFER = 128 << 10;

    private final PoliteWeb web;
    private final Path folder;

    /// @param folder for files that are under way
    public Downloads(PoliteWeb web, Path folder) {
        this.web = web;
        this.folder = folder;
    }

    /// What came of it.
    public sealed interface Outcome extends AutoCloseable {
        /// What was known still holds.
        record NotModified(WebHead head) implements Outcome {
            @Override
            public void close() {}
        }

        /// The whole file. Closing leaves it for a later attempt; [#done] removes it.
        record Brought(WebHead head, Path file, long lengthBytes, Runnable done, Runnable leave)
                implements Outcome {
            @Override
            public void close() {
                leave.run();
            }
        }

        @Override
        void close();
    }

    /// Hears how far it is.
    @FunctionalInterface
    public interface Progress {
        /// So many bytes are there, of so many, or of null when the server does not say.
        void at(long done, @Nullable Long total);
    }

    /// Brings the file of a request. Problems as of [Web#fetch], and `web-checksum-wrong`.
    public Outcome bring(WebRequest request, Download rules, Progress progress) {
        Tape.Played played = web.tape().play(request);
        if (played != null) {
            long length = new PlayedBody(played.body()).lengthBytes();
            return new Outcome.Brought(played.head(), played.body(), length, () -> {}, () -> {});
        }
        Outcome outcome = fromNetwork(request, rules, progress);
        if (outcome instanceof Outcome.Brought(var head, Path file, _, _, _)) {
            boolean kept = false;
            try {
                web.tape().keep(request, head, () -> Files.newInputStream(file));
                kept = true;
            } finally {
                if (!kept) {
                    outcome.close();
                }
            }
        }
        return outcome;
    }

    private Outcome fromNetwork(WebRequest request, Download rules, Progress progress) {
        String name =
                Sha256.of(
                                (request.rules().source() + "\0" + request.uri())
                                        .getBytes(StandardCharsets.UTF_8))
                        .hex()
                        .substring(0, 32);
        ProcessLock lock = lock(name);
        boolean open = false;
        try {
            Part part = Part.open(folder, name, rules.chunkSize().bytes());
            try {
                Outcome outcome =
                        new Bringing(web.polite(request), rules, progress, part, lock).run();
                open = outcome instanceof Outcome.Brought;
                return outcome;
            } finally {
                if (!open) {
                    part.close();
                }
            }
        } finally {
            if (!open) {
                lock.close();
            }
        }
    }

    private ProcessLock lock(String name) {
        try {
            Files.createDirectories(folder);
            while (true) {
                Optional<ProcessLock> lock = ProcessLock.tryTake(folder.resolve(name + ".lock"));
                if (lock.isPresent()) {
                    return lock.get();
                }
                // Somebody else brings the same file; nothing could wake us when he has done.
                web.tools().pauses().pause(LOOK_AGAIN);
            }
        } catch (IOException e) {
            throw Failures.disk(folder, e);
        }
    }

    /// One file on its way. Confined to one thread.
    private final class Bringing {
        private final WebRequest request;
        private final Download rules;
        private final Progress progress;
        private final Part part;
        private final ProcessLock lock;
        private long atLastFailure;

        Bringing(WebRequest asked, Download rules, Progress progress, Part part, ProcessLock lock) {
            var client = asked.rules().client().withMaxSize(rules.maxSize());
            this.request =
                    new WebRequest(
                            asked.uri(),
                            asked.headers(),
                            asked.known(),
                            new WebRules(
                                    asked.rules().source(),
                                    client,
                                    asked.rules().expected(),
                                    asked.rules().politeness()),
                            Set.of(416),
                            null);
            this.rules = rules;
            this.progress = progress;
            this.part = part;
            this.lock = lock;
        }

        Outcome run() {
            return web.attempts().run(request, this::attempt, this::further);
        }

        private boolean further() {
            boolean further = part.etag() != null && part.length() > atLastFailure;
            atLastFailure = part.length();
            return further;
        }

        private Outcome attempt() {
            Map<String, String> extra = new LinkedHashMap<>();
            extra.put("Accept-Encoding", "identity");
            String tag = rules.resume() ? part.etag() : null;
            if (tag == null) {
                part.begin(null);
                return web.attempt(request, extra, this::take);
            }
            extra.put("Range", "bytes=" + part.length() + "-");
            extra.put("If-Range", tag);
            return web.attempt(request.knowing(Validators.NONE), extra, this::take);
        }

        private Outcome take(Arrived arrived, InputStream body) throws IOException {
            WebHead head = PoliteWeb.head(arrived);
            if (arrived.status() == 304) {
                return new Outcome.NotModified(head);
            }
            Long total = place(arrived, head);
            long before = part.length();
            try {
                fill(arrived, body, total);
            } catch (IOException e) {
                if (part.etag() != null && part.length() > before) {
                    // A host that brings a large file in many pieces is no host that fails.
                    arrived.turn().well();
                }
                throw e;
            }
            if (total != null && total != part.length()) {
                throw Failures.outage(
                        WebProblems.WEB_INCOMPLETE,
                        arrived.shown(),
                        "%d bytes came of %d".formatted(part.length(), total),
                        null);
            }
            requireChecksum(arrived);
            return new Outcome.Brought(head, part.file(), part.length(), this::done, this::leave);
        }

        private void fill(Arrived arrived, InputStream body, @Nullable Long total)
                throws IOException {
            byte[] buffer = new byte[BUFFER];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                requireSize(arrived, part.length() + n);
                part.append(buffer, n);
                progress.at(part.length(), total);
            }
        }

        /// Makes the part fit what comes; gives the length of the whole.
        private @Nullable Long place(Arrived arrived, WebHead head) {
            if (arrived.status() == 206) {
                return goOn(arrived);
            }
            if (arrived.status() == 416) {
                part.begin(null);
                throw Failures.outage(
                        WebProblems.WEB_INCOMPLETE,
                        arrived.shown(),
                        "the server does not have the rest of what came",
                        null);
            }
            // A range of packed bytes would be of other bytes than those here.
            boolean packed = isPacked(arrived);
            part.begin(packed || !rules.resume() ? null : head.validators().strong());
            long total = arrived.response().headers().firstValueAsLong("content-length").orElse(-1);
            return packed || total < 0 ? null : total;
        }

        private @Nullable Long goOn(Arrived arrived) {
            Matcher range = RANGE.matcher(String.valueOf(arrived.header("content-range")));
            boolean fits =
                    range.matches()
                            && !isPacked(arrived)
                            && Long.parseLong(range.group(1)) == part.length()
                            && part.etag() != null;
            if (!fits) {
                part.begin(null);
                throw Failures.malformed(
                        arrived.shown(), "another range came than was asked for", null);
            }
            if (range.group(2).equals("*")) {
                return null;
            }
            long total = Long.parseLong(range.group(2));
            requireSize(arrived, total);
            return total;
        }

        private static boolean isPacked(Arrived arrived) {
            return !arrived.response().headers().allValues("content-encoding").isEmpty();
        }

        private void requireSize(Arrived arrived, long length) {
            if (length > rules.maxSize().bytes()) {
                throw Failures.tooLarge(
                        arrived.shown(),
                        "it has %s or more, and %s are allowed"
                                .formatted(new ByteSize(length), rules.maxSize()),
                        "download.max_size");
            }
        }

        private void requireChecksum(Arrived arrived) throws IOException {
            Sha256 wanted = rules.sha256();
            if (wanted == null) {
                return;
            }
            var digest = Sha256.digest();
            try (InputStream in = Files.newInputStream(part.file())) {
                byte[] buffer = new byte[BUFFER];
                for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
            Sha256 found = Sha256.ofDigest(digest.digest());
            if (!found.equals(wanted)) {
                part.begin(null);
                throw new AttemptException(
                        Failures.problem(
                                        WebProblems.WEB_CHECKSUM_WRONG,
                                        arrived.shown(),
                                        "declared %s, found %s".formatted(wanted, found))
                                .remedy(
                                        "Compare with what the publisher says; correct"
                                                + " download.sha256 if the new file is right.")
                                .build(),
                        Kind.FINAL,
                        null,
                        null);
            }
        }

        private void done() {
            part.remove();
            lock.close();
        }

        private void leave() {
            part.close();
            lock.close();
        }
    }

    /// The name of the file at an address: the last part of its path, else its host.
    public static String fileName(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        String[] steps = path.split("/+");
        String last = steps.length == 0 ? "" : steps[steps.length - 1];
        String name = last.replaceAll("[\\p{Cntrl}\\\\]", "_");
        return name.isBlank() || name.equals(".") || name.equals("..")
                ? String.valueOf(uri.getHost())
                : name;
    }
}
