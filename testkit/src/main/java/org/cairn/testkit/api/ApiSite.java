package org.cairn.testkit.api;

/// One service: an answer for each request.
@FunctionalInterface
public interface ApiSite {
    ApiAnswer answer(ApiRequest request);
}
