package org.cairn.testkit.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `api.openparliament.ca` with made-up members, bills, votes and ballots.
///
/// Lists have no total; `next_url` is relative to the host, keeps the parameters of the request and
/// is null at the end; `limit` above 500 is cut without a word, `limit=0` is the default, and a
/// negative or odd limit or offset is 400 in plain text. Unknown parameters are ignored; a known
/// filter with a bad operator is 400. What is not JSON is 406.
public final class OpenParliament implements ApiSite {
    private static final int MOST = 500;
    private static final Set<String> OPERATORS =
            new TreeSet<>(List.of("exact", "gt", "gte", "lt", "lte"));
    private static final Map<String, Integer> DEFAULTS =
            Map.of("/politicians/", 338, "/bills/", 20, "/votes/", 20, "/votes/ballots/", 20);
    private static final Map<String, List<String>> FILTERS =
            Map.of(
                    "/politicians/", List.of("name"),
                    "/bills/", List.of("session", "number", "introduced"),
                    "/votes/", List.of("session", "number", "date", "bill"),
                    "/votes/ballots/", List.of("vote", "politician", "ballot"));

    private final Listings lists = new Listings();

    /// @param politicians members, each with a ballot in every vote
    public OpenParliament(int politicians, int bills, int votes) {
        lists.put("/politicians/", rows(politicians, OpenParliament::politician));
        lists.put("/bills/", rows(bills, OpenParliament::bill));
        lists.put("/votes/", rows(votes, i -> vote(votes - i)));
        List<Map<String, @Nullable Object>> ballots = new ArrayList<>();
        for (int vote = 1; vote <= votes; vote++) {
            for (int member = 0; member < politicians; member++) {
                ballots.add(ballot(vote, member));
            }
        }
        lists.put("/votes/ballots/", ballots);
    }

    public Listings lists() {
        return lists;
    }

    private interface Maker {
        Map<String, @Nullable Object> make(int i);
    }

    private static List<Map<String, @Nullable Object>> rows(int count, Maker maker) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(maker.make(i));
        }
        return rows;
    }

    private static Map<String, @Nullable Object> object(@Nullable Object... pairs) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return object;
    }

    private static Map<String, @Nullable Object> politician(int i) {
        String party = List.of("Liberal", "Conservative", "NDP", "Bloc", "Green").get(i % 5);
        return object(
                "name", "Member %d".formatted(i),
                "url", "/politicians/member-%d/".formatted(i),
                "current_party", object("short_name", object("en", party)),
                "current_riding",
                        object(
                                "province",
                                List.of("ON", "QC", "BC", "AB").get(i % 4),
                                "name",
                                object("en", "Riding—%d".formatted(i))),
                "image", i % 7 == 0 ? null : "/media/polpics/%d.jpg".formatted(i));
    }

    private static Map<String, @Nullable Object> bill(int i) {
        String number = (i % 3 == 0 ? "S-" : "C-") + (i + 1);
        return object(
                "session",
                "45-1",
                "legisinfo_id",
                13_000_000 + i,
                "introduced",
                i % 11 == 0 ? null : day(i),
                "name",
                object(
                        "en",
                        "An Act respecting matter %d".formatted(i),
                        "fr",
                        "Loi concernant l’objet %d".formatted(i)),
                "number",
                number,
                "url",
                "/bills/45-1/%s/".formatted(number));
    }

    private static Map<String, @Nullable Object> vote(int number) {
        return object(
                "bill_url",
                number % 4 == 0 ? "/bills/45-1/C-%d/".formatted(number) : null,
                "session",
                "45-1",
                "number",
                number,
                "date",
                day(number),
                "description",
                object("en", "Motion %d".formatted(number), "fr", "Motion"),
                "result",
                number % 5 == 0 ? "Failed" : "Passed",
                "yea_total",
                100 + number,
                "nay_total",
                90,
                "paired_total",
                0,
                "url",
                "/votes/45-1/%d/".formatted(number));
    }

    private static Map<String, @Nullable Object> ballot(int vote, int member) {
        return object(
                "vote_url", "/votes/45-1/%d/".formatted(vote),
                "politician_url", "/politicians/member-%d/".formatted(member),
                "politician_membership_url", "/politicians/memberships/%d/".formatted(member),
                "ballot", List.of("Yes", "No", "Didn't vote").get((vote + member) % 3));
    }

    /// Days from 2025-01-01 on, 28 a month.
    private static String day(int i) {
        return "2025-%02d-%02d".formatted(1 + i / 28 % 12, 1 + i % 28);
    }

    /// A vote that is taken after all others, newest first as the service has them.
    public void addVote(int number) {
        List<Map<String, @Nullable Object>> votes = new ArrayList<>(lists.all("/votes/"));
        votes.addFirst(vote(number));
        lists.put("/votes/", votes);
    }

    @Override
    public ApiAnswer answer(ApiRequest request) {
        String accept = request.accept();
        boolean page = accept != null && accept.startsWith("text/html");
        String format = request.params().getOrDefault("format", "json");
        if (!format.equals("json") && !format.equals("apibrowser")) {
            return ApiAnswer.text(406, "Not acceptable");
        }
        if (page && !request.params().containsKey("format")) {
            return ApiAnswer.html(200, "<!DOCTYPE html><html><body>openparliament</body></html>");
        }
        if (accept != null && !accept.contains("json") && !accept.contains("*/*")) {
            return ApiAnswer.text(406, "Not acceptable");
        }
        Integer usual = DEFAULTS.get(request.path());
        return usual == null ? detail(request) : list(request, usual);
    }

    private ApiAnswer list(ApiRequest request, int usual) {
        Integer limit = number(request, "limit", usual);
        Integer offset = number(request, "offset", 0);
        if (limit == null || offset == null) {
            return ApiAnswer.text(400, "Invalid limit or offset");
        }
        var found = filtered(request);
        if (found == null) {
            return ApiAnswer.text(400, "Invalid filter");
        }
        int size = limit == 0 ? usual : Math.min(limit, MOST);
        Listings.Page page = lists.page(request.path(), found, offset, size);
        Integer next = page.next();
        int before = Math.max(0, offset - size);
        var pagination =
                object(
                        "offset",
                        offset,
                        "limit",
                        page.limit(),
                        "next_url",
                        next == null ? null : url(request, page, next),
                        "previous_url",
                        offset == 0 ? null : url(request, page, before));
        var body = object("objects", lists.records(page), "pagination", pagination);
        return lists.answer(page, ApiAnswer.json(body).with("API-Version", "v1"));
    }

    private static @Nullable Integer number(ApiRequest request, String name, int usual) {
        String text = request.params().get(name);
        if (text == null || text.isEmpty()) {
            return usual;
        }
        return text.matches("[0-9]{1,9}") ? Integer.valueOf(text) : null;
    }

    private String url(ApiRequest request, Listings.Page page, int offset) {
        var url = new StringBuilder(lists.origin(page)).append(request.path()).append('?');
        request.params()
                .forEach((name, value) -> {
                    if (!name.equals("limit") && !name.equals("offset")) {
                        url.append(encode(name)).append('=').append(encode(value)).append('&');
                    }
                });
        return url.append("limit=%d&offset=%d".formatted(page.limit(), offset)).toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private @Nullable List<Map<String, @Nullable Object>> filtered(ApiRequest request) {
        List<Map<String, @Nullable Object>> found = lists.all(request.path());
        for (Map.Entry<String, String> param : request.params().entrySet()) {
            String[] parts = param.getKey().split("__", 2);
            if (!FILTERS.getOrDefault(request.path(), List.of()).contains(parts[0])) {
                continue;
            }
            String operator = parts.length == 1 ? "exact" : parts[1];
            if (!OPERATORS.contains(operator)) {
                return null;
            }
            List<Map<String, @Nullable Object>> fitting = new ArrayList<>();
            for (Map<String, @Nullable Object> each : found) {
                if (fits(each, parts[0], operator, param.getValue())) {
                    fitting.add(each);
                }
            }
            found = fitting;
        }
        return found;
    }

    private static boolean fits(
            Map<String, @Nullable Object> record, String key, String operator, String wanted) {
        Object value = record.get(record.containsKey(key) ? key : key + "_url");
        if (value == null) {
            return false;
        }
        int order =
                value instanceof Integer number
                        ? Integer.compare(number, Integer.parseInt(wanted))
                        : value.toString().compareTo(wanted);
        return switch (operator) {
            case "gt" -> order > 0;
            case "gte" -> order >= 0;
            case "lt" -> order < 0;
            case "lte" -> order <= 0;
            default -> order == 0;
        };
    }

    private ApiAnswer detail(ApiRequest request) {
        for (String list : Arrays.asList("/politicians/", "/bills/", "/votes/")) {
            for (Map<String, @Nullable Object> record : lists.all(list)) {
                if (request.path().equals(record.get("url"))) {
                    Map<String, @Nullable Object> all =
                            new LinkedHashMap<String, @Nullable Object>(record);
                    all.put(
                            "related",
                            object("ballots_url", "/votes/ballots/?vote=" + request.path()));
                    return ApiAnswer.json(all);
                }
            }
        }
        return ApiAnswer.text(404, "Not found");
    }
}
