package org.cairn.collect.fetch.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.testkit.web.RawWeb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// A real server on the loopback address and a [PoliteWeb] to ask it.
abstract class AskingTest {
    @TempDir Path folder;

    final RawWeb server = RawWeb.start();

    @AfterEach
    void close() {
        server.close();
    }

    final TestAsker asker() {
        return new TestAsker(folder);
    }

    final WebRequest request(String path, WebRules.Expected expected) {
        return WebRequest.get(server.uri(path), TestAsker.rules(TestAsker.CLIENT, expected));
    }

    static String text(WebAnswer answer) {
        try (var body = (WebAnswer.Body) answer) {
            return new String(body.stream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final String fetch(WebRequest request) {
        return text(asker().web.fetch(request));
    }

    static Problem problem(TestAsker asker, WebRequest request) {
        var thrown = catchThrowableOfType(ProblemException.class, () -> asker.web.fetch(request));
        assertThat(thrown).isNotNull();
        return thrown.problem();
    }

    final Problem problem(String path, WebRules.Expected expected) {
        return problem(asker(), request(path, expected));
    }
}
