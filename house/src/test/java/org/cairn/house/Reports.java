package org.cairn.house;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The test reports that Surefire wrote.
final class Reports {
    // The counts stand in the first element; what tests printed comes after it.
    private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*>");
    private static final Pattern SKIPPED = Pattern.compile(" skipped=\"(\\d+)\"");

    private Reports() {}

    /// A sentence for each report with a skipped test.
    static List<String> skipped(List<Path> reports) {
        return reports.stream().flatMap(Reports::skipped).toList();
    }

    private static Stream<String> skipped(Path report) {
        var suite = SUITE.matcher(Tree.read(report));
        if (!suite.find()) {
            return Stream.of(report + " is not a test report");
        }
        return SKIPPED.matcher(suite.group())
                .results()
                .filter(match -> !match.group(1).equals("0"))
                .map(match -> "%s: %s skipped".formatted(report.getFileName(), match.group(1)));
    }
}
