package org.cairn.protect.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.JsonText;
import org.cairn.kernel.RunEvent;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.document.DocumentOrigin;
import org.jspecify.annotations.Nullable;

/// Writes the documents of collecting: their bytes, once each, and one line of JSON for each fetch.
final class DocumentFiles {
    private static final String INDEX = "documents/index.jsonl";

    private final DocumentArchive archive;
    private final EventSink events;

    DocumentFiles(DocumentArchive archive, EventSink events) {
        this.archive = archive;
        this.events = events;
    }

    /// Returns how many there are. Raises `vault-object-damaged` and `vault-object-missing`.
    long write(ExportFolder folder) throws IOException {
        List<ArchivedDocument> all = archive.all();
        if (all.isEmpty()) {
            return 0;
        }
        Path index = folder.file(INDEX);
        Set<String> written = new HashSet<>();
        long done = 0;
        try (BufferedWriter out =
                Files.newBufferedWriter(
                        index, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
            for (ArchivedDocument document : all) {
                String name = nameOf(document);
                if (written.add(name)) {
                    writeBody(folder.file("documents/" + name), document);
                }
                out.write(line(document, name));
                events.accept(
                        new RunEvent.Progressed(
                                "export documents", ++done, (long) all.size(), "documents"));
            }
        }
        ExportFolder.force(index);
        return all.size();
    }

    private static String nameOf(ArchivedDocument document) {
        String hash = document.sha256().hex();
        return "bytes/" + hash.substring(0, 2) + "/" + hash;
    }

    private void writeBody(Path file, ArchivedDocument document) throws IOException {
        try (InputStream in = archive.open(document.sha256()).stream();
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            in.transferTo(out);
        }
        ExportFolder.force(file);
    }

    private static String line(ArchivedDocument document, String file) {
        DocumentOrigin origin = document.origin();
        return "{\"id\":%s,\"source\":%s,\"url\":%s,\"member\":%s,\"media_type\":%s,\"fetched_at\":%s,\"sha256\":%s,\"bytes\":%d,\"file\":%s}\n"
                .formatted(
                        quote(document.id().toString()),
                        quote(origin.source()),
                        quote(origin.url()),
                        quote(origin.member()),
                        quote(origin.mediaType()),
                        quote(document.fetchedAt().toString()),
                        quote(document.sha256().hex()),
                        document.lengthBytes(),
                        quote(file));
    }

    private static String quote(@Nullable String text) {
        return text == null ? "null" : JsonText.quote(text);
    }
}
