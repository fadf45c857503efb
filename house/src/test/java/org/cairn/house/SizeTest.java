package org.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No file, method or parameter list is too large and no name is empty, in main and in tests.
final class SizeTest {
    /// What may be larger, and why: `Type`, `Type#method`, `File.java` or a package.
    private static final Map<String, String> EXCEPTIONS =
            Map.of(
                    "ByteScan#findAny",
                    "a scan over an array: a record for its arguments would be made per cell",
                    "TupleBufferPgTest#assertArrive",
                    "a table of types, values and what SQL says of them",
                    "ProjectReaderTest#readsFieldsOfEveryKind",
                    "one declaration with every kind of field, read in one go");

    private static final Tree TREE = Tree.ours();

    @TempDir private Path dir;

    @Test
    void nothingIsTooLargeOrBadlyNamed() {
        var excesses = Sizes.excesses(TREE.root(), TREE.javaFiles());

        assertThat(excesses).filteredOn(e -> !EXCEPTIONS.containsKey(e.subject())).isEmpty();
        assertThat(excesses)
                .as("exceptions that nothing needs any more")
                .extracting(Sizes.Excess::subject)
                .containsAll(EXCEPTIONS.keySet());
    }

    @Test
    void aLongFileIsFound() throws IOException {
        var long501 = write("Long.java", "final class Long {" + "\n".repeat(500) + "}\n");
        var long500 = write("Short.java", "final class Short {" + "\n".repeat(499) + "}\n");

        assertThat(Sizes.excesses(dir, List.of(long500, long501)))
                .extracting(Sizes.Excess::toString)
                .containsExactly("Long.java: Long.java has 501 lines, more than 500");
    }

    @Test
    void aLongMethodIsFound() throws IOException {
        var file =
                write(
                        "A.java",
                        "class A {\n  void fits() {%s}\n  void sprawls() {%s}\n}"
                                .formatted("\n".repeat(59), "\n".repeat(60)));

        assertThat(Sizes.excesses(dir, List.of(file)))
                .extracting(Sizes.Excess::toString)
                .containsExactly("A.java:62: A#sprawls has 61 lines, more than 60");
    }

    @Test
    void aLongParameterListIsFoundButNotTheComponentsOfARecord() throws IOException {
        var file =
                write(
                        "B.java",
                        """
                        class B {
                          B(int a, int b, int c, int d, int e, int f) {}
                          void five(int a, int b, int c, int d, int e) {}
                          void six(int a, int b, int c, int d, int e, int f) {}
                          record Wide(int a, int b, int c, int d, int e, int f) {
                            Wide { }
                          }
                        }
                        """);

        assertThat(Sizes.excesses(dir, List.of(file)))
                .extracting(Sizes.Excess::toString)
                .containsExactly(
                        "B.java:2: B#constructor has 6 parameters, more than 5",
                        "B.java:4: B#six has 6 parameters, more than 5");
    }

    @Test
    void anEmptyNameIsFound() throws IOException {
        var file =
                write(
                        "C.java",
                        """
                        package org.cairn.common;
                        class C {
                          class RunManager {}
                          record DateUtils() {}
                          interface Helper {}
                          class Utility {}
                        }
                        """);

        assertThat(Sizes.excesses(dir, List.of(file)))
                .extracting(Sizes.Excess::subject)
                .containsExactly("org.cairn.common", "RunManager", "DateUtils", "Helper");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }
}
