package org.cairn.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// How large a file, a method and a parameter list may be, and which names say nothing. Reads
/// sources with javac's own parser; nothing is compiled.
final class Sizes {
    static final int FILE_LINES = 500;
    static final int METHOD_LINES = 60;
    static final int PARAMETERS = 5;

    private static final Pattern EMPTY_CLASS_NAME =
            Pattern.compile("\\w*(Manager|Helper|Helpers|Util|Utils|Utilities)");
    private static final Pattern EMPTY_PACKAGE_NAME =
            Pattern.compile("(.*\\.)?(impl|util|utils|common)(\\..*)?");

    private Sizes() {}

    /// Something that is too large or badly named.
    ///
    /// @param subject `Type`, `Type#method` or the name of a package: what an exception names
    record Excess(String subject, String where, String what) {
        @Override
        public String toString() {
            return "%s: %s %s".formatted(where, subject, what);
        }
    }

    /// What is too large or badly named in these files; `root` only shortens their names.
    static List<Excess> excesses(Path root, List<Path> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            var positions = Trees.instance(task).getSourcePositions();
            List<Excess> found = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                new Measure(root, unit, positions, found).measure();
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Walks one file.
    private static final class Measure extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final LineMap lines;
        private final String file;
        private final List<Excess> found;

        Measure(
                Path root,
                CompilationUnitTree unit,
                SourcePositions positions,
                List<Excess> found) {
            this.unit = unit;
            this.positions = positions;
            this.lines = unit.getLineMap();
            this.file = root.relativize(Path.of(unit.getSourceFile().toUri())).toString();
            this.found = found;
        }

        void measure() {
            // javac gives the unit's end as the end of its last declaration: nothing follows it.
            long fileLines = lines.getLineNumber(positions.getEndPosition(unit, unit));
            if (fileLines > FILE_LINES) {
                found.add(
                        new Excess(
                                Path.of(file).getFileName().toString(),
                                file,
                                "has %d lines, more than %d".formatted(fileLines, FILE_LINES)));
            }
            if (unit.getPackageName() != null
                    && EMPTY_PACKAGE_NAME.matcher(unit.getPackageName().toString()).matches()) {
                found.add(
                        new Excess(
                                unit.getPackageName().toString(),
                                file,
                                "is a package of anything"));
            }
            scan(unit, null);
        }

        @Override
        public @Nullable Void visitClass(ClassTree node, @Nullable Void nothing) {
            if (EMPTY_CLASS_NAME.matcher(node.getSimpleName()).matches()) {
                add(node.getSimpleName().toString(), node, "says nothing about what it is");
            }
            return super.visitClass(node, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree node, @Nullable Void nothing) {
            var type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            boolean constructor = node.getName().contentEquals("<init>");
            String name =
                    type.getSimpleName() + "#" + (constructor ? "constructor" : node.getName());
            long length = lineOfEnd(node) - lineOfStart(node) + 1;
            if (length > METHOD_LINES) {
                add(name, node, "has %d lines, more than %d".formatted(length, METHOD_LINES));
            }
            // The components of a record are what it is, not what somebody has to pass along.
            boolean ofRecord = constructor && type.getKind() == Kind.RECORD;
            if (!ofRecord && node.getParameters().size() > PARAMETERS) {
                add(
                        name,
                        node,
                        "has %d parameters, more than %d"
                                .formatted(node.getParameters().size(), PARAMETERS));
            }
            return super.visitMethod(node, null);
        }

        private void add(String subject, com.sun.source.tree.Tree node, String what) {
            found.add(new Excess(subject, file + ":" + lineOfStart(node), what));
        }

        private long lineOfStart(com.sun.source.tree.Tree node) {
            return lines.getLineNumber(positions.getStartPosition(unit, node));
        }

        private long lineOfEnd(com.sun.source.tree.Tree node) {
            return lines.getLineNumber(positions.getEndPosition(unit, node));
        }
    }
}
