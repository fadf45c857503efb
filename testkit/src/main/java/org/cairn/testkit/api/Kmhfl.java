package org.cairn.testkit.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Kenya's register of health facilities as its API gives it: pages by number at
/// `/api/facilities/facilities/` with a `count` and the address of the next page, for bearers of a
/// token from `/o/token/`.
///
/// As there: a path without its last slash is not found, pages hold 25 unless asked otherwise and
/// never more than a limit, coordinates are texts and stand the wrong way round, and a code may be
/// missing.
public final class Kmhfl implements ApiSite {
    public static final String CLIENT = "cairn";
    public static final String SECRET = "karibu-sana-2026";

    private static final String PATH = "/api/facilities/facilities/";
    private static final int DEFAULT_SIZE = 25;

    private final Listings lists = new Listings();
    private final int largest;
    private int tokens;

    public Kmhfl(int facilities, int largest) {
        this.largest = largest;
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (int i = 1; i <= facilities; i++) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("id", "00000000-0000-4000-8000-%012d".formatted(i));
            one.put("code", i % 40 == 0 ? null : 10_000 + i);
            one.put("official_name", "Dispensary " + i);
            one.put("county_name", "TURKANA");
            one.put("lat", "36.8%04d".formatted(i));
            one.put("long", "-1.2%04d".formatted(i));
            one.put("beds", i % 7);
            one.put("updated", "2020-01-%02dT08:00:00Z".formatted(i % 28 + 1));
            all.add(one);
        }
        lists.put(PATH, all);
    }

    public Listings lists() {
        return lists;
    }

    /// Calls all tokens back that were given.
    public synchronized void revoke() {
        tokens++;
    }

    private synchronized String token() {
        return "token-number-%d-of-kmhfl".formatted(tokens);
    }

    @Override
    public ApiAnswer answer(ApiRequest request) {
        if (request.path().equals("/o/token/")) {
            return tokenAnswer(request);
        }
        if (!("Bearer " + token()).equals(request.headers().get("authorization"))) {
            return new ApiAnswer(
                    401,
                    "application/json",
                    Map.of("WWW-Authenticate", "Bearer realm=\"api\""),
                    "{\"detail\":\"Authentication credentials were not provided.\"}"
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        if (!request.path().equals(PATH)) {
            return ApiAnswer.text(404, "Not found.");
        }
        List<Map<String, @Nullable Object>> all = lists.all(PATH);
        int size =
                Math.min(
                        largest,
                        Integer.parseInt(
                                request.params().getOrDefault("page_size", "" + DEFAULT_SIZE)));
        int number = Integer.parseInt(request.params().getOrDefault("page", "1"));
        if (number > 1 && (number - 1) * size >= all.size()) {
            return ApiAnswer.text(404, "{\"detail\":\"Invalid page.\"}");
        }
        Listings.Page page = lists.page(PATH, all, (number - 1) * size, size);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("count", page.total());
        body.put("next", page.next() == null ? null : PATH + "?page=" + (number + 1));
        body.put("page_size", size);
        body.put("current_page", number);
        body.put("results", lists.records(page));
        return lists.answer(page, ApiAnswer.json(body));
    }

    private ApiAnswer tokenAnswer(ApiRequest request) {
        Map<String, String> form = request.form();
        String basic =
                "Basic "
                        + java.util.Base64.getEncoder()
                                .encodeToString(
                                        (CLIENT + ":" + SECRET)
                                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        boolean known =
                basic.equals(request.headers().get("authorization"))
                        || (CLIENT.equals(form.get("client_id"))
                                && SECRET.equals(form.get("client_secret")));
        if (!known || !"client_credentials".equals(form.get("grant_type"))) {
            return ApiAnswer.text(401, "{\"error\":\"invalid_client\"}");
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("access_token", token());
        body.put("token_type", "Bearer");
        body.put("expires_in", 36_000);
        return ApiAnswer.json(body);
    }
}
