package org.cairn.testkit.api;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Divisions of the House of Commons of Canada as ourcommons.ca gives them, in XML and CSV, from
/// `/members/en/votes/xml?parlSession=44-1` and `/members/en/votes/44/1/N/xml`.
///
/// As there: an unknown division is a list without entries and status 200, a parliament before 38
/// fails, an absent member is not listed, a vote on no bill has an empty element, and the number of
/// a person came to be in the answers only lately.
public final class OurCommons implements ApiSite {
    private static final List<String> RESULTS =
            List.of("Agreed To", "Negatived", "Agreed to", "Tie");

    private final int divisions;
    private final int members;
    private volatile Persons persons = Persons.NUMBERED;
    private volatile boolean errorPage;

    /// Whether members have numbers in the answers.
    public enum Persons {
        NUMBERED,
        /// As before 2026.
        NAMES_ONLY
    }

    public OurCommons(int divisions, int members) {
        this.divisions = divisions;
        this.members = members;
    }

    public void give(Persons how) {
        persons = how;
    }

    /// From now on answers with a page that says it is sorry, and status 200.
    public void breakDown() {
        errorPage = true;
    }

    @Override
    public ApiAnswer answer(ApiRequest request) {
        List<String> steps = List.of(request.path().substring(1).split("/"));
        if (errorPage) {
            return ApiAnswer.html(200, "<!DOCTYPE html><html><body>Sorry</body></html>");
        }
        if (request.path().equals("/members/en/votes/xml")) {
            return list(request.params().getOrDefault("parlSession", "45-1"));
        }
        if (steps.size() == 7 && steps.get(2).equals("votes")) {
            int parliament = Integer.parseInt(steps.get(3));
            int division = Integer.parseInt(steps.get(5));
            return parliament < 38
                    ? ApiAnswer.html(500, "<html><body>Server Error</body></html>")
                    : steps.getLast().equals("csv") ? csv(division) : xml(division);
        }
        return ApiAnswer.html(404, "<html><body>Page not found</body></html>");
    }

    private ApiAnswer list(String session) {
        int parliament = Integer.parseInt(session.split("-")[0]);
        if (parliament < 38) {
            return ApiAnswer.html(500, "<html><body>Server Error</body></html>");
        }
        var out =
                new StringBuilder(
                        "<ArrayOfVote xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
        for (int i = divisions; i >= 1; i--) {
            out.append("<Vote>")
                    .append(element("ParliamentNumber", session.split("-")[0]))
                    .append(element("SessionNumber", session.split("-")[1]))
                    .append(element("DecisionEventDateTime", time(i)))
                    .append(element("DecisionDivisionNumber", "" + i))
                    .append(element("DecisionDivisionSubject", "Motion No. " + i + " — \u00e9tude"))
                    .append(element("DecisionResultName", RESULTS.get(i % RESULTS.size())))
                    .append(element("DecisionDivisionNumberOfYeas", "" + yeas(i)))
                    .append(element("DecisionDivisionNumberOfNays", "" + (members - 1 - yeas(i))))
                    .append(element("DecisionDivisionNumberOfPaired", "0"))
                    .append(i % 3 == 0 ? "<BillNumberCode />" : element("BillNumberCode", "C-" + i))
                    .append(element("PersonId", "0"))
                    .append("</Vote>");
        }
        return ApiAnswer.xml(out.append("</ArrayOfVote>").toString());
    }

    private ApiAnswer xml(int division) {
        return ApiAnswer.xml(
                ballots(division).stream()
                        .map(ballot ->
                                "<VoteParticipant>"
                                        + (persons == Persons.NUMBERED
                                                ? element("PersonId", ballot.get(0))
                                                : "")
                                        + element("DecisionEventDateTime", time(division))
                                        + element("DecisionDivisionNumber", "" + division)
                                        + element("PersonOfficialLastName", ballot.get(1))
                                        + element("VoteValueName", ballot.get(2))
                                        + element("IsVoteYea", "" + ballot.get(2).equals("Yea"))
                                        + "</VoteParticipant>")
                        .collect(
                                Collectors.joining(
                                        "",
                                        "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?><ArrayOfVoteParticipant>",
                                        "</ArrayOfVoteParticipant>")));
    }

    private ApiAnswer csv(int division) {
        return new ApiAnswer(
                200,
                "text/csv",
                java.util.Map.of(),
                ballots(division).stream()
                        .map(ballot -> String.join(",", ballot))
                        .collect(
                                Collectors.joining(
                                        "\r\n", "Person Id,Last Name,Vote Value\r\n", "\r\n"))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /// The first member is never there.
    private List<List<String>> ballots(int division) {
        List<List<String>> ballots = new ArrayList<>();
        for (int i = 1; division <= divisions && i < members; i++) {
            ballots.add(
                    List.of(
                            "" + (89_000 + i),
                            "Member O'Name-" + i,
                            i <= yeas(division) ? "Yea" : "Nay"));
        }
        return ballots;
    }

    private int yeas(int division) {
        return (members - 1) / 2 + division % 3;
    }

    /// One of them at half past one in the night in which the clocks go back.
    private static String time(int division) {
        return division == 2
                ? "2024-11-03T01:30:00"
                : "2021-11-%02dT15:30:00".formatted(division % 28 + 1);
    }

    private static String element(String name, String text) {
        return "<" + name + ">" + text + "</" + name + ">";
    }
}
