package org.cairn.collect.fetch.http;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.cairn.collect.fetch.http.Downloads.Outcome;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.WebSpec.Download;

/// Brings one file, in a process that a test kills. Arguments: address, folder.
final class DownloadMain {
    private DownloadMain() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        var tools = WebTools.real(Clock.systemUTC(), EventSink.NONE, folder);
        var web = new PoliteWeb(new WebSettings("CairnBot/test", true), new Hosts(), tools);
        var rules = WebRules.of("big", TestAsker.CLIENT, WebRules.Expected.DATA);
        var download =
                new Download(ByteSize.ofMebibytes(1), true, ByteSize.ofMebibytes(1024), null);
        try (Outcome outcome =
                new Downloads(web, folder)
                        .bring(
                                WebRequest.get(URI.create(arguments[0]), rules),
                                download,
                                (_, _) -> {})) {
            var brought = (Outcome.Brought) outcome;
            var digest = Sha256.digest();
            try (var in = java.nio.file.Files.newInputStream(brought.file())) {
                byte[] buffer = new byte[1 << 20];
                for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
            System.out.println(Sha256.ofDigest(digest.digest()));
            brought.done().run();
        }
    }
}
