package org.cairn.testkit.api;

/// How a real service misbehaves; pages count from 1 in the order in which a listing was asked for.
public sealed interface Quirk {
    /// Gives at most so many records a page, whatever was asked for, and does not say so.
    record Caps(int most) implements Quirk {}

    /// Gives a page without records in the middle, and a next page.
    record EmptyPage(int page) implements Quirk {}

    /// Gives a page without records in the middle, but only the first time.
    record EmptyOnce(int page) implements Quirk {}

    /// Says on this page that it is the last.
    record EndsEarly(int page) implements Quirk {}

    /// Gives the first page again.
    record Repeats(int page) implements Quirk {}

    /// Names the page itself as the next one.
    record Circles(int page) implements Quirk {}

    /// Names a next page on another server.
    record Elsewhere(int page, String origin) implements Quirk {}

    /// Gives a member another name.
    record Renames(String key, String other) implements Quirk {}

    /// Writes the numbers of a member as text.
    record Quotes(String key) implements Quirk {}

    /// Gives one object where a list of one was.
    record LoneObject() implements Quirk {}

    /// Answers with an error page and status 200.
    record ErrorPage(int page) implements Quirk {}

    /// Gives half of a page as if it were all of it.
    record Halves(int page) implements Quirk {}

    /// Takes the first record out of the list once this page was given, so that the others move up.
    record Shifts(int page) implements Quirk {}

    /// Puts a record before all others once this page was given, so that the others move down.
    record Grows(int page) implements Quirk {}

    /// States another total.
    record States(long total) implements Quirk {}

    /// Fails with this status the first times this page is asked for.
    record Fails(int page, int status, int times) implements Quirk {}
}
