package org.cairn.collect.fetch.rest;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.fetch.ArchivedBody;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.collect.fetch.GivenValues;
import org.cairn.collect.fetch.http.Validators;
import org.cairn.collect.fetch.http.Web;
import org.cairn.collect.fetch.http.WebAnswer;
import org.cairn.collect.fetch.http.WebHead;
import org.cairn.collect.fetch.http.WebRequest;
import org.cairn.collect.fetch.http.WebRules;
import org.cairn.collect.fetch.rest.RestFetched.Extent;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunEvent;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.PaginatorSpec.Kind;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.RestResource;
import org.cairn.source.spec.SourceSpec;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.document.DocumentArchive;
import org.cairn.vault.document.DocumentOrigin;
import org.cairn.vault.document.DocumentOrigin.WebFacts;
import org.jspecify.annotations.Nullable;

/// The pages of all listings of one resource, as they come. Confined to one thread.
final class Pages {
    private static final int NOT_FOUND = 404;
    private static final int MOST_PAGES = 200_000;
    private static final int MOST_DOUBTS = 20;
    private static final int SHOWN = 200;

    private final Means means;
    private final SourceSpec source;
    private final ResourceSpec resource;
    private final RestInput input;
    private final WebRules rules;
    private final PageReader reader;
    private final List<FetchedDocument> documents = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();
    private final Set<Sha256> firstPages = new HashSet<>();
    private long moreDoubts;
    private long withRecords;
    private long parentsWithout;
    private final int most;
    private long asked;
    private boolean full;

    /// What it asks with and tells to.
    record Means(Web web, DocumentArchive archive, RestFetcher.Place place, String stage) {}

    /// @param most requests after which no more is asked, and nothing is thought of it
    Pages(Means means, SourceSpec source, ResourceSpec resource, int most) {
        this.most = most;
        this.means = means;
        this.source = source;
        this.resource = resource;
        this.input = (RestInput) source.input();
        this.rules = WebRules.of(source.name(), source.web(), expected(input));
        this.reader = new PageReader(resource, input);
    }

    RestInput input() {
        return input;
    }

    private String format() {
        return input.format().name().toLowerCase(Locale.ROOT);
    }

    /// What a page of a web API must look like.
    static WebRules.Expected expected(RestInput input) {
        return input.format() == Format.XML ? WebRules.Expected.XML : WebRules.Expected.JSON;
    }

    RestResource asked() {
        return input.resource(resource.name());
    }

    URI base() {
        return URI.create(input.baseUrl());
    }

    void doubt(String reason) {
        if (doubts.size() < MOST_DOUBTS) {
            doubts.add(reason);
        } else {
            moreDoubts++;
        }
    }

    /// Notes a record of the parent for which nothing can be asked.
    void doubtParent() {
        parentsWithout++;
    }

    /// Reads one listing to its end.
    ///
    /// @param given what its records carry from their parent
    void read(URI first, Map<String, String> given) {
        if (full || asked >= most) {
            return;
        }
        var listing = new Listing(asked().endpoint().paginator(), base(), first);
        PageStep step = listing.begin();
        boolean isFirst = true;
        while (step instanceof PageStep.Ask ask) {
            PageFacts facts = page(ask, given);
            if (isFirst && facts.records() > 0) {
                firstPages.add(facts.content());
                withRecords++;
            }
            isFirst = false;
            step = listing.after(ask.uri(), facts);
            if (asked >= most && step instanceof PageStep.Ask) {
                return;
            }
            if (documents.size() >= MOST_PAGES && step instanceof PageStep.Ask) {
                full = true;
                doubt("more than %d pages in one run".formatted(MOST_PAGES));
                return;
            }
        }
        if (step instanceof PageStep.End end) {
            end.doubts().forEach(reason -> doubt(about(given) + reason));
        }
    }

    private static String about(Map<String, String> given) {
        String text = given.isEmpty() ? "" : given + ": ";
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…: " : text;
    }

    private PageFacts page(PageStep.Ask ask, Map<String, String> given) {
        asked++;
        Set<Integer> nothing = new HashSet<>(asked().endpoint().nothing());
        if (ask.mayBeBeyond()) {
            nothing.add(NOT_FOUND);
        }
        WebRequest request = WebRequest.get(ask.uri(), rules).accepting(nothing);
        ArchivedDocument earlier = given.isEmpty() ? earlier(request) : null;
        if (earlier != null) {
            WebAnswer answer = means.web().fetch(request.knowing(validators(earlier)));
            PageFacts facts = again(earlier, answer, nothing, given);
            if (facts != null) {
                return facts;
            }
            // The vault lost the bytes, so the server has to send them once more.
        }
        return facts(means.web().fetch(request), nothing, given);
    }

    private PageFacts facts(WebAnswer answer, Set<Integer> nothing, Map<String, String> given) {
        return switch (answer) {
            case WebAnswer.NotModified _ ->
                    throw new IllegalStateException("nothing was known of the page");
            case WebAnswer.Body body -> {
                try (body) {
                    if (nothing.contains(body.head().status())) {
                        yield PageFacts.beyondEnd(Sha256.of(new byte[0]));
                    }
                    yield facts(store(body, given), body.head());
                }
            }
        };
    }

    /// The page of an earlier run that the server may say still holds; only of a listing that is
    /// one page. Null where there is none.
    private @Nullable ArchivedDocument earlier(WebRequest request) {
        boolean single = asked().endpoint().paginator().kind() instanceof Kind.SinglePage;
        return single && asked().partition() == null && source.web().client().conditionalGet()
                ? means.archive()
                        .findLast(source.name(), request.shown().toString())
                        .filter(last -> !validators(last).isEmpty())
                        .orElse(null)
                : null;
    }

    private static Validators validators(ArchivedDocument document) {
        WebFacts answer = document.origin().answer();
        return answer == null
                ? Validators.NONE
                : new Validators(answer.etag(), answer.lastModified());
    }

    /// What comes of a question whose answer was known; null where the vault has lost what the
    /// server says still holds.
    private @Nullable PageFacts again(
            ArchivedDocument earlier,
            WebAnswer answer,
            Set<Integer> nothing,
            Map<String, String> given) {
        if (answer instanceof WebAnswer.Body) {
            return facts(answer, nothing, given);
        }
        Optional<ArchivedDocument> seen =
                means.archive().storeAgain(earlier.origin(), earlier.sha256());
        if (seen.isEmpty()) {
            return null;
        }
        means.place()
                .events()
                .accept(
                        new RunEvent.Noted(
                                means.stage() + ": not modified since " + earlier.fetchedAt()));
        return facts(added(seen.get(), given), answer.head());
    }

    private FetchedDocument store(WebAnswer.Body body, Map<String, String> given) {
        WebHead head = body.head();
        String mediaType = head.mediaType();
        var origin =
                new DocumentOrigin(
                        source.name(),
                        GivenValues.into(head.uri().toString(), given),
                        null,
                        mediaType == null ? "application/" + format() : mediaType,
                        new WebFacts(
                                head.uri().toString(),
                                head.validators().etag(),
                                head.validators().lastModified()));
        return added(means.archive().store(origin, body.stream(), _ -> {}), given);
    }

    private FetchedDocument added(ArchivedDocument archived, Map<String, String> given) {
        String name =
                String.format(
                        Locale.ROOT, "%s-%05d.%s", resource.name(), documents.size() + 1, format());
        var document = new FetchedDocument(archived, name, given);
        documents.add(document);
        means.place().steps().reached("run.page-durable");
        means.place()
                .events()
                .accept(new RunEvent.Progressed(means.stage(), documents.size(), null, "pages"));
        return document;
    }

    private PageFacts facts(FetchedDocument page, WebHead head) {
        try {
            Sha256 content = page.archived().sha256();
            return reader.read(ArchivedBody.of(means.archive(), content), content, head::all);
        } catch (ProblemException e) {
            throw DecodeProblems.of(page.fileName(), e);
        }
    }

    RestFetched result(Instant now, Extent extent) {
        if (parentsWithout > 0) {
            doubt(
                    "for %d records of the parent nothing could be asked: they lack a value of the parameters"
                            .formatted(parentsWithout));
        }
        if (withRecords > 2 && firstPages.size() == 1) {
            doubt(
                    "%d questions with different parameters got the very same answer: the server seems to ignore them"
                            .formatted(withRecords));
        }
        String wrong = reader.cursorDoubt();
        if (wrong != null) {
            doubt(wrong);
        }
        if (moreDoubts > 0) {
            doubts.add("and %d more reasons of this kind".formatted(moreDoubts));
        }
        String name = source.name() + "." + resource.name() + ": ";
        CursorValue newest = reader.newest();
        return new RestFetched(
                documents,
                doubts.stream().map(name::concat).toList(),
                newest == null ? null : newest.notAfter(now).text(),
                extent);
    }
}
