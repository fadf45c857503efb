package org.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A skipped test is a hole that looks like a wall: it fails the build. This module is the last, so
/// that the reports of the others are there.
final class NoSkippedTest {
    @TempDir private Path dir;

    @Test
    void noTestOfAnyModuleWasSkipped() {
        assertThat(Reports.skipped(Tree.ours().testReports())).isEmpty();
    }

    @Test
    void aSkippedTestIsFound() throws IOException {
        var good = Files.writeString(dir.resolve("TEST-Good.xml"), report(0));
        var bad = Files.writeString(dir.resolve("TEST-Bad.xml"), report(2));
        var broken = Files.writeString(dir.resolve("TEST-Broken.xml"), "<?xml");

        assertThat(Reports.skipped(List.of(good, bad, broken)))
                .containsExactly("TEST-Bad.xml: 2 skipped", broken + " is not a test report");
    }

    private static String report(int skipped) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="X" tests="3" errors="0" skipped="%d" failures="0">
          <testcase name="a"><system-out> skipped="1" </system-out></testcase>
        </testsuite>
        """
                .formatted(skipped);
    }
}
