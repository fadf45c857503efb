package org.cairn.collect.fetch;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FileInput.Format;
import org.jspecify.annotations.Nullable;

/// The files inside a zip archive or a file packed by gzip, known by their first bytes.
///
/// Names of members are words and never paths: nothing is written to where they point. What comes
/// out is bounded by [Limits]; an archive in an archive is refused. The form of a problem is the
/// same wherever in the archive it is met.
public final class Containers {
    private static final int MAGIC_BYTES = 4;

    /// Zip has no rule for the names of old programs; the last charset decodes everything.
    private static final List<Charset> NAMES =
            List.of(
                    StandardCharsets.UTF_8,
                    Charset.forName("windows-31j"),
                    StandardCharsets.ISO_8859_1);

    private static final int PARTS_LOOKED_AT = 16;

    private final Limits limits;
    private final Inside inside;

    public Containers(Limits limits) {
        this(limits, Inside.PLAIN_FILES);
    }

    private Containers(Limits limits, Inside inside) {
        this.limits = limits;
        this.inside = inside;
    }

    /// What may be in an archive.
    private enum Inside {
        PLAIN_FILES,
        /// Workbooks, which are zip files.
        WORKBOOKS
    }

    /// For archives whose files are of a format.
    public static Containers reading(Format format) {
        return new Containers(
                Limits.DEFAULT, format == Format.XLSX ? Inside.WORKBOOKS : Inside.PLAIN_FILES);
    }

    /// Whether a file is one that holds others of a format: a workbook, though a zip file, is one
    /// document.
    public static boolean holdsFiles(Path file, Format format) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return holdsFiles(in, format);
        }
    }

    static boolean holdsFiles(InputStream in, Format format) throws IOException {
        var buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(MAGIC_BYTES);
        boolean container = isContainer(buffered);
        buffered.reset();
        return container && (format != Format.XLSX || !isWorkbook(buffered));
    }

    /// Whether what begins as an archive does is a package of parts, which says so among the first.
    private static boolean isWorkbook(InputStream in) {
        try {
            var zip = new ZipInputStream(in, StandardCharsets.ISO_8859_1);
            for (int i = 0; i < PARTS_LOOKED_AT; i++) {
                ZipEntry part = zip.getNextEntry();
                String name = part == null ? null : part.getName();
                if (name == null) {
                    return false;
                }
                if (name.equals("[Content_Types].xml") || name.startsWith("xl/")) {
                    return true;
                }
                if (name.matches("(?i).*\\.xls[xm]")) {
                    return false;
                }
            }
            return false;
        } catch (IOException _) {
            // What is broken is judged by whoever reads all of it.
            return true;
        }
    }

    /// How much may come out of one archive.
    ///
    /// @param bytes of all members together
    /// @param ratio how many times the size of the archive, once it is more than `free` bytes
    public record Limits(int members, long bytes, long ratio, long free) {
        public static final Limits DEFAULT = new Limits(10_000, 20L << 30, 200, 64L << 20);
    }

    /// A file inside another.
    ///
    /// @param member its name in the archive, with folders; control characters are shown as `_`
    /// @param fileName the name alone
    public record Member(String member, String fileName, Opener opener) {}

    /// An archive.
    ///
    /// @param name what it is called, without folders
    public record Archive(Path file, String name) {}

    /// Opens the bytes of a member from the first; the caller closes.
    @FunctionalInterface
    public interface Opener {
        InputStream open() throws IOException;
    }

    /// What is done with an open archive.
    @FunctionalInterface
    public interface Use<T> {
        T take(Member member) throws IOException;
    }

    /// Whether a file is one that holds others.
    public static boolean isContainer(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return isContainer(in);
        }
    }

    /// Whether bytes begin as those of such a file do.
    static boolean isContainer(InputStream in) throws IOException {
        byte[] head = in.readNBytes(MAGIC_BYTES);
        return isZip(head) || isGzip(head);
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAGIC_BYTES);
        }
    }

    private static boolean isZip(byte[] head) {
        return head.length == MAGIC_BYTES
                && head[0] == 'P'
                && head[1] == 'K'
                && ((head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6));
    }

    private static boolean isGzip(byte[] head) {
        return head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b;
    }

    /// Takes the members of an archive one by one, in the order of their names.
    ///
    /// Problems: `archive-unreadable`, `archive-too-large`, `source-file-missing` when none
    /// matches.
    ///
    /// @param glob what the name of a member, with or without folders, matches; null for any
    public <T> List<T> each(Path file, @Nullable String glob, Use<T> use) throws IOException {
        return each(new Archive(file, name(file)), glob, use);
    }

    /// As the other, for an archive that is called otherwise than its file.
    public <T> List<T> each(Archive archive, @Nullable String glob, Use<T> use) throws IOException {
        var budget = new Expanded(archive, Files.size(archive.file()), limits, inside);
        try {
            return isGzip(head(archive.file()))
                    ? List.of(use.take(unpacked(archive, budget)))
                    : zip(archive, glob, budget, use);
        } catch (ZipException | EOFException e) {
            throw unreadable(archive, String.valueOf(e.getMessage()));
        }
    }

    private static Member unpacked(Archive archive, Expanded budget) {
        String name = archive.name();
        String inner =
                name.toLowerCase(Locale.ROOT).endsWith(".gz")
                        ? name.substring(0, name.length() - 3)
                        : name;
        return new Member(
                inner,
                inner,
                () ->
                        budget.bound(
                                inner,
                                new GZIPInputStream(
                                        Files.newInputStream(archive.file()), 1 << 16)));
    }

    private <T> List<T> zip(Archive archive, @Nullable String glob, Expanded budget, Use<T> use)
            throws IOException {
        try (ZipFile zip = open(archive)) {
            List<T> taken = new ArrayList<>();
            for (ZipEntry entry : entries(archive, zip, glob)) {
                String member = shown(entry.getName());
                String fileName = member.substring(member.lastIndexOf('/') + 1);
                taken.add(
                        use.take(
                                new Member(
                                        member,
                                        fileName,
                                        () -> budget.bound(member, zip.getInputStream(entry)))));
            }
            return taken;
        }
    }

    private static ZipFile open(Archive archive) throws IOException {
        ZipException first = null;
        for (Charset charset : NAMES) {
            try {
                return new ZipFile(archive.file().toFile(), charset);
            } catch (ZipException e) {
                // Perhaps only the names are in another charset.
                first = first == null ? e : first;
            }
        }
        throw unreadable(archive, first == null ? "" : String.valueOf(first.getMessage()));
    }

    private List<ZipEntry> entries(Archive archive, ZipFile zip, @Nullable String glob) {
        if (zip.size() > limits.members()) {
            throw tooLarge(
                    archive,
                    "it has %d members; %d are allowed".formatted(zip.size(), limits.members()));
        }
        PathMatcher matcher =
                FileSystems.getDefault().getPathMatcher("glob:" + (glob == null ? "**" : glob));
        Set<String> names = new HashSet<>();
        List<ZipEntry> found = new ArrayList<>();
        for (ZipEntry entry : zip.stream().toList()) {
            if (!names.add(entry.getName())) {
                throw unreadable(archive, "two members have one name: " + shown(entry.getName()));
            }
            if (!entry.isDirectory() && matches(matcher, shown(entry.getName()))) {
                found.add(entry);
            }
        }
        if (found.isEmpty()) {
            throw FetchProblems.SOURCE_FILE_MISSING
                    .says("no file in %s is one to read", archive.name())
                    .what(
                            "%d members, and none matches %s",
                            zip.size(), glob == null ? "a file" : "'" + glob + "'")
                    .kept("nothing was loaded")
                    .remedy("Correct `member`, or look into the archive.")
                    .with("file", archive.name())
                    .asException();
        }
        found.sort(Comparator.comparing(ZipEntry::getName));
        return found;
    }

    /// macOS adds a shadow of each file, which holds no data.
    private static boolean matches(PathMatcher matcher, String member) {
        if (member.startsWith("__MACOSX/")) {
            return false;
        }
        Path whole = Path.of(member);
        return matcher.matches(whole) || matcher.matches(Path.of(name(whole)));
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    private static String shown(String name) {
        return name.replaceAll("\\p{Cntrl}", "_");
    }

    private static ProblemException unreadable(Archive archive, String why) {
        return FetchProblems.ARCHIVE_UNREADABLE
                .says("%s cannot be unpacked", archive.name())
                .what("%s", why)
                .kept("nothing was loaded")
                .remedy("Fetch the file again; unpack it yourself if it needs a password.")
                .with("file", archive.name())
                .asException();
    }

    private static ProblemException tooLarge(Archive archive, String why) {
        return FetchProblems.ARCHIVE_TOO_LARGE
                .says("more comes out of %s than is allowed", archive.name())
                .what("%s", why)
                .kept("nothing was loaded")
                .remedy("Look at the archive; unpack it yourself if it is what it should be.")
                .with("file", archive.name())
                .asException();
    }

    /// Counts what came out of one archive so far. Confined to one thread.
    private static final class Expanded {
        private final Archive archive;
        private final long packed;
        private final Limits limits;
        private final Inside inside;
        private final Map<String, Long> byMember = new HashMap<>();
        private long bytes;

        Expanded(Archive archive, long packed, Limits limits, Inside inside) {
            this.inside = inside;
            this.archive = archive;
            this.packed = packed;
            this.limits = limits;
        }

        InputStream bound(String member, InputStream in) throws IOException {
            // A member that is read again counts once.
            Long before = byMember.put(member, 0L);
            bytes -= before == null ? 0 : before;
            var buffered = new BufferedInputStream(in, 1 << 16);
            buffered.mark(MAGIC_BYTES);
            byte[] head = buffered.readNBytes(MAGIC_BYTES);
            buffered.reset();
            if (isGzip(head) || (isZip(head) && inside != Inside.WORKBOOKS)) {
                buffered.close();
                throw unreadable(archive, "'%s' in it is an archive, too".formatted(member));
            }
            return new FilterInputStream(buffered) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] to, int offset, int length) throws IOException {
                    try {
                        int n = in.read(to, offset, length);
                        add(member, Math.max(0, n));
                        return n;
                    } catch (ZipException | EOFException e) {
                        throw unreadable(archive, "%s: %s".formatted(member, e.getMessage()));
                    }
                }
            };
        }

        private void add(String member, int more) {
            byMember.merge(member, (long) more, Long::sum);
            bytes += more;
            if (bytes > limits.bytes()) {
                throw tooLarge(archive, "more than %d bytes".formatted(limits.bytes()));
            }
            if (bytes > limits.free() && bytes / limits.ratio() > packed) {
                throw tooLarge(
                        archive,
                        "%d bytes of %d, more than %d times as many"
                                .formatted(bytes, packed, limits.ratio()));
            }
        }
    }
}
