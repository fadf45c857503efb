package org.cairn.collect.decode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Decoder.OfferedField;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The distinct field names of a document, in order of first appearance. Confined to one thread.
///
/// Problems raised: `too-many-fields`.
final class FieldNames {
    static final int MOST = 100_000;
    private static final int MOST_CHARACTERS = 10_000_000;

    private final Map<String, Boolean> structuredByName = new LinkedHashMap<>();
    private long characters;

    /// Notes the members of the object whose first token is current; any other value has none.
    /// Leaves at its last token.
    void addMembers(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            boolean structured = parser.nextToken().isStructStart();
            parser.skipChildren();
            note(name, structured);
        }
    }

    /// Notes one field; structured when any record has a structure there.
    void note(String name, boolean structured) {
        Boolean known = structuredByName.get(name);
        if (known == null || (structured && !known)) {
            add(name, structured);
        }
    }

    private void add(String name, boolean structured) {
        if (structuredByName.put(name, structured) == null) {
            characters += name.length();
            if (structuredByName.size() > MOST || characters > MOST_CHARACTERS) {
                throw tooMany();
            }
        }
    }

    List<OfferedField> inOrder() {
        return structuredByName.entrySet().stream()
                .map(field -> new OfferedField(field.getKey(), field.getValue()))
                .toList();
    }

    static RuntimeException tooMany() {
        return DecodeProblems.TOO_MANY_FIELDS
                .says("the document has too many different field names")
                .what("more than %d names, or %d characters of names", MOST, MOST_CHARACTERS)
                .kept("the document is stored; nothing of it was used")
                .remedy("Declare the fields to take, or a record path that ends inside the map.")
                .with("allowed", MOST)
                .asException();
    }
}
