package org.cairn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.cairn.ledger.run.RunState;
import org.cairn.testkit.ChildJvm;
import org.cairn.testkit.api.ApiAnswer;
import org.cairn.testkit.api.ApiRequest;
import org.cairn.testkit.api.ApiServer;
import org.cairn.testkit.api.ApiSite;
import org.cairn.testkit.api.OpenParliament;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The process of a run ends between two pages, or around its commit: the next run asks for the
/// same again, and the dataset has no gap and no duplicate.
final class RestCrashTest {
    private static final int KILLED = 137;
    private static final Duration LONG = Duration.ofSeconds(60);

    static final String SOURCE =
            """
            version: 1
            source: s
            type: rest_api
            client: {base_url: "BASE_URL"}
            resources:
              - name: t
                endpoint:
                  path: votes/
                  params: {date__gte: "{incremental.start_value}"}
                  data_selector: "$.objects[*]"
                  paginator: {type: json_link, next_selector: "$.pagination.next_url"}
                incremental: {cursor: date, initial: "1994-01-17", lag: 1d}
                fields:
                  id: {json: number, type: integer}
                  name: {json: description.en}
                primary_key: [id]
            """;

    @TempDir private Path folder;

    private final OpenParliament parliament = new OpenParliament(1, 1, 90);

    /// Keeps one request waiting, so that whoever asked can be killed meanwhile.
    private final class Gate implements ApiSite {
        private final AtomicInteger requests = new AtomicInteger();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);
        private final int at;

        Gate(int at) {
            this.at = at;
        }

        @Override
        public ApiAnswer answer(ApiRequest request) {
            if (requests.incrementAndGet() == at) {
                reached.countDown();
                await(opened);
            }
            return parliament.answer(request);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProjectFixture project(ApiServer server) throws IOException {
        var project = ProjectFixture.in(folder);
        String declared = Files.readString(folder.resolve("cairn.yaml"));
        return project.file("cairn.yaml", declared + "defaults: {allow_private_addresses: true}\n")
                .file("sources/s.yaml", SOURCE.replace("BASE_URL", server.url()));
    }

    private static String counts(ProjectFixture project) {
        return project.ask("SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || max(id) FROM t");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void aRunThatIsKilledWhileItWaitsForAPage(int page) throws IOException {
        var gate = new Gate(page);
        try (var server = ApiServer.of(gate)) {
            var project = project(server);
            var child = ChildJvm.of(RunMain.class).argument(folder).argument("s");
            try (var running = child.start()) {
                await(gate.reached);
                assertThat(running.kill().exitCode()).isEqualTo(KILLED);
            }
            gate.opened.countDown();
            assertThat(project.isLoaded()).isFalse();

            assertThat(project.run().state()).isEqualTo(RunState.LOADED);

            assertThat(counts(project)).isEqualTo("90 90 90");
            new RunWitness(project).everythingAgrees("killed at page " + page);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run.page-durable",
                "run.documents-durable",
                "run.loaded",
                "run.intent-durable",
                "run.committed"
            })
    void aRunOfNewsThatIsHaltedAt(String step) throws IOException {
        try (var server = ApiServer.of(parliament)) {
            var project = project(server);
            assertThat(project.run().state()).isEqualTo(RunState.LOADED);
            for (int vote = 91; vote <= 130; vote++) {
                parliament.addVote(vote);
            }
            var child = ChildJvm.of(RunMain.class).argument(folder).argument("s");
            try (var halted = child.env("CAIRN_HALT_AT", step).start()) {
                assertThat(halted.await(LONG).exitCode()).as(halted.stderr()).isEqualTo(KILLED);
            }
            boolean loaded = step.equals("run.committed");
            assertThat(counts(project)).isEqualTo(loaded ? "130 130 130" : "90 90 90");
            parliament.addVote(131);
            server.forgetAsked();

            project.run();

            assertThat(counts(project)).isEqualTo("131 131 131");
            assertThat(server.asked().getFirst())
                    .contains(loaded ? "date__gte=2025-05-18" : "date__gte=2025-04-06");
            new RunWitness(project).everythingAgrees("halted at " + step);
        }
    }

    @Test
    void oneAfterAnotherEachPageOfAListingIsTheLastThatCame() throws IOException {
        var gate = new AtomicInteger();
        ApiSite site =
                request ->
                        gate.get() > 0 && gate.getAndDecrement() == 1
                                ? ApiAnswer.text(404, "gone")
                                : parliament.answer(request);
        try (var server = ApiServer.of(site)) {
            var project = project(server);
            for (int page = 1; page <= 5; page++) {
                gate.set(page);
                assertThat(project.problemOfRun().code().name()).isEqualTo("web-refused");
                assertThat(project.isLoaded()).isFalse();
            }
            gate.set(0);

            assertThat(project.run().state()).isEqualTo(RunState.LOADED);

            assertThat(counts(project)).isEqualTo("90 90 90");
        }
    }
}
