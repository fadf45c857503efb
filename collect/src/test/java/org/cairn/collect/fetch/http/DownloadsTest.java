package org.cairn.collect.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.collect.fetch.http.Downloads.Outcome;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.WebSpec.Download;
import org.cairn.testkit.SeededRandom;
import org.cairn.testkit.web.Answers;
import org.cairn.testkit.web.RawWeb;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DownloadsTest {
    private static final byte[] FILE = file();

    @TempDir Path folder;

    private final RawWeb server = RawWeb.start();

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] file() {
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + i * 31 % 26);
        }
        return bytes;
    }

    private static Download rules(@Nullable Sha256 sha256) {
        return new Download(new ByteSize(16 << 10), true, ByteSize.ofMebibytes(1), sha256);
    }

    private Outcome bring(Download rules) {
        var rulesOfWeb = TestAsker.rules(TestAsker.CLIENT, WebRules.Expected.DATA);
        return new Downloads(new TestAsker(folder.resolve("s")).web, folder.resolve("d"))
                .bring(WebRequest.get(server.uri("/f.csv"), rulesOfWeb), rules, (_, _) -> {});
    }

    private Problem problem(Download rules) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> bring(rules).close());
        assertThat(thrown).isNotNull();
        return thrown.problem();
    }

    private static byte[] bytes(Outcome outcome) throws IOException {
        try (var brought = (Outcome.Brought) outcome) {
            byte[] bytes = Files.readAllBytes(brought.file());
            brought.done().run();
            return bytes;
        }
    }

    private List<String> ranges() {
        return server.asked().stream().map(asked -> asked.header("Range")).toList();
    }

    @Test
    void goesOnWhereAnAttemptWasCut() throws IOException {
        server.on(
                "/f.csv",
                Answers.inTurn(
                        Answers.cutAfter(100_000, Answers.ranged(FILE, "\"1\"")),
                        Answers.cutAfter(50_000, Answers.ranged(FILE, "\"1\"")),
                        Answers.ranged(FILE, "\"1\"")));

        assertThat(bytes(bring(rules(Sha256.of(FILE))))).isEqualTo(FILE);
        assertThat(ranges()).containsExactly("", "bytes=100000-", "bytes=150000-");
        try (Stream<Path> left = Files.list(folder.resolve("d"))) {
            assertThat(left.map(Path::toString)).allMatch(name -> name.endsWith(".lock"));
        }
    }

    @Test
    void goesOnAsLongAsItComesFurther() throws IOException {
        // Twelve cuts are more than five attempts, but each brought something.
        server.on("/f.csv", Answers.cutAfter(25_000, Answers.ranged(FILE, "\"1\"")));

        assertThat(bytes(bring(rules(null)))).isEqualTo(FILE);
    }

    @Test
    void goesOnInAnotherProcessBehindTheLastChunkThatIsSure() throws IOException {
        server.on("/f.csv", Answers.cutAfter(100_000, Answers.ranged(FILE, "\"1\"")));
        server.on(
                "/f.csv",
                Answers.inTurn(
                        Answers.cutAfter(100_000, Answers.ranged(FILE, "\"1\"")),
                        Answers.status(404, "gone for now"),
                        Answers.ranged(FILE, "\"1\"")));

        assertThat(problem(rules(null)).code()).isEqualTo(WebProblems.WEB_REFUSED);
        assertThat(bytes(bring(rules(Sha256.of(FILE))))).isEqualTo(FILE);
        assertThat(ranges().getLast()).isEqualTo("bytes=" + (6 * (16 << 10)) + "-");
    }

    @Test
    void beginsAnewWhenTheFileIsAnother() throws IOException {
        byte[] other = FILE.clone();
        other[5] = '!';
        server.on(
                "/f.csv",
                Answers.inTurn(
                        Answers.cutAfter(100_000, Answers.ranged(FILE, "\"1\"")),
                        Answers.ranged(other, "\"2\"")));

        assertThat(bytes(bring(rules(null)))).isEqualTo(other);
    }

    @Test
    void beginsAnewWithoutAStrongTag() throws IOException {
        for (String tag : List.of("W/\"1\"", "")) {
            server.on(
                    "/f.csv",
                    Answers.inTurn(
                            Answers.cutAfter(100_000, Answers.ranged(FILE, tag)),
                            Answers.ranged(FILE, tag)));
            assertThat(bytes(bring(rules(null)))).isEqualTo(FILE);
        }
        assertThat(ranges()).containsOnly("");
    }

    @Test
    void refusesAnotherRangeThanItAskedFor() {
        server.on(
                "/f.csv",
                Answers.inTurn(
                        Answers.cutAfter(100_000, Answers.ranged(FILE, "\"1\"")),
                        (_, out) -> {
                            Answers.head(
                                    out,
                                    206,
                                    "ETag: \"1\"",
                                    "Content-Range: bytes 0-9/300000",
                                    "Content-Length: 10");
                            out.write(FILE, 0, 10);
                        }));
        assertThat(problem(rules(null)).code()).isEqualTo(WebProblems.WEB_MALFORMED);
    }

    @Test
    void refusesAnotherChecksum() {
        server.on("/f.csv", Answers.ranged(FILE, "\"1\""));

        Problem problem = problem(rules(Sha256.of(new byte[1])));

        assertThat(problem.code()).isEqualTo(WebProblems.WEB_CHECKSUM_WRONG);
        assertThat(problem.what()).contains(Sha256.of(FILE).hex());
    }

    @Test
    void refusesWhatIsTooLarge() {
        server.on("/f.csv", Answers.body("text/csv", new byte[(1 << 20) + 1]));

        assertThat(problem(rules(null)).code()).isEqualTo(WebProblems.WEB_TOO_LARGE);
    }

    @Test
    void isWholeForAnyCuts() throws IOException {
        SeededRandom random = SeededRandom.fresh();
        List<RawWeb.Answer> cuts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            cuts.add(Answers.cutAfter(random.between(0, 90_000), Answers.ranged(FILE, "\"1\"")));
        }
        cuts.add(Answers.ranged(FILE, "\"1\""));
        server.on("/f.csv", Answers.inTurn(cuts.toArray(new RawWeb.Answer[0])));

        assertThat(bytes(bring(rules(Sha256.of(FILE))))).isEqualTo(FILE);
    }

    @Test
    void namesAFileByItsAddress() {
        assertThat(Downloads.fileName(URI.create("https://h.org/a/b%20c.csv?x=1")))
                .isEqualTo("b c.csv");
        assertThat(Downloads.fileName(URI.create("https://h.org/a/%2e%2e"))).isEqualTo("h.org");
        assertThat(Downloads.fileName(URI.create("https://h.org/a/x%2F..%2Fy.csv")))
                .isEqualTo("y.csv");
        assertThat(Downloads.fileName(URI.create("https://h.org/"))).isEqualTo("h.org");
        assertThat(Downloads.fileName(URI.create("https://h.org/a%00b.csv"))).isEqualTo("a_b.csv");
    }
}
