package org.cairn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How to start a main class in a JVM of its own, with this JVM's Java and class path: for tests
/// that halt or kill a process, or that must see a whole program from outside.
///
/// ```
/// try (var child = ChildJvm.of(LoadMain.class).argument(dir).env("CAIRN_HALT_AT", "x").start()) {
///     assertThat(child.await(Duration.ofSeconds(30)).exitCode()).isEqualTo(137);
/// }
/// ```
///
/// The child inherits the environment except `CAIRN_*` and `JAVA_TOOL_OPTIONS`, so that a test
/// behaves the same on every desk. Confined to one thread until started.
public final class ChildJvm {
    private final String mainClass;
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> wrapper = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path directory = Path.of("").toAbsolutePath();
    private String classPath = absoluteClassPath();

    private ChildJvm(String mainClass) {
        this.mainClass = mainClass;
        jvmOptions.add("-XX:+UseSerialGC");
        jvmOptions.add("-XX:TieredStopAtLevel=1");
        jvmOptions.add("-Xshare:auto");
        jvmOptions.add("--enable-native-access=ALL-UNNAMED");
        jvmOptions.add("-Duser.timezone=UTC");
    }

    public static ChildJvm of(Class<?> mainClass) {
        return new ChildJvm(mainClass.getName());
    }

    /// Adds an option of the JVM such as `-Xmx512m`; later options win over earlier ones.
    public ChildJvm jvmOption(String option) {
        jvmOptions.add(option);
        return this;
    }

    /// Adds one argument of the program; anything but text is passed as its text.
    public ChildJvm argument(Object argument) {
        arguments.add(argument.toString());
        return this;
    }

    public ChildJvm env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Takes classes from elsewhere than this JVM does.
    public ChildJvm classPath(String classPath) {
        this.classPath = classPath;
        return this;
    }

    public ChildJvm directory(Path workingDirectory) {
        this.directory = workingDirectory;
        return this;
    }

    /// Lets the child write no file longer than this many blocks of 1 KiB: a full disk, without
    /// one. Uses the shell's `ulimit -f`.
    public ChildJvm longestFile(int kibibytes) {
        wrapper.clear();
        // bash counts blocks of 1024 bytes, dash of 512.
        wrapper.addAll(List.of("bash", "-c", "ulimit -f " + kibibytes + "; exec \"$@\"", "bash"));
        return this;
    }

    /// Starts the child; the caller closes it, which kills it when it still runs.
    public RunningJvm start() {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("CAIRN_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        try {
            return new RunningJvm(mainClass, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry :
                System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(java.io.File.pathSeparator, entries);
    }
}
