package org.cairn.protect.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cairn.protect.kill.KillChild.Act;
import org.cairn.testkit.ChildJvm;

/// [KillChild] in a form that starts in half the time: its classes in one jar, and an archive of
/// what they look like when they are loaded (class data sharing), which wants no folders of
/// classes.
final class KillProgram {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String classPath;
    private final Path archive;

    private KillProgram(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /// Makes it; one child does everything once for that.
    ///
    /// @param place which it uses up
    static KillProgram make(Path folder, KillPlace place) throws IOException {
        List<String> parts = new ArrayList<>();
        Path jar = folder.resolve("classes.jar");
        parts.add(jar.toString());
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.setLevel(0);
            Set<String> names = new HashSet<>();
            for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path path = Path.of(part).toAbsolutePath();
                if (Files.isDirectory(path)) {
                    add(path, names, zip);
                } else {
                    parts.add(path.toString());
                }
            }
        }
        var made =
                new KillProgram(
                        String.join(File.pathSeparator, parts), folder.resolve("classes.jsa"));
        try (var child =
                made.child(place, 0, 1, Act.BACKUP)
                        .jvmOption("-XX:ArchiveClassesAtExit=" + made.archive)
                        .argument("-")
                        .argument(KillChild.ONCE)
                        .start()) {
            var finished = child.await(PATIENCE);
            assertThat(finished.exitCode()).as("%s", finished).isZero();
        }
        return made;
    }

    private static void add(Path folder, Set<String> names, ZipOutputStream zip)
            throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (names.add(name)) {
                    zip.putNextEntry(new ZipEntry(name));
                    Files.copy(file, (OutputStream) zip);
                }
            }
        }
    }

    /// A child that lacks its last two arguments.
    ChildJvm start(KillPlace place, int writer, long seed, Act first) {
        return child(place, writer, seed, first).jvmOption("-XX:SharedArchiveFile=" + archive);
    }

    private ChildJvm child(KillPlace place, int writer, long seed, Act first) {
        ChildJvm child =
                ChildJvm.of(KillChild.class).classPath(classPath).jvmOption("-Xlog:disable");
        place.arguments().forEach(child::argument);
        return child.argument(writer).argument(seed).argument(first);
    }
}
