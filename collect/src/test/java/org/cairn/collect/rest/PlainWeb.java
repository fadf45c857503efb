package org.cairn.collect.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import org.cairn.collect.fetch.http.Validators;
import org.cairn.collect.fetch.http.Web;
import org.cairn.collect.fetch.http.WebAnswer;
import org.cairn.collect.fetch.http.WebBody;
import org.cairn.collect.fetch.http.WebHead;
import org.cairn.collect.fetch.http.WebProblems;
import org.cairn.collect.fetch.http.WebRequest;

/// Asks once and for all: paging is tested without the patience of the real client.
final class PlainWeb implements Web {
    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public WebAnswer fetch(WebRequest request) {
        try {
            HttpResponse<byte[]> got =
                    client.send(
                            HttpRequest.newBuilder(request.uri()).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            String type = got.headers().firstValue("Content-Type").orElse("");
            boolean good = got.statusCode() / 100 == 2 && !type.startsWith("text/html");
            if (!good && !request.accepted().contains(got.statusCode())) {
                throw (type.startsWith("text/html")
                                ? WebProblems.WEB_NOT_DATA
                                : WebProblems.WEB_REFUSED)
                        .says("%s answered %d", request.uri(), got.statusCode())
                        .what("%s", type)
                        .kept("nothing was loaded")
                        .remedy("Ask again.")
                        .asException();
            }
            var head =
                    new WebHead(
                            got.statusCode(),
                            request.uri(),
                            got.headers().map(),
                            Validators.NONE,
                            type.split(";", 2)[0],
                            null);
            return new WebAnswer.Body(head, new Bytes(got.body()));
        } catch (IOException e) {
            throw WebProblems.WEB_UNREACHABLE
                    .says("%s does not answer", request.uri())
                    .what("%s", e)
                    .kept("nothing was loaded")
                    .remedy("Ask again.")
                    .asException(e);
        } catch (InterruptedException _) {
            throw new CancellationException();
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Bytes(byte[] bytes) implements WebBody {
        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public long lengthBytes() {
            return bytes.length;
        }

        @Override
        public void close() {}
    }
}
