package org.cairn.collect.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.document.DocumentOrigin;

/// Stores the files inside an archive. Each becomes a document of its own, whose address is that of
/// the archive, `!/` and its name there; the archive itself is stored by whoever brought it.
final class MemberDocuments {
    private final DocumentArchive archive;
    private final EventSink events;

    MemberDocuments(DocumentArchive archive, EventSink events) {
        this.archive = archive;
        this.events = events;
    }

    /// Problems: those of [Containers#each] and of the vault.
    ///
    /// @param address of the archive
    List<FetchedDocument> store(
            SourceSpec source, String stage, Containers.Archive packed, String address)
            throws IOException {
        return Containers.reading(source.input().format())
                .each(
                        packed,
                        source.reading().member(),
                        member -> store(source, stage, member, address));
    }

    private FetchedDocument store(
            SourceSpec source, String stage, Containers.Member member, String address)
            throws IOException {
        var origin =
                new DocumentOrigin(
                        source.name(),
                        address + "!/" + member.member(),
                        member.member(),
                        FileFetcher.mediaType(source));
        try (InputStream in = member.opener().open()) {
            ArchivedDocument archived =
                    archive.store(
                            origin,
                            in,
                            done ->
                                    events.accept(
                                            new RunEvent.Progressed(stage, done, null, "bytes")));
            return new FetchedDocument(archived, member.fileName());
        }
    }
}
