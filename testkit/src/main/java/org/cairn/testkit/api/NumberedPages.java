package org.cairn.testkit.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A register in the ways that many registers have: `/page?page=N&per_page=M` by numbers (404
/// behind the last page where the service is strict), `/cursor?after=TOKEN` with a token in the
/// body and in `X-Next-Cursor`, `/links` with a `Link` header, and the KMHFL way at `/facilities/`,
/// with whole addresses in `next` and a `count`. A root array where the path ends in `/array`.
public final class NumberedPages implements ApiSite {
    /// What a service says behind its last page.
    public enum Behind {
        EMPTY,
        NOT_FOUND
    }

    private static final String PATH = "/";

    private final Listings lists = new Listings();
    private final Behind behind;

    public NumberedPages(int records, Behind behind) {
        this.behind = behind;
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (int i = 1; i <= records; i++) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("id", i);
            one.put("name", "Facility %d".formatted(i));
            one.put("updated", "2025-01-01T00:%02d:%02dZ".formatted(i / 60 % 60, i % 60));
            all.add(one);
        }
        lists.put(PATH, all);
    }

    public Listings lists() {
        return lists;
    }

    @Override
    public ApiAnswer answer(ApiRequest request) {
        List<Map<String, @Nullable Object>> all = lists.all(PATH);
        int size = Integer.parseInt(request.params().getOrDefault("per_page", "10"));
        int offset = offset(request, size);
        if (offset > 0 && offset >= all.size() && behind == Behind.NOT_FOUND) {
            return ApiAnswer.text(404, "Invalid page.");
        }
        Listings.Page page = lists.page(PATH, all, offset, size);
        return lists.answer(page, good(request, page));
    }

    private static int offset(ApiRequest request, int size) {
        String after = request.params().get("after");
        return after != null
                ? Integer.parseInt(after.replace("t", ""))
                : (Integer.parseInt(request.params().getOrDefault("page", "1")) - 1) * size;
    }

    private ApiAnswer good(ApiRequest request, Listings.Page page) {
        Integer next = page.next();
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("count", page.total());
        body.put("results", lists.records(page));
        return switch (request.path()) {
            case "/cursor" -> {
                body.put("cursor", next == null ? null : "t" + next);
                ApiAnswer answer = ApiAnswer.json(body);
                yield next == null ? answer : answer.with("X-Next-Cursor", "t" + next);
            }
            case "/links" -> {
                ApiAnswer answer = ApiAnswer.json(page.records());
                yield next == null
                        ? answer
                        : answer.with(
                                "Link",
                                "</links?page=1>; rel=\"first\", <%s/links?page=%d>; rel=\"next\""
                                        .formatted(lists.origin(page), next / page.limit() + 1));
            }
            case "/facilities/" -> {
                body.put(
                        "next",
                        next == null
                                ? null
                                : "/facilities/?page=%d".formatted(next / page.limit() + 1));
                yield ApiAnswer.json(body);
            }
            default -> ApiAnswer.json(request.path().endsWith("/array") ? page.records() : body);
        };
    }
}
