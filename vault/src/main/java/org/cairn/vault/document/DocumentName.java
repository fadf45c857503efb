package org.cairn.vault.document;

import java.util.Optional;
import java.util.regex.Pattern;
import org.cairn.kernel.DocumentId;
import org.cairn.vault.store.ObjectName;

/// The name of a document object: `doc/<source>/<position>-<id>`.
///
/// @param position milliseconds since 1970, moved forward where two documents of a source would
///   share it, so that names order as the documents were stored; 15 digits in the name
record DocumentName(String source, long position, DocumentId id) {
    static final String FOLDER = "doc/";

    private static final Pattern FORM =
            Pattern.compile("doc/([a-z0-9][a-z0-9_-]{0,127})/(\\d{15})-([0-9a-f]{32})");

    /// Reads a name; empty for an object that is none of ours.
    static Optional<DocumentName> parse(ObjectName name) {
        var matcher = FORM.matcher(name.value());
        return matcher.matches()
                ? Optional.of(
                        new DocumentName(
                                matcher.group(1),
                                Long.parseLong(matcher.group(2)),
                                new DocumentId(matcher.group(3))))
                : Optional.empty();
    }

    static String folderOf(String source) {
        DocumentOrigin.requireSource(source);
        return FOLDER + source + "/";
    }

    ObjectName object() {
        return new ObjectName("%s%015d-%s".formatted(folderOf(source), position, id));
    }
}
