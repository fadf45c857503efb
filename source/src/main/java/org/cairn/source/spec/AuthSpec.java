package org.cairn.source.spec;

import java.util.List;
import org.cairn.kernel.Secret;
import org.jspecify.annotations.Nullable;

/// How a source proves to a web server who asks. Secrets come by reference and never print.
public sealed interface AuthSpec {
    /// Nobody has to prove anything.
    record None() implements AuthSpec {}

    /// A key of the server's own kind, in a header or in the query.
    record ApiKey(String name, Place in, Secret value) implements AuthSpec {}

    /// `Authorization: Bearer TOKEN`.
    record Bearer(Secret token) implements AuthSpec {}

    /// `Authorization: Basic`, in UTF-8 (RFC 7617).
    record HttpBasic(String user, Secret password) implements AuthSpec {}

    /// OAuth 2 client credentials (RFC 6749, 4.4): a token is asked for when it is first needed,
    /// when it is about to expire, and once more when the server refuses it.
    ///
    /// @param tokenUrl `https`, or whatever the project allows
    record ClientCredentials(
            String tokenUrl,
            String clientId,
            Secret clientSecret,
            List<String> scopes,
            @Nullable String audience)
            implements AuthSpec {
        public ClientCredentials {
            scopes = List.copyOf(scopes);
        }
    }

    /// Where an api key goes.
    enum Place {
        HEADER,
        QUERY
    }
}
