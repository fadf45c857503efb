package org.cairn.collect.decode;

import java.util.Map;

/// The pages that records link to, by their addresses. Safe for the decoder's thread.
@FunctionalInterface
public interface Details {
    /// For documents whose records link nowhere.
    Details NONE = _ -> new Detail.Missing("no page was fetched for it");

    /// The page at an address.
    ///
    /// @param address as [PageLook] gives it
    Detail of(String address);

    /// One of them.
    sealed interface Detail {
        /// It is there.
        ///
        /// @param url where it was fetched from
        /// @param given values that it carries from outside of it, such as its charset
        record Page(Body body, String url, Map<String, String> given) implements Detail {
            public Page {
                given = Map.copyOf(given);
            }
        }

        /// It is not there.
        ///
        /// @param reason for a person
        record Missing(String reason) implements Detail {}
    }
}
