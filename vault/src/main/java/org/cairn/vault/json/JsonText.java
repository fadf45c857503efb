package org.cairn.vault.json;

import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.cairn.vault.problem.VaultProblems;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// JSON that says what it is: `{"type":T,"version":1,"object":NAME, … }`, in ASCII.
final class JsonText {
    static final long VERSION = 1;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private JsonText() {}

    static byte[] write(String type, String name, Consumer<JsonGenerator> members) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("type", type);
            json.writeNumberProperty("version", VERSION);
            json.writeStringProperty("object", name);
            members.accept(json);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /// Reads an object of `type` under `name`. Raises `vault-object-damaged` for another form and
    /// for anything that `members` refuses by `IllegalArgumentException`, and
    /// `vault-version-unknown` for another version.
    static <T> T read(String type, String name, byte[] bytes, Function<JsonParts, T> members) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            requireSame(JsonToken.START_OBJECT, json.nextToken());
            JsonParts parts = JsonParts.read(json);
            requireVersion(name, parts.whole("version"));
            requireSame(type, parts.text("type"));
            requireSame(name, parts.text("object"));
            T value = members.apply(parts);
            parts.requireNoMore();
            requireEnd(json);
            return value;
        } catch (JacksonException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeException e) {
            throw VaultProblems.malformed(name, e);
        }
    }

    /// Reads only the version, of an object that may follow rules of another format. Raises
    /// `vault-object-damaged` when there is none.
    static long peekVersion(String name, byte[] bytes) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            requireSame(JsonToken.START_OBJECT, json.nextToken());
            while (json.nextToken() != JsonToken.END_OBJECT) {
                boolean found = "version".equals(json.currentName());
                json.nextToken();
                if (found) {
                    return json.getLongValue();
                }
                json.skipChildren();
            }
            throw new IllegalArgumentException("key 'version' is missing");
        } catch (JacksonException | IllegalArgumentException e) {
            throw VaultProblems.malformed(name, e);
        }
    }

    private static void requireVersion(String name, long version) {
        if (version != VERSION) {
            throw VaultProblems.versionUnknown(name, version);
        }
    }

    private static void requireEnd(JsonParser json) {
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("something follows the object");
        }
    }

    private static void requireSame(Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IllegalArgumentException("it is " + found + ", not " + expected);
        }
    }
}
