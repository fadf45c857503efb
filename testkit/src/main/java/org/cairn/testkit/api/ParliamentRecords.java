package org.cairn.testkit.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Made-up records with the members that those of OpenParliament have, by their number.
final class ParliamentRecords {
    static final String SESSION = "45-1";

    private static final List<String> PARTIES =
            List.of("Liberal", "Conservative", "NDP", "Bloc", "Green");
    private static final List<String> PROVINCES = List.of("ON", "QC", "BC", "AB");
    private static final List<List<String>> STATUSES =
            List.of(
                    List.of("HouseAt2ndReading", "At second reading in the House of Commons"),
                    List.of("RoyalAssentGiven", "Royal assent received"),
                    List.of("BillDefeated", "Bill defeated"),
                    List.of("HouseInCommittee", "At consideration in committee in the House"));

    private ParliamentRecords() {}

    static Map<String, @Nullable Object> object(@Nullable Object... pairs) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return object;
    }

    private static Map<String, @Nullable Object> english(String text) {
        return object("en", text);
    }

    private static Map<String, @Nullable Object> both(String english, String french) {
        return object("en", english, "fr", french);
    }

    /// Days from 2025-01-01 on, 28 a month.
    static String day(int i) {
        return "2025-%02d-%02d".formatted(1 + i / 28 % 12, 1 + i % 28);
    }

    static Map<String, @Nullable Object> politician(int i) {
        return object(
                "name", "Member %d".formatted(i),
                "url", "/politicians/member-%d/".formatted(i),
                "current_party", object("short_name", english(party(i))),
                "current_riding",
                        object(
                                "province", province(i),
                                "name", english("Riding—%d".formatted(i))),
                "image", i % 7 == 0 ? null : "/media/polpics/%d.jpg".formatted(i));
    }

    /// One who is no member any more.
    static Map<String, @Nullable Object> former(int i) {
        Map<String, @Nullable Object> politician = politician(i);
        politician.put("current_party", null);
        politician.put("current_riding", null);
        return politician;
    }

    private static String party(int i) {
        return PARTIES.get(i % PARTIES.size());
    }

    private static String province(int i) {
        return PROVINCES.get(i % PROVINCES.size());
    }

    /// What a politician's own page has besides. Each third one sat for another party before.
    static Map<String, @Nullable Object> aboutPolitician(Map<String, @Nullable Object> listed) {
        int i = number(String.valueOf(listed.get("url")));
        boolean current = listed.get("current_party") != null;
        List<Object> memberships =
                i % 3 == 0
                        ? List.of(membership(i, current), earlierMembership(i))
                        : List.of(membership(i, current));
        String query = "?politician=member-%d".formatted(i);
        return object(
                "given_name", "Member",
                "family_name", String.valueOf(i),
                "gender", i % 2 == 0 ? "female" : "male",
                "other_info",
                        object(
                                "alternate_name", List.of("member " + i),
                                "twitter", List.of("member%d".formatted(i))),
                "links",
                        List.of(
                                object(
                                        "url",
                                        "https://www.ourcommons.ca/members/en/%d".formatted(i),
                                        "note",
                                        "Page on parl.gc.ca")),
                "memberships", memberships,
                "related",
                        object(
                                "speeches_url", "/speeches/" + query,
                                "ballots_url", "/votes/ballots/" + query,
                                "sponsored_bills_url", "/bills/?sponsor_politician=member-" + i,
                                "activity_rss_url", "/politicians/%d/rss/activity/".formatted(i)));
    }

    static Map<String, @Nullable Object> membership(int i, boolean current) {
        return membership(i, i, "2025-04-28", current ? null : "2025-10-01");
    }

    private static Map<String, @Nullable Object> earlierMembership(int i) {
        return membership(100_000 + i, i + 1, "2021-09-20", "2025-03-23");
    }

    private static Map<String, @Nullable Object> membership(
            int id, int like, String from, @Nullable String to) {
        int seat = id % 100_000;
        String party = party(like);
        return object(
                "url", "/politicians/memberships/%d/".formatted(id),
                "start_date", from,
                "end_date", to,
                "party",
                        object(
                                "name", english(party + " Party of Canada"),
                                "short_name", english(party)),
                "label", english("%s MP for Riding—%d".formatted(party, seat)),
                "riding",
                        object(
                                "name", english("Riding—%d".formatted(seat)),
                                "province", province(seat),
                                "id", seat % 10 == 9 ? null : 10_000 + seat));
    }

    static Map<String, @Nullable Object> bill(int i) {
        String number = (i % 3 == 0 ? "S-" : "C-") + (i + 1);
        return object(
                "session",
                SESSION,
                "legisinfo_id",
                13_000_000 + i,
                "introduced",
                i % 11 == 0 ? null : day(i),
                "name",
                both(
                        "An Act respecting matter %d".formatted(i),
                        "Loi concernant l’objet %d".formatted(i)),
                "number",
                number,
                "url",
                "/bills/%s/%s/".formatted(SESSION, number));
    }

    static Map<String, @Nullable Object> aboutBill(Map<String, @Nullable Object> listed) {
        int i = number(String.valueOf(listed.get("number"))) - 1;
        String number = String.valueOf(listed.get("number"));
        List<String> status = STATUSES.get(i % STATUSES.size());
        return object(
                "short_title", both(i % 2 == 0 ? "Matter %d Act".formatted(i) : "", ""),
                "home_chamber", number.startsWith("S") ? "Senate" : "House",
                "law", i % STATUSES.size() == 1 ? Boolean.TRUE : null,
                "sponsor_politician_url",
                        i % 5 == 0 ? null : "/politicians/member-%d/".formatted(i % 9),
                "sponsor_politician_membership_url",
                        i % 5 == 0 ? null : "/politicians/memberships/%d/".formatted(i % 9),
                "text_url",
                        "https://www.parl.ca/DocumentViewer/en/%s/bill/%s/first-reading"
                                .formatted(SESSION, number),
                "vote_urls", List.of(),
                "private_member_bill", i % 2 == 1,
                "legisinfo_url",
                        "https://www.parl.ca/legisinfo/en/bill/%s/%s".formatted(SESSION, number),
                "status_code", status.getFirst(),
                "status", english(status.getLast()));
    }

    static Map<String, @Nullable Object> vote(int number) {
        return object(
                "bill_url",
                number % 4 == 0 ? "/bills/%s/C-%d/".formatted(SESSION, number) : null,
                "session",
                SESSION,
                "number",
                number,
                "date",
                day(number),
                "description",
                both("Motion %d".formatted(number), "Motion"),
                "result",
                number % 5 == 0 ? "Failed" : "Passed",
                "yea_total",
                100 + number,
                "nay_total",
                90,
                "paired_total",
                0,
                "url",
                "/votes/%s/%d/".formatted(SESSION, number));
    }

    static Map<String, @Nullable Object> aboutVote(Map<String, @Nullable Object> listed) {
        return object(
                "context_statement", null,
                "party_votes",
                        List.of(
                                object(
                                        "vote",
                                        "Yes",
                                        "disagreement",
                                        0,
                                        "party",
                                        object(
                                                "name",
                                                english("Liberal Party of Canada"),
                                                "short_name",
                                                english("Liberal")))),
                "related",
                        object(
                                "ballots_url",
                                "/votes/ballots/?vote=" + listed.get("url"),
                                "votes_url",
                                "/votes/"));
    }

    static Map<String, @Nullable Object> ballot(int vote, int member) {
        return object(
                "vote_url", "/votes/%s/%d/".formatted(SESSION, vote),
                "politician_url", "/politicians/member-%d/".formatted(member),
                "politician_membership_url", "/politicians/memberships/%d/".formatted(member),
                "ballot", List.of("Yes", "No", "Didn't vote").get((vote + member) % 3));
    }

    static Map<String, @Nullable Object> debate(int number) {
        String date = day(number);
        String[] parts = date.split("-");
        return object(
                "date", date,
                "number", String.valueOf(number),
                "most_frequent_word", english(number % 2 == 0 ? "budget" : "housing"),
                "url",
                        "/debates/%s/%d/%d/"
                                .formatted(
                                        parts[0],
                                        Integer.parseInt(parts[1]),
                                        Integer.parseInt(parts[2])));
    }

    static Map<String, @Nullable Object> aboutDebate(Map<String, @Nullable Object> listed) {
        int number = number(String.valueOf(listed.get("number")));
        return object(
                "source_id",
                12_000_000 + number,
                "source_url",
                "https://www.ourcommons.ca/DocumentViewer/en/%s/house/sitting-%d/hansard"
                        .formatted(SESSION, number),
                "session",
                SESSION,
                "document_type",
                "Debate",
                "related",
                object("speeches_url", "/speeches/?document=" + listed.get("url")));
    }

    static Map<String, @Nullable Object> committee(int i) {
        return object(
                "name", both("Committee on Subject %d".formatted(i), "Comité %d".formatted(i)),
                "short_name", both("Subject %d".formatted(i), "Sujet %d".formatted(i)),
                "slug", "subject-%d".formatted(i),
                "parent_url", null,
                "url", "/committees/subject-%d/".formatted(i));
    }

    static Map<String, @Nullable Object> aboutCommittee(Map<String, @Nullable Object> listed) {
        int i = number(String.valueOf(listed.get("slug")));
        String acronym = "SUB" + i;
        Map<String, @Nullable Object> now = inSession(SESSION, acronym);
        return object(
                "sessions", i % 2 == 0 ? List.of(now, inSession("44-1", acronym)) : List.of(now),
                "subcommittees", i == 0 ? List.of("/committees/subject-0-agenda/") : List.of());
    }

    private static Map<String, @Nullable Object> inSession(String session, String acronym) {
        return object(
                "session", session,
                "acronym", acronym,
                "source_url",
                        "https://www.ourcommons.ca/Committees/en/%s?parl=%s&session=%s"
                                .formatted(acronym, session.substring(0, 2), session.substring(3)));
    }

    /// The last number in a text.
    private static int number(String text) {
        return Integer.parseInt(text.replaceAll("\\D*$", "").replaceAll("^.*\\D", ""));
    }
}
