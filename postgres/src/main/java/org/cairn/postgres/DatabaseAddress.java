package org.cairn.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Set;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Secret;

/// Where a database is and as whom to enter it.
///
/// The URL may carry only parameters about encryption and host choice: others name classes to load
/// or would hide a password in a place that is printed. Problems: `database-url-wrong`.
///
/// @param url `jdbc:postgresql://host:port/database`, safe to print
public record DatabaseAddress(String url, String user, Secret password) {
    private static final String SCHEME = "jdbc:postgresql://";
    private static final Set<String> PARAMETERS =
            Set.of(
                    "channelBinding",
                    "gssEncMode",
                    "hostRecheckSeconds",
                    "loadBalanceHosts",
                    "sslcert",
                    "sslkey",
                    "sslmode",
                    "sslNegotiation",
                    "sslrootcert",
                    "targetServerType");

    public DatabaseAddress {
        if (!url.startsWith(SCHEME)) {
            throw wrong("it does not begin with " + SCHEME);
        }
        int question = url.indexOf('?');
        String place = url.substring(SCHEME.length(), question < 0 ? url.length() : question);
        int slash = place.indexOf('/');
        if (slash < 1 || slash == place.length() - 1) {
            throw wrong("it does not name a host and a database");
        }
        if (place.contains("@")) {
            throw wrong("it carries a user or a password");
        }
        checkCharacters(place);
        if (question >= 0) {
            checkParameters(url.substring(question + 1));
        }
        if (user.isEmpty()) {
            throw wrong("no user is given for it");
        }
    }

    /// Host, port and database without parameters, for messages.
    public String place() {
        int question = url.indexOf('?');
        return url.substring(SCHEME.length(), question < 0 ? url.length() : question);
    }

    private static void checkCharacters(String place) {
        try {
            // Several hosts are separated by commas, which a URI allows in its authority as well.
            var _ = new URI("postgresql://" + place);
        } catch (URISyntaxException e) {
            throw wrong("it is not a URL: " + e.getReason() + " at character " + e.getIndex());
        }
    }

    private static void checkParameters(String query) {
        Arrays.stream(query.split("&", -1))
                .map(part -> part.split("=", 2)[0])
                .filter(name -> !PARAMETERS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw wrong("its parameter '" + name + "' is not one that is allowed");
                });
    }

    private static ProblemException wrong(String why) {
        return PostgresProblems.DATABASE_URL_WRONG
                .says("the database address cannot be used")
                .what("%s", why)
                .kept("nothing was tried")
                .remedy(
                        "Write database.url as jdbc:postgresql://host:5432/name, and give user and"
                                + " password in their own settings.")
                .asException();
    }
}
