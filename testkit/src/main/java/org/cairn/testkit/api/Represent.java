package org.cairn.testkit.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// `represent.opennorth.ca`: lists with a total and a relative `meta.next`, at most 1,000 records a
/// page; more than 60 requests in a minute are answered with 503, and missing values are `""`.
public final class Represent implements ApiSite {
    private static final String PATH = "/representatives/house-of-commons/";
    private static final int MOST = 1_000;
    private static final int A_MINUTE = 60;

    private final Listings lists = new Listings();
    private final Deque<Long> times = new ArrayDeque<>();
    private final LongSupplier seconds;

    /// @param seconds the time by which requests are counted
    public Represent(int representatives, LongSupplier seconds) {
        this.seconds = seconds;
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (int i = 0; i < representatives; i++) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("name", "Member %d".formatted(i));
            one.put("district_name", "Riding—%d".formatted(i));
            one.put("elected_office", "MP");
            one.put("email", i % 3 == 0 ? "" : "m%d@example.org".formatted(i));
            one.put("offices", List.of(Map.of("type", "legislature", "tel", "1 613 555-0100")));
            all.add(one);
        }
        lists.put(PATH, all);
    }

    public Listings lists() {
        return lists;
    }

    @Override
    public synchronized ApiAnswer answer(ApiRequest request) {
        long now = seconds.getAsLong();
        while (!times.isEmpty() && times.getFirst() <= now - A_MINUTE) {
            times.removeFirst();
        }
        times.addLast(now);
        if (times.size() > A_MINUTE) {
            return ApiAnswer.text(503, "Rate limit exceeded");
        }
        if (!request.path().equals(PATH)) {
            return ApiAnswer.text(404, "Not found");
        }
        int limit = Math.min(MOST, Integer.parseInt(request.params().getOrDefault("limit", "20")));
        int offset = Integer.parseInt(request.params().getOrDefault("offset", "0"));
        Listings.Page page = lists.page(PATH, lists.all(PATH), offset, limit);
        Integer next = page.next();
        Map<String, @Nullable Object> meta = new LinkedHashMap<>();
        meta.put("limit", page.limit());
        meta.put("offset", offset);
        meta.put("total_count", page.total());
        meta.put(
                "next",
                next == null
                        ? null
                        : "%s%s?limit=%d&offset=%d"
                                .formatted(lists.origin(page), PATH, page.limit(), next));
        meta.put("previous", null);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("meta", meta);
        body.put("objects", lists.records(page));
        return lists.answer(page, ApiAnswer.json(body));
    }
}
