package org.cairn.testkit.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A table of Airtable as its web API lists it, at `/v0/BASE/Issues`: at most 100 records a page,
/// an `offset` that is a token and is not there on the last page, empty fields left out.
///
/// As there: more than five requests a second are refused with 429, and so are all others for half
/// a minute then, without a `Retry-After`.
public final class AirtableBase implements ApiSite {
    public static final String TOKEN = "patAbCdEf0123456789";

    private static final int MOST = 5;
    private static final long SECOND = 1_000;
    private static final long PENALTY = 30_000;
    private static final int LARGEST = 100;

    private final int records;
    private final LongSupplier millis;
    private final List<Long> asked = new ArrayList<>();
    private long refusedUntil = Long.MIN_VALUE;
    private volatile @Nullable String spent;

    /// @param millis a clock
    public AirtableBase(int records, LongSupplier millis) {
        this.records = records;
        this.millis = millis;
    }

    /// From now on the month is used up.
    public void spendTheMonth() {
        spent = "PUBLIC_API_BILLING_LIMIT_EXCEEDED";
    }

    @Override
    public ApiAnswer answer(ApiRequest request) {
        if (!("Bearer " + TOKEN).equals(request.headers().get("authorization"))) {
            return error(401, "AUTHENTICATION_REQUIRED");
        }
        String month = spent;
        if (month != null) {
            return error(429, month);
        }
        if (isTooMuch()) {
            return error(429, "RATE_LIMIT_REACHED");
        }
        if (!request.path().matches("/v0/app[A-Za-z0-9]+/Issues")) {
            return ApiAnswer.text(404, "{\"error\":\"NOT_FOUND\"}");
        }
        String offset = request.params().get("offset");
        if (offset != null && !offset.matches("itr[0-9]+/rec[0-9]+")) {
            return error(422, "INVALID_OFFSET_VALUE");
        }
        int from = offset == null ? 0 : Integer.parseInt(offset.substring(3).split("/")[0]);
        int size =
                Math.min(
                        LARGEST,
                        Integer.parseInt(request.params().getOrDefault("pageSize", "100")));
        int to = Math.min(records, from + size);
        List<Object> page = new ArrayList<>();
        for (int i = from; i < to; i++) {
            page.add(record(i));
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("records", page);
        if (to < records) {
            body.put("offset", "itr%d/rec%014d".formatted(to, to));
        }
        return ApiAnswer.json(body);
    }

    private synchronized boolean isTooMuch() {
        long now = millis.getAsLong();
        asked.removeIf(time -> time <= now - SECOND);
        asked.add(now);
        if (asked.size() > MOST) {
            refusedUntil = now + PENALTY;
        }
        return now < refusedUntil;
    }

    private static Map<String, @Nullable Object> record(int i) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("Title", "Issue " + i);
        if (i % 4 == 0) {
            fields.put("Done", true);
        }
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        record.put("id", "rec%014d".formatted(i));
        record.put("createdTime", "2026-01-01T00:00:00.000Z");
        record.put("fields", fields);
        return record;
    }

    private static ApiAnswer error(int status, String type) {
        return ApiAnswer.text(
                status, "{\"error\":{\"type\":\"%s\",\"message\":\"no\"}}".formatted(type));
    }
}
