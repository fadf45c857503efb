package org.cairn.collect.fetch.http;

import org.cairn.source.spec.ClientSpec;
import org.cairn.source.spec.WebSpec;

/// How to ask for a source, and what its answers may be.
///
/// @param source its name, for problems and events
/// @param expected what the body must look like; anything else is an outage and not data
/// @param politeness how many requests at once and how far apart
public record WebRules(String source, ClientSpec client, Expected expected, Politeness politeness) {
    /// Rules without more politeness than a host needs anyway.
    public static WebRules of(String source, ClientSpec client, Expected expected) {
        return new WebRules(source, client, expected, Politeness.DEFAULT);
    }

    /// The rules of a source on the web.
    public static WebRules of(String source, WebSpec web, Expected expected) {
        return new WebRules(source, web.client(), expected, Politeness.of(web.politeness()));
    }

    /// What a body must look like.
    public enum Expected {
        /// JSON or JSON Lines.
        JSON,
        /// XML that is not a page.
        XML,
        /// A page.
        HTML,
        /// Text of rows such as CSV, or binary data such as an archive: anything but a page.
        DATA,
        /// Whatever comes.
        ANYTHING
    }
}
