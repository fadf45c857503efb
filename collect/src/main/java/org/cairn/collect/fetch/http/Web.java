package org.cairn.collect.fetch.http;

/// Asks web servers, politely and with limits.
///
/// Everything that may be tried again has been when it answers: lost connections, cut bodies,
/// overload. What belongs to a host (budgets, breaker, how many at once) is shared by all sources
/// of the process that ask it. Safe for any thread; blocks, so call it from a virtual thread; an
/// interrupt ends it with a `CancellationException`.
public interface Web {
    /// The whole answer to one request, after redirects.
    ///
    /// Only answers of success come back: 2xx as [WebAnswer.Body], 304 as [WebAnswer.NotModified],
    /// and a status that the request accepts as [WebAnswer.Body]. All else is a problem of
    /// [WebProblems]; an error page where data was expected is one, too, whatever its status.
    WebAnswer fetch(WebRequest request);
}
