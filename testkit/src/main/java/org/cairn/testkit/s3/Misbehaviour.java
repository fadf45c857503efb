package org.cairn.testkit.s3;

/// What a [MisbehavingProxy] does to one request or its answer.
public sealed interface Misbehaviour {
    /// Answers with an error of its own; the server never hears of the request.
    record Refuses(int status, String code) implements Misbehaviour {}

    /// Lets the server do it, and cuts the connection before any byte of the answer.
    record LosesAnswer() implements Misbehaviour {}

    /// Lets the server do it, and never says so; the connection stays open.
    record KeepsSilent() implements Misbehaviour {}

    /// Hands out the first bytes of the body as if they were all of it.
    record Truncates(int bytes) implements Misbehaviour {}

    /// Hands out the first bytes of the body and then cuts the connection.
    record Cuts(int bytes) implements Misbehaviour {}

    /// Puts another value in a header of the answer.
    record Rewrites(String header, String value) implements Misbehaviour {}

    /// Answers 200 with an error as the body; the server never hears of the request.
    record FailsInside200(String code) implements Misbehaviour {}

    /// Hands out one byte of the body at a time, with a pause before each.
    record Drips(int pauseMillis) implements Misbehaviour {}

    /// Gives the answer that the same request got before, and does not ask again.
    record Repeats() implements Misbehaviour {}

    /// Changes one bit of what is sent before the server sees it.
    record FlipsBit() implements Misbehaviour {}

    /// Takes one header out of the request.
    record Drops(String header) implements Misbehaviour {}

    /// Says that it was done and does nothing.
    record Pretends() implements Misbehaviour {}
}
