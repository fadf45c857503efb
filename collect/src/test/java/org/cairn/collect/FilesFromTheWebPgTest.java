package org.cairn.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cairn.collect.fetch.http.WebProblems;
import org.cairn.kernel.ProblemException;
import org.cairn.testkit.web.Answers;
import org.cairn.testkit.web.RawWeb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A register on a web server, run after run.
final class FilesFromTheWebPgTest {
    private static final String TWO = "code,name\n1,North\n2,South\n";

    @TempDir Path folder;

    private final RawWeb server = RawWeb.start();

    @AfterEach
    void close() {
        server.close();
    }

    private TestProject project(String more) {
        return TestProject.of(
                folder,
                """
                format: csv
                location: "%s"
                %s
                resources:
                  - name: ward
                    primary_key: [code]
                """
                        .formatted(server.uri("/data/wards.csv?edition=1"), more));
    }

    private static RawWeb.Answer tagged(String body, String tag) {
        return (asked, out) -> {
            if (asked.header("If-None-Match").equals(tag)) {
                Answers.head(out, 304, "ETag: " + tag);
            } else {
                Answers.text("text/csv", body, "ETag: " + tag).write(asked, out);
            }
        };
    }

    @Test
    void loadsAFileAndAsksTheServerBeforeItComesAgain() throws SQLException {
        server.on("/data/wards.csv", tagged(TWO, "\"1\""));
        try (var runs = new TestRuns(18, project(""))) {
            assertThat(TestRuns.counts(runs.run())).startsWith("records 2 accepted 2");
            assertThat(runs.run().total().unchanged()).isEqualTo(2);
            assertThat(server.asked()).hasSize(2);
            assertThat(server.asked().getLast().header("If-None-Match")).isEqualTo("\"1\"");

            server.on("/data/wards.csv", tagged(TWO + "3,West\n", "\"2\""));
            assertThat(runs.run().total().created()).isEqualTo(1);
            assertThat(runs.run().total().unchanged()).isEqualTo(3);
            assertThat(server.asked()).hasSize(4);
            assertThat(runs.rowsWithoutLineage()).isEmpty();
        }
    }

    @Test
    void tracesAValueToItsBytesAndItsAddress() throws SQLException {
        server.on("/data/wards.csv", tagged(TWO, "\"1\""));
        try (var runs = new TestRuns(18, project(""))) {
            runs.run();
            var trace = runs.trace("public.ward", "2", "name");

            assertThat(new String(trace.bytes(), UTF_8)).isEqualTo("South");
            assertThat(trace.document().url())
                    .isEqualTo(server.uri("/data/wards.csv?edition=1").toString());
        }
    }

    @Test
    void takesNothingForGoneWhenAPageComesInsteadOfTheFile() throws SQLException {
        server.on("/data/wards.csv", tagged(TWO, "\"1\""));
        try (var runs = new TestRuns(18, project("client: {retry: {max_attempts: 1}}"))) {
            runs.run();
            server.on(
                    "/data/wards.csv",
                    Answers.text("text/html", "<html><title>Maintenance</title></html>"));

            var thrown = catchThrowableOfType(ProblemException.class, runs::run);

            assertThat(thrown.problem().code()).isEqualTo(WebProblems.WEB_NOT_DATA);
            assertThat(runs.rows("ward")).hasSize(2);
        }
    }

    @Test
    void keepsAKeyOfTheQueryOutOfTheVault() throws SQLException {
        server.on("/data/wards.csv", tagged(TWO, "\"1\""));
        var auth = "client: {auth: {type: api_key, name: who, in: query, value: s3cret}}";
        try (var runs = new TestRuns(18, project(auth))) {
            runs.run();

            assertThat(server.asked().getLast().target())
                    .isEqualTo("/data/wards.csv?edition=1&who=s3cret");
            assertThat(runs.trace("public.ward", "2", "name").document().url())
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void readsTheFilesOfAnArchive() throws SQLException, IOException {
        server.on("/data/wards.csv", archive("data/wards.csv", TWO, "data/notes.txt", "none"));
        try (var runs = new TestRuns(18, project("member: \"*.csv\""))) {
            assertThat(TestRuns.counts(runs.run())).startsWith("records 2 accepted 2");
            var trace = runs.trace("public.ward", "2", "name");
            assertThat(new String(trace.bytes(), UTF_8)).isEqualTo("South");
            assertThat(trace.document().url())
                    .isEqualTo(server.uri("/data/wards.csv?edition=1") + "!/data/wards.csv");

            server.on("/data/wards.csv", archive("data/wards.csv", TWO + "3,West\n"));
            assertThat(runs.run().total().created()).isEqualTo(1);
            assertThat(server.asked())
                    .as("its files may be others by another declaration, so it comes each time")
                    .allSatisfy(asked -> assertThat(asked.header("If-None-Match")).isEmpty());
        }
    }

    private static RawWeb.Answer archive(String... namesAndTexts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(UTF_8));
            }
        }
        return Answers.body("application/zip", bytes.toByteArray(), "ETag: \"z\"");
    }
}
