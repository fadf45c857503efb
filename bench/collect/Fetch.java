import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import org.cairn.collect.fetch.FileFetcher;
import org.cairn.collect.fetch.http.Downloads;
import org.cairn.collect.fetch.http.Hosts;
import org.cairn.collect.fetch.http.PoliteWeb;
import org.cairn.collect.fetch.http.WebSettings;
import org.cairn.collect.fetch.http.WebTools;
import org.cairn.collect.fetch.rest.RestFetcher;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Steps;
import org.cairn.source.read.ProjectReader;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.Vault;

/// What fetching into the vault reaches of what java.net.http alone does with the same bodies, from
/// one server on the loopback address in the same process, round by round in turn.
///
/// Plain: each body is read to its end and thrown away. Cairn: each is judged, stored in a vault and
/// durable. Both ask for one body at a time.
public final class Fetch {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int PAGES = Integer.getInteger("pages", 400);
    private static final int PAGE_KIB = Integer.getInteger("page.kib", 256);
    private static final int FILE_MIB = Integer.getInteger("file.mib", 256);

    private static byte[][] pages;

    public static void main(String[] args) throws Exception {
        Path work = Files.createTempDirectory("cairn-fetch-");
        pages = pages();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.createContext(
                "/pages/",
                exchange -> {
                    String query = exchange.getRequestURI().getQuery();
                    int page = query == null ? 1 : Integer.parseInt(query.replaceAll("\\D", ""));
                    byte[] body = page > PAGES ? "[]".getBytes(StandardCharsets.UTF_8) : pages[page - 1];
                    answer(exchange, "application/json", body.length, 1, body);
                });
        server.createContext(
                "/file.csv",
                exchange -> {
                    byte[] part = csv();
                    answer(exchange, "text/csv", (long) part.length * FILE_MIB, FILE_MIB, part);
                });
        server.start();
        String base = "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
        try {
            double bytes = Arrays.stream(pages).mapToLong(page -> page.length).sum();
            measure("%d pages of %d KiB".formatted(PAGES, PAGE_KIB), bytes, work,
                    () -> plain(base + "pages/?page=", PAGES), folder -> rest(folder, base));
            measure("a file of %d MiB".formatted(FILE_MIB), (double) csv().length * FILE_MIB, work,
                    () -> plain(base + "file.csv", 0), folder -> file(folder, base));
        } finally {
            server.stop(0);
            ((java.util.concurrent.ExecutorService) server.getExecutor()).shutdownNow();
            remove(work);
        }
    }

    private static void answer(
            com.sun.net.httpserver.HttpExchange exchange, String type, long length, int times, byte[] part)
            throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, length);
            for (int i = 0; i < times; i++) {
                exchange.getResponseBody().write(part);
            }
        }
    }

    private static byte[][] pages() {
        var random = new Random(1);
        byte[][] made = new byte[PAGES][];
        for (int page = 0; page < PAGES; page++) {
            var text = new StringBuilder("[");
            for (int i = 0; text.length() < PAGE_KIB * 1024; i++) {
                text.append(i == 0 ? "" : ",\n")
                        .append("{\"id\":").append(page * 100_000L + i)
                        .append(",\"name\":\"Person ").append(random.nextInt(1_000_000))
                        .append("\",\"district\":\"").append(Long.toHexString(random.nextLong()))
                        .append("\",\"votes\":").append(random.nextInt(100_000)).append('}');
            }
            made[page] = text.append(']').toString().getBytes(StandardCharsets.UTF_8);
        }
        return made;
    }

    private static byte[] csv() {
        var random = new Random(2);
        byte[] part = new byte[1 << 20];
        int at = 0;
        while (at < part.length) {
            byte[] line =
                    "%d,Person %d,%x,%d\n"
                            .formatted(at, random.nextInt(1_000_000), random.nextLong(), random.nextInt(100_000))
                            .getBytes(StandardCharsets.UTF_8);
            int length = Math.min(line.length, part.length - at);
            System.arraycopy(line, 0, part, at, length);
            at += length;
        }
        part[part.length - 1] = '\n';
        return part;
    }

    private interface Act {
        void run() throws Exception;
    }

    private interface Into {
        void run(Path folder) throws Exception;
    }

    private static void measure(String what, double bytes, Path work, Act plain, Into cairn)
            throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            Path folder = Files.createDirectories(work.resolve("p"));
            double alone = seconds(plain);
            double kept = seconds(() -> cairn.run(folder));
            remove(folder);
            if (round > 0) {
                ratios.add(alone / kept);
                System.out.printf(
                        "%s: java.net.http %.0f MB/s, cairn %.0f MB/s, ratio %.2f%n",
                        what, bytes / alone / 1e6, bytes / kept / 1e6, alone / kept);
            }
        }
        ratios.sort(Comparator.naturalOrder());
        System.out.printf("%s: median ratio %.2f (target 0.80)%n", what, ratios.get(ratios.size() / 2));
    }

    private static double seconds(Act act) throws Exception {
        long begun = System.nanoTime();
        act.run();
        return (System.nanoTime() - begun) / 1e9;
    }

    private static void plain(String url, int count) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            byte[] buffer = new byte[1 << 16];
            for (int i = 1; i <= Math.max(1, count); i++) {
                URI uri = URI.create(count == 0 ? url : url + i);
                var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
                try (InputStream in = answer.body()) {
                    while (in.read(buffer) >= 0) {
                        // Read to the end, as the other side does.
                    }
                }
            }
        }
    }

    private static SourceSpec source(Path folder, String text) throws IOException {
        Files.createDirectories(folder.resolve("sources"));
        Files.writeString(folder.resolve("cairn.yaml"), "version: 1\nproject: p\n");
        Files.writeString(folder.resolve("sources/s.yaml"), "version: 1\nsource: s\n" + text);
        return ProjectReader.read(folder).loadSource("s");
    }

    private static PoliteWeb web(Path folder) {
        return new PoliteWeb(
                new WebSettings("CairnBench/1", true),
                Hosts.ofProcess(),
                WebTools.real(InstantSource.system(), EventSink.NONE, folder.resolve("scratch")));
    }

    private static void rest(Path folder, String base) throws Exception {
        SourceSpec source =
                source(
                        folder,
                        """
                        type: rest_api
                        client: {base_url: "%s"}
                        resources:
                          - name: r
                            endpoint: {path: pages/, data_selector: "$[*]", paginator: {type: page_number}}
                            fields: {id: {type: integer}, name: {}, district: {}, votes: {type: integer}}
                            primary_key: [id]
                        """
                                .formatted(base));
        Files.createDirectories(folder.resolve("scratch"));
        Vault vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
        var fetcher =
                new RestFetcher(
                        web(folder),
                        vault.documents(),
                        new RestFetcher.Place(EventSink.NONE, Steps.NONE));
        var fetched =
                fetcher.fetch(
                        source,
                        (RestInput) source.input(),
                        new RestFetcher.Order(Set.of("r"), Map.of(), InstantSource.system().instant()));
        int documents = fetched.get("r").documents().size();
        if (documents < PAGES || !fetched.get("r").doubts().isEmpty()) {
            throw new IllegalStateException(documents + " pages, " + fetched.get("r").doubts());
        }
    }

    private static void file(Path folder, String base) throws Exception {
        SourceSpec source =
                source(
                        folder,
                        "type: file\nformat: csv\nlocation: \"%sfile.csv\"\nresources: [{name: r}]\n".formatted(base));
        Files.createDirectories(folder.resolve("scratch"));
        Vault vault = Vault.openOrCreate(folder.resolve("vault"), InstantSource.system(), Steps.NONE);
        int documents =
                new FileFetcher(
                                folder,
                                vault.documents(),
                                EventSink.NONE,
                                new Downloads(web(folder), folder.resolve("downloads")))
                        .fetch(source)
                        .size();
        if (documents != 1) {
            throw new IllegalStateException(documents + " documents");
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
