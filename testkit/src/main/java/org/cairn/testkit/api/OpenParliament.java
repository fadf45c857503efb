package org.cairn.testkit.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
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
            Map.of(
                    "/politicians/", 338,
                    "/politicians/memberships/", 20,
                    "/bills/", 20,
                    "/votes/", 20,
                    "/votes/ballots/", 20,
                    "/debates/", 20,
                    "/committees/", 20);
    private static final Map<String, List<String>> FILTERS =
            Map.of(
                    "/politicians/", List.of("name"),
                    "/bills/", List.of("session", "number", "introduced"),
                    "/votes/", List.of("session", "number", "date", "bill"),
                    "/votes/ballots/", List.of("vote", "politician", "ballot"),
                    "/debates/", List.of("session", "number", "date"));
    private static final String FORMER_LIST = "/politicians/?include=former";
    private static final Map<String, String> MOVED =
            Map.of(
                    "/politicians/former/", FORMER_LIST,
                    "/bills/45-1/", "/bills/?session=45-1",
                    "/votes/45-1/", "/votes/?session=45-1");
    private static final int FORMER = 3;

    private final Listings lists = new Listings();
    private final Map<String, Object> pages = new ConcurrentHashMap<>();

    /// With 12 debates, 5 committees and 3 former members.
    ///
    /// @param politicians members, each with a ballot in every vote
    public OpenParliament(int politicians, int bills, int votes) {
        lists.put("/politicians/", rows(politicians, ParliamentRecords::politician));
        lists.put(FORMER_LIST, rows(FORMER, i -> ParliamentRecords.former(politicians + i)));
        lists.put(
                "/politicians/memberships/",
                rows(politicians, i -> ParliamentRecords.membership(i, true)));
        lists.put("/bills/", rows(bills, ParliamentRecords::bill));
        lists.put("/votes/", rows(votes, i -> ParliamentRecords.vote(votes - i)));
        lists.put("/debates/", rows(12, i -> ParliamentRecords.debate(12 - i)));
        lists.put("/committees/", rows(5, ParliamentRecords::committee));
        List<Map<String, @Nullable Object>> ballots = new ArrayList<>();
        for (int vote = 1; vote <= votes; vote++) {
            for (int member = 0; member < politicians; member++) {
                ballots.add(ParliamentRecords.ballot(vote, member));
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

    /// A vote that is taken after all others, newest first as the service has them.
    public void addVote(int number) {
        addFirst("/votes/", ParliamentRecords.vote(number));
    }

    /// What each member of the first so many did in a vote.
    public void addBallots(int vote, int members) {
        List<Map<String, @Nullable Object>> ballots = new ArrayList<>(lists.all("/votes/ballots/"));
        ballots.addAll(rows(members, member -> ParliamentRecords.ballot(vote, member)));
        lists.put("/votes/ballots/", ballots);
    }

    /// A sitting after all others.
    public void addDebate(int number) {
        addFirst("/debates/", ParliamentRecords.debate(number));
    }

    private void addFirst(String list, Map<String, @Nullable Object> record) {
        List<Map<String, @Nullable Object>> records = new ArrayList<>(lists.all(list));
        records.addFirst(record);
        lists.put(list, records);
    }

    /// Says something else of a record from now on: where its list has the member, in the list and
    /// on its own page, else on its page.
    public void change(String list, String url, String key, @Nullable Object value) {
        List<Map<String, @Nullable Object>> records = new ArrayList<>(lists.all(list));
        for (int i = 0; i < records.size(); i++) {
            Map<String, @Nullable Object> record = records.get(i);
            if (url.equals(record.get("url"))) {
                Map<String, @Nullable Object> changed =
                        new LinkedHashMap<String, @Nullable Object>(record);
                changed.put(key, value);
                if (record.containsKey(key)) {
                    records.set(i, changed);
                } else {
                    pages.put(url + " " + key, value == null ? "" : value);
                }
            }
        }
        lists.put(list, records);
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
        if (usual != null) {
            return list(request, usual);
        }
        String elsewhere = MOVED.get(request.path());
        return elsewhere == null
                ? detail(request)
                : new ApiAnswer(302, "text/html", Map.of("Location", elsewhere), new byte[0]);
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
                ParliamentRecords.object(
                        "offset",
                        offset,
                        "limit",
                        page.limit(),
                        "next_url",
                        next == null ? null : url(request, page, next),
                        "previous_url",
                        offset == 0 ? null : url(request, page, before));
        var body =
                ParliamentRecords.object("objects", lists.records(page), "pagination", pagination);
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
        List<Map<String, @Nullable Object>> found = included(request);
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

    private List<Map<String, @Nullable Object>> included(ApiRequest request) {
        List<Map<String, @Nullable Object>> current = lists.all(request.path());
        String include = request.params().getOrDefault("include", "");
        if (!request.path().equals("/politicians/")) {
            return current;
        }
        return switch (include) {
            case "former" -> lists.all(FORMER_LIST);
            case "all" -> {
                List<Map<String, @Nullable Object>> all = new ArrayList<>(current);
                all.addAll(lists.all(FORMER_LIST));
                yield all;
            }
            default -> current;
        };
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

    private static final Map<String, UnaryOperator<Map<String, @Nullable Object>>> PAGES =
            Map.of(
                    "/politicians/",
                    ParliamentRecords::aboutPolitician,
                    FORMER_LIST,
                    ParliamentRecords::aboutPolitician,
                    "/politicians/memberships/",
                    _ -> Map.of(),
                    "/bills/",
                    ParliamentRecords::aboutBill,
                    "/votes/",
                    ParliamentRecords::aboutVote,
                    "/debates/",
                    ParliamentRecords::aboutDebate,
                    "/committees/",
                    ParliamentRecords::aboutCommittee);

    private ApiAnswer detail(ApiRequest request) {
        for (Map.Entry<String, UnaryOperator<Map<String, @Nullable Object>>> each :
                PAGES.entrySet()) {
            for (Map<String, @Nullable Object> record : lists.all(each.getKey())) {
                if (request.path().equals(record.get("url"))) {
                    Map<String, @Nullable Object> all =
                            new LinkedHashMap<String, @Nullable Object>(record);
                    each.getValue().apply(record).forEach(all::putIfAbsent);
                    all.replaceAll(
                            (key, value) -> pages.getOrDefault(request.path() + " " + key, value));
                    return ApiAnswer.json(all).with("API-Version", "v1");
                }
            }
        }
        return ApiAnswer.text(404, "Not found");
    }
}
