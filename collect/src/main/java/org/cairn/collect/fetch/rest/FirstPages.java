package org.cairn.collect.fetch.rest;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cairn.collect.decode.Body;
import org.cairn.collect.fetch.AnswerBody;
import org.cairn.collect.fetch.http.Web;
import org.cairn.collect.fetch.http.WebAnswer;
import org.cairn.collect.fetch.http.WebRequest;
import org.cairn.collect.fetch.http.WebRules;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.RestResource;
import org.cairn.source.spec.RestResource.Partition;
import org.cairn.source.spec.SourceSpec;
import org.jspecify.annotations.Nullable;

/// The first page of each resource of a web API, to try a declaration: nothing is stored. Closing
/// it lets go of the pages. Confined to one thread.
public final class FirstPages implements AutoCloseable {
    private final Web web;
    private final SourceSpec source;
    private final RestInput input;
    private final Map<String, Page> pages = new HashMap<>();
    private final Map<String, WebAnswer.Body> answers = new HashMap<>();

    /// A page that was asked for.
    ///
    /// @param given what its records carry from their parent
    public record Page(String url, Body body, Map<String, String> given) {}

    public FirstPages(Web web, SourceSpec source, RestInput input) {
        this.web = web;
        this.source = source;
        this.input = input;
    }

    /// The first page of a resource; for one with a parent, that of the first record of the first
    /// page of the parent. Empty where the parent's page has no record with all values.
    ///
    /// Problems: those of the web and of reading JSON.
    public Optional<Page> of(String resource) {
        Page known = pages.get(resource);
        if (known != null) {
            return Optional.of(known);
        }
        RestResource asked = input.resource(resource);
        Map<String, String> given = given(asked.partition());
        if (given == null) {
            return Optional.empty();
        }
        var incremental = asked.incremental();
        String start = incremental == null ? "" : incremental.initial();
        URI base = URI.create(input.baseUrl());
        URI first = Requests.first(base, asked, given, start);
        if (first == null) {
            return Optional.empty();
        }
        URI uri = new Listing(asked.endpoint().paginator(), base, first).begin().uri();
        var rules = WebRules.of(source.name(), source.web(), WebRules.Expected.JSON);
        if (!(web.fetch(WebRequest.get(uri, rules)) instanceof WebAnswer.Body answer)) {
            throw new IllegalStateException("nothing was known of the page");
        }
        answers.put(resource, answer);
        var page = new Page(answer.head().uri().toString(), new AnswerBody(answer), given);
        pages.put(resource, page);
        return Optional.of(page);
    }

    private @Nullable Map<String, String> given(@Nullable Partition partition) {
        if (partition == null) {
            return Map.of();
        }
        Optional<Page> parent = of(partition.parent());
        if (parent.isEmpty()) {
            return null;
        }
        Map<String, Map<String, String>> found = new HashMap<>();
        new ParentRecords(input, spec(partition.parent()), new ParentValues(partition))
                .read(
                        parent.get().body(),
                        partition.parent(),
                        values -> {
                            if (values != null) {
                                found.putIfAbsent("", values);
                            }
                        });
        return found.get("");
    }

    private ResourceSpec spec(String name) {
        return source.resources().stream()
                .filter(resource -> resource.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        answers.values().forEach(WebAnswer.Body::close);
    }
}
