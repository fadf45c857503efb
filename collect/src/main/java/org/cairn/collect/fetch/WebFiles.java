package org.cairn.collect.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cairn.collect.fetch.http.Downloads;
import org.cairn.collect.fetch.http.Downloads.Outcome;
import org.cairn.collect.fetch.http.Validators;
import org.cairn.collect.fetch.http.WebHead;
import org.cairn.collect.fetch.http.WebRequest;
import org.cairn.collect.fetch.http.WebRules;
import org.cairn.collect.fetch.http.WebRules.Expected;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.document.DocumentOrigin;
import org.cairn.vault.document.DocumentOrigin.WebFacts;

/// Brings a source's file from the web into the vault, unless the server says that the one of last
/// time still holds.
public final class WebFiles {
    private static final Pattern ARCHIVE = Pattern.compile("(?i).*\\.(zip|gz)");

    private final DocumentArchive archive;
    private final EventSink events;
    private final Downloads downloads;
    private final MemberDocuments members;

    WebFiles(DocumentArchive archive, EventSink events, Downloads downloads) {
        this.archive = archive;
        this.events = events;
        this.downloads = downloads;
        this.members = new MemberDocuments(archive, events);
    }

    /// What to ask for a source whose file is on the web.
    public static WebRequest request(SourceSpec source) {
        return WebRequest.get(
                URI.create(source.input().location()),
                WebRules.of(source.name(), source.web(), expected(source)));
    }

    /// The name under which the file is known to declarations.
    public static String fileName(SourceSpec source) {
        return Downloads.fileName(URI.create(source.input().location()));
    }

    /// Its documents: one, or where it is an archive those that its files become.
    List<FetchedDocument> fetch(SourceSpec source, String stage) {
        WebRequest request = request(source);
        Sha256 declared = source.web().download().sha256();
        Optional<ArchivedDocument> earlier =
                source.web().client().conditionalGet()
                        ? archive.findLast(source.name(), request.shown().toString())
                                .filter(last -> declared == null || last.sha256().equals(declared))
                                .filter(last -> !holdsFiles(source, last))
                        : Optional.empty();
        Validators known = earlier.map(WebFiles::validators).orElse(Validators.NONE);
        try (Outcome outcome = bring(source, request.knowing(known), stage)) {
            return switch (outcome) {
                case Outcome.Brought brought -> stored(source, stage, request, brought);
                case Outcome.NotModified _ -> again(source, stage, earlier.orElseThrow());
            };
        }
    }

    private Outcome bring(SourceSpec source, WebRequest request, String stage) {
        return downloads.bring(
                request,
                source.web().download(),
                (done, total) ->
                        events.accept(new RunEvent.Progressed(stage, done, total, "bytes")));
    }

    /// An archive is unpacked out of the file that was brought, so it is asked for anew each time:
    /// its files may be others by another declaration.
    private boolean holdsFiles(SourceSpec source, ArchivedDocument document) {
        try (InputStream in = archive.open(document.sha256()).stream()) {
            return Containers.holdsFiles(in, source.input().format());
        } catch (IOException | ProblemException _) {
            // What cannot be read is fetched again in any case.
            return true;
        }
    }

    private List<FetchedDocument> stored(
            SourceSpec source, String stage, WebRequest request, Outcome.Brought brought) {
        WebHead head = brought.head();
        var origin =
                new DocumentOrigin(
                        source.name(),
                        request.shown().toString(),
                        null,
                        head.mediaType() == null ? FileFetcher.mediaType(source) : head.mediaType(),
                        new WebFacts(
                                head.uri().toString(),
                                head.validators().etag(),
                                head.validators().lastModified()));
        try (InputStream in = Files.newInputStream(brought.file())) {
            ArchivedDocument archived = archive.store(origin, in, _ -> {});
            List<FetchedDocument> documents =
                    Containers.holdsFiles(brought.file(), source.input().format())
                            ? members.store(
                                    source,
                                    stage,
                                    new Containers.Archive(brought.file(), fileName(source)),
                                    request.shown().toString())
                            : List.of(new FetchedDocument(archived, fileName(source)));
            brought.done().run();
            return documents;
        } catch (IOException e) {
            throw FileFetcher.unreadable(source.name(), brought.file(), e);
        }
    }

    /// Seen again and unchanged: a document of its own, of the same bytes.
    private List<FetchedDocument> again(SourceSpec source, String stage, ArchivedDocument earlier) {
        Optional<ArchivedDocument> archived =
                archive.storeAgain(earlier.origin(), earlier.sha256());
        if (archived.isPresent()) {
            events.accept(
                    new RunEvent.Noted(stage + ": not modified since " + earlier.fetchedAt()));
            return List.of(new FetchedDocument(archived.get(), fileName(source)));
        }
        // The vault lost the bytes, so the server has to send them once more.
        WebRequest request = request(source);
        try (Outcome outcome = bring(source, request, stage)) {
            return stored(source, stage, request, (Outcome.Brought) outcome);
        }
    }

    private static Validators validators(ArchivedDocument document) {
        WebFacts answer = document.origin().answer();
        return answer == null
                ? Validators.NONE
                : new Validators(answer.etag(), answer.lastModified());
    }

    private static Expected expected(SourceSpec source) {
        if (source.reading().member() != null || ARCHIVE.matcher(fileName(source)).matches()) {
            return Expected.DATA;
        }
        // By name: pages are declared where they are expected, everything else must be none.
        return switch (source.input().format().name()) {
            case "JSON", "JSONL" -> Expected.JSON;
            case "XML" -> Expected.XML;
            case "HTML" -> Expected.HTML;
            default -> Expected.DATA;
        };
    }
}
