package org.cairn.collect.fetch.http;

/// How hard a host may be asked.
///
/// @param concurrencyPerHost requests at once to one host
public record Politeness(int concurrencyPerHost) {
    public static final Politeness DEFAULT = new Politeness(4);
}
