package org.cairn.collect.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose certificate was signed by nobody we know.
final class UntrustedServerTest {
    @TempDir Path folder;

    @Test
    void isNotAskedAndItsHostIsNamed() throws Exception {
        var asked = new AtomicInteger();
        HttpsServer server = server();
        server.createContext("/", _ -> asked.incrementAndGet());
        server.start();
        var asker = new TestAsker(folder);
        try {
            URI uri =
                    URI.create(
                            "https://127.0.0.1:%d/a?api_key=secret"
                                    .formatted(server.getAddress().getPort()));
            WebRequest request =
                    WebRequest.get(uri, TestAsker.rules(TestAsker.CLIENT, WebRules.Expected.JSON));

            Problem problem =
                    catchThrowableOfType(ProblemException.class, () -> asker.web.fetch(request))
                            .problem();

            assertThat(problem.code()).isEqualTo(WebProblems.WEB_TLS_FAILED);
            assertThat(problem.headline())
                    .isEqualTo("cannot trust 127.0.0.1:" + server.getAddress().getPort());
            assertThat(problem.what()).contains("unable to find valid certification path");
            assertThat(problem.kept()).isEqualTo("nothing was sent");
            assertThat(problem.remedy()).contains("Java's trust store");
            assertThat(problem.toString()).doesNotContain("secret");
            // It would be the same each time, so it is tried once.
            assertThat(asker.pauses).isEmpty();
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    private static HttpsServer server() throws Exception {
        char[] password = "untrusted".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = UntrustedServerTest.class.getResourceAsStream("untrusted.p12")) {
            keys.load(in, password);
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }
}
