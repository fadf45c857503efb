package org.cairn.vault.copy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds what a copy has that its original would have if it were still the original: keys, WAL or
/// documents that are newer than all of the original's. Then the original is the one that stayed
/// behind, and copying from it would mix two pasts.
///
/// What is older is no sign: an original forgets, and its copy keeps.
final class Newness {
    private static final Pattern EPOCH = Pattern.compile("keys/([0-9a-f]{8})/previous");
    private static final Pattern DOCUMENT = Pattern.compile("doc/[^/]+/(\\d{15})-[0-9a-f]{32}");

    private Newness() {}

    /// Says what is newer in the copy; empty if nothing is.
    ///
    /// @param copy names of its objects, listed before those of the original
    static Optional<String> find(Collection<String> copy, Collection<String> original) {
        if (isLater(last(copy, EPOCH), last(original, EPOCH))) {
            return Optional.of("its keys were rotated, and those of the original were not");
        }
        Map<String, String> there = new WalSpans(original).ends();
        Optional<String> server =
                new WalSpans(copy)
                        .ends().entrySet().stream()
                                .filter(end ->
                                        there.containsKey(end.getKey())
                                                && end.getValue().compareTo(there.get(end.getKey()))
                                                        > 0)
                                .map(Map.Entry::getKey)
                                .min(Comparator.naturalOrder());
        if (server.isPresent()) {
            return server.map(
                    "it has WAL of server %s behind the end of the original's"::formatted);
        }
        return isLater(last(copy, DOCUMENT), last(original, DOCUMENT))
                ? Optional.of("it has a document that came after all of the original's")
                : Optional.empty();
    }

    private static boolean isLater(String copy, String original) {
        return copy.compareTo(original) > 0;
    }

    private static String last(Collection<String> names, Pattern form) {
        Function<String, Optional<String>> part =
                name -> {
                    Matcher matcher = form.matcher(name);
                    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
                };
        return names.stream()
                .flatMap(name -> part.apply(name).stream())
                .max(Comparator.naturalOrder())
                .orElse("");
    }
}
