package org.cairn.testkit.api;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The web site of a town: `/members` with cards, `?page=N` behind them; `/people/N` for each
/// member; `/table` with the same members in a table; `/old` in windows-1252; `/robots.txt`.
///
/// E-mail addresses are hidden as Cloudflare hides them, every third is in the open. Safe for any
/// thread.
public final class CouncilSite implements ApiSite {
    private static final int A_PAGE = 10;
    private static final Charset OLD = Charset.forName("windows-1252");

    private final Map<Integer, String> members = new TreeMap<>();
    private final Map<String, ApiAnswer> answers = new HashMap<>();
    private final Map<String, List<ApiAnswer>> once = new HashMap<>();
    private String robots = "User-agent: *\nDisallow: /private/\n";
    private int tableFrom = Integer.MAX_VALUE;
    private int loopOn;

    public CouncilSite(int members) {
        for (int i = 1; i <= members; i++) {
            this.members.put(i, "Member %d Zoë".formatted(i));
        }
    }

    /// From this page on the site has its new look, a table.
    public synchronized CouncilSite redesignedFrom(int page) {
        tableFrom = page;
        return this;
    }

    /// This page names the second one as its next.
    public synchronized CouncilSite loopingOn(int page) {
        loopOn = page;
        return this;
    }

    /// What `/robots.txt` says.
    public synchronized CouncilSite robots(String text) {
        robots = text;
        return this;
    }

    /// Answers so for a path and query from now on.
    public synchronized CouncilSite answering(String target, ApiAnswer answer) {
        answers.put(target, answer);
        return this;
    }

    /// Answers so the next time, and as usual after that.
    public synchronized CouncilSite answeringOnce(String target, ApiAnswer answer) {
        once.computeIfAbsent(target, _ -> new ArrayList<>()).add(answer);
        return this;
    }

    public synchronized CouncilSite usual() {
        answers.clear();
        once.clear();
        tableFrom = Integer.MAX_VALUE;
        loopOn = 0;
        return this;
    }

    public synchronized CouncilSite rename(int member, String name) {
        members.put(member, name);
        return this;
    }

    public synchronized CouncilSite remove(int member) {
        members.remove(member);
        return this;
    }

    @Override
    public synchronized ApiAnswer answer(ApiRequest request) {
        String target = request.uri().toString();
        List<ApiAnswer> first = once.getOrDefault(target, List.of());
        if (!first.isEmpty()) {
            return first.removeFirst();
        }
        ApiAnswer declared = answers.get(target);
        return declared == null ? usual(request) : declared;
    }

    private ApiAnswer usual(ApiRequest request) {
        String path = request.path();
        int page = Integer.parseInt(request.params().getOrDefault("page", "1"));
        if (path.startsWith("/people/")) {
            return person(path.substring("/people/".length()));
        }
        return switch (path) {
            case "/robots.txt" -> ApiAnswer.text(200, robots);
            case "/members" -> listing(page, page >= tableFrom);
            case "/table" -> listing(page, true);
            case "/old" -> old(request.params().getOrDefault("says", "header"));
            default -> ApiAnswer.html(404, page("Not found", "<p>There is no such page.</p>"));
        };
    }

    /// A page as the site has it.
    public static String page(String title, String body) {
        return "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>%s</title></head>\n<body><h1>%s</h1>\n%s\n</body></html>\n"
                .formatted(title, title, body);
    }

    private ApiAnswer listing(int page, boolean table) {
        int last = (members.size() + A_PAGE - 1) / A_PAGE;
        var body =
                new StringBuilder(
                        table
                                ? "<table id=\"council\"><tr><th>Name</th><th>Ward</th><th>More</th></tr>\n"
                                : "");
        for (int i = (page - 1) * A_PAGE + 1; i <= Math.min(members.size(), page * A_PAGE); i++) {
            body.append(table ? row(i) : card(i));
        }
        body.append(table ? "</table>\n" : "");
        int next = page == loopOn ? 2 : page + 1;
        if (page < last || page == loopOn) {
            body.append(
                    "<a class=\"next\" rel=\"next\" href=\"?page=%d\">Next</a>".formatted(next));
        }
        return ApiAnswer.html(200, page("Council, page " + page, body.toString()));
    }

    private String card(int i) {
        String mail = "m%d@town.example".formatted(i);
        String contact =
                i % 3 == 0
                        ? "<a href=\"mailto:%s?subject=Hello\">Write</a>".formatted(mail)
                        : "<a class=\"__cf_email__\" href=\"/cdn-cgi/l/email-protection\" data-cfemail=\"%s\">[email&#160;protected]</a>"
                                .formatted(hidden(mail));
        return "<div class=\"card\"><h3>%s</h3><p>Ward %d</p>%s <a class=\"more\" href=\"/people/%d\">More</a></div>\n"
                .formatted(members.get(i), i, contact, i);
    }

    private String row(int i) {
        return "<tr><td>%s</td><td>Ward %d</td><td><a class=\"more\" href=\"people/%d\">More</a></td></tr>\n"
                .formatted(members.get(i), i, i);
    }

    private ApiAnswer person(String number) {
        int i = Integer.parseInt(number);
        return ApiAnswer.html(
                200,
                page(
                        String.valueOf(members.get(i)),
                        "<address>%d Main Street</address><ul><li class=\"role\">Committee %d</li><li class=\"role\">Library</li></ul>"
                                .formatted(i, i % 4)));
    }

    /// A page in windows-1252 that says so by the header, by itself, or not at all.
    private static ApiAnswer old(String says) {
        String meta = says.equals("meta") ? "<meta charset=\"windows-1252\">" : "";
        String body =
                "<html><head>%s<title>Conseil</title></head><body><div class=\"card\"><h3>Élodie “Zoé” Müller</h3><p>Ward 1</p></div></body></html>"
                        .formatted(meta);
        return new ApiAnswer(
                200,
                says.equals("header") ? "text/html; charset=ISO-8859-1" : "text/html",
                Map.of(),
                body.getBytes(OLD));
    }

    /// An address as Cloudflare writes it: a key, and each byte combined with it, in hexadecimal.
    public static String hidden(String address) {
        int key = 0x5a;
        var hex = new StringBuilder("5a");
        for (byte b : address.getBytes(StandardCharsets.UTF_8)) {
            hex.append("%02x".formatted((b & 0xff) ^ key));
        }
        return hex.toString();
    }

    /// What a guard in front of a site shows to robots, with status 200.
    public static ApiAnswer challenge() {
        return ApiAnswer.html(
                200,
                page(
                        "Just a moment...",
                        "<script src=\"/cdn-cgi/challenge-platform/x\"></script>"));
    }

    /// The way in for people who have a password.
    public static ApiAnswer login() {
        return ApiAnswer.html(
                200,
                page("Sign in", "<form><input name=\"user\"><input type=\"password\"></form>"));
    }

    public static ApiAnswer tooMany(int seconds) {
        return ApiAnswer.text(429, "slow down").with("Retry-After", Integer.toString(seconds));
    }
}
