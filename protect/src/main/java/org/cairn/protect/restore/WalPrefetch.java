package org.cairn.protect.restore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.wal.SegmentSize;
import org.cairn.postgres.wal.WalPatch;
import org.cairn.vault.wal.WalObject;
import org.jspecify.annotations.Nullable;

/// Lays WAL files out beside a directory that replays, a few ahead of what PostgreSQL asks for, so
/// that replay waits neither for the vault nor for a disk full of WAL.
///
/// At most [#AHEAD_BYTES] lie ready (at least two files). [FetchScript] moves a file away, which is
/// how this thread sees that there is room. A file that is asked for again is laid out again. A
/// segment that the vault has only the beginning of is filled up with zeros, which is where replay
/// ends. One thread runs [#run]; any thread may stop it.
public final class WalPrefetch implements AutoCloseable {
    static final long AHEAD_BYTES = 256L << 20;

    private static final long LOOK_AGAIN_NANOS = 5_000_000;
    private static final int BUFFER_BYTES = 1 << 18;

    private final ListedWal listed;
    private final FetchScript script;
    private final Owner owner;
    private final Steps steps;
    private final Map<String, WalRange> segments = new LinkedHashMap<>();
    private final Map<String, byte[]> histories = new LinkedHashMap<>();
    private final List<WalPatch> patches;
    private final long segmentBytes;
    private final List<String> order;
    private int next;
    private volatile boolean stopped;
    private volatile @Nullable Problem problem;

    /// Gives files to the user that PostgreSQL runs as.
    @FunctionalInterface
    public interface Owner {
        void own(Path path) throws IOException;
    }

    /// What is laid out.
    ///
    /// @param wal the ranges that replay needs; every segment that overlaps one is offered
    /// @param histories the history files of all timelines that the vault knows
    /// @param patches bytes that replay is to see instead of those in the vault
    public record Content(
            ListedWal listed,
            List<WalRange> wal,
            Map<Timeline, byte[]> histories,
            List<WalPatch> patches,
            SegmentSize segmentSize) {}

    /// @param folder beside the directory, on its disk; made here, and must not exist yet
    public WalPrefetch(Path folder, Content content, Owner owner, Steps steps) {
        this.listed = content.listed();
        this.script = new FetchScript(folder);
        this.owner = owner;
        this.steps = steps;
        SegmentSize size = content.segmentSize();
        this.segmentBytes = size.bytes();
        this.patches = content.patches();
        for (WalRange range : content.wal()) {
            for (var at = size.startOf(range.start());
                    at.compareTo(range.end()) < 0;
                    at = size.endOf(at)) {
                offer(size, range.timeline(), size.segment(range.timeline(), at));
            }
        }
        this.order = List.copyOf(segments.keySet());
        content.histories()
                .forEach((timeline, bytes) -> histories.put(timeline.hex() + ".history", bytes));
    }

    private void offer(SegmentSize size, Timeline timeline, WalRange segment) {
        if (!listed.overlapping(segment).isEmpty()) {
            segments.put(size.fileName(timeline, segment.start()), segment);
        }
    }

    /// Writes the script and the list of names. Afterwards [#command] can be used.
    public void prepare() {
        try {
            for (Path path : List.of(script.folder(), script.ready(), script.asked())) {
                Files.createDirectory(path);
                owner.own(path);
            }
            Set<String> names = new LinkedHashSet<>(segments.keySet());
            names.addAll(histories.keySet());
            Files.writeString(
                    script.names(), String.join("\n", names) + "\n", StandardCharsets.US_ASCII);
            Files.writeString(script.owner(), FetchScript.owner(ProcessHandle.current().pid()));
            Files.writeString(script.file(), script.text(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw RestoreFailures.writing(script.folder(), e);
        }
    }

    /// The `restore_command` of the server.
    public String command() {
        return script.command();
    }

    /// Lays files out until it is stopped. A failure is written down for the script, which then
    /// stops recovery, and is to be asked for by [#problem].
    public void run() {
        try {
            long most = Math.max(2, AHEAD_BYTES / segmentBytes);
            while (!stopped) {
                boolean idle = answer();
                if (next < order.size() && count(script.ready()) < most) {
                    lay(order.get(next++));
                    steps.reached("restore.wal-laid");
                    idle = false;
                }
                if (idle) {
                    rest();
                }
            }
        } catch (IOException e) {
            fail(RestoreFailures.replaying(script.folder(), e).problem());
        } catch (ProblemException e) {
            fail(e.problem());
        } catch (CancellationException e) {
            // Whoever interrupted wants an end; the script sees that nobody is there any more.
            stopped = true;
        }
    }

    private static void rest() {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while laying out WAL");
        }
    }

    private void fail(Problem what) {
        problem = what;
        try {
            // Nobody lays out anything any more. To remove a file works on a full disk too.
            Files.deleteIfExists(script.owner());
            Files.writeString(script.failed(), what.headline());
        } catch (IOException _) {
            // Without an owner the script stops recovery as well.
            stopped = true;
        }
    }

    /// Why it could not go on; null while all is well.
    public @Nullable Problem problem() {
        return problem;
    }

    /// Lays out what somebody waits for; says whether there was nothing to do.
    private boolean answer() throws IOException {
        List<Path> asked;
        try (Stream<Path> files = Files.list(script.asked())) {
            asked = files.toList();
        }
        for (Path each : asked) {
            String name = each.getFileName().toString();
            lay(name);
            Files.deleteIfExists(each);
            // Replay has come this far: laid out once more, the file would lie there for ever and
            // take the room of one that is needed.
            next = Math.max(next, order.indexOf(name) + 1);
        }
        return asked.isEmpty();
    }

    private static int count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        }
    }

    private void lay(String name) throws IOException {
        Path target = script.ready().resolve(name);
        if (Files.exists(target)) {
            return;
        }
        Path growing = script.folder().resolve("growing");
        WalRange segment = segments.get(name);
        if (segment != null) {
            write(growing, segment);
        } else {
            byte[] history = histories.get(name);
            if (history == null) {
                return;
            }
            Files.write(growing, history);
        }
        owner.own(growing);
        Files.move(growing, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void write(Path file, WalRange segment) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            fill(channel, segment);
            patch(channel, segment);
            if (channel.size() < segmentBytes) {
                channel.write(ByteBuffer.allocate(1), segmentBytes - 1);
            }
        }
    }

    private void patch(FileChannel channel, WalRange segment) throws IOException {
        for (WalPatch patch : patches) {
            if (segment.contains(patch.at())) {
                channel.write(
                        ByteBuffer.wrap(new byte[] {patch.value()}),
                        patch.at().bytes() - segment.start().bytes());
            }
        }
    }

    private void fill(FileChannel channel, WalRange segment) throws IOException {
        for (WalObject object : listed.overlapping(segment)) {
            try {
                copy(object, segment, channel);
            } catch (ProblemException e) {
                if (!listed.refreshedAfter(e, object)) {
                    throw e;
                }
                // All of it again, from what has replaced the fragments.
                fill(channel, segment);
                return;
            }
        }
    }

    private void copy(WalObject object, WalRange segment, FileChannel channel) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long position = object.range().start().bytes() - segment.start().bytes();
        try (InputStream bytes = listed.open(object)) {
            for (int got = bytes.read(buffer); got >= 0; got = bytes.read(buffer)) {
                ByteBuffer rest = ByteBuffer.wrap(buffer, 0, got);
                while (rest.hasRemaining()) {
                    position += channel.write(rest, position);
                }
            }
        }
    }

    /// Ends [#run].
    @Override
    public void close() {
        stopped = true;
    }
}
