package org.cairn.vault.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import org.cairn.kernel.Sha256;
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

/// JSON objects that name themselves and end with a hash of all that stands before it.
///
/// One line of ASCII: `{"type":T,"version":0,"object":NAME, … ,"seal":SHA256}` and a line feed. The
/// seal is the SHA-256 of every byte before `,"seal"`, so that each changed byte is noticed without
/// knowing what the object means; the name inside notices an object under the wrong name. See
/// `docs/format/vault-0.md`.
public final class SealedJson {
    public static final long VERSION = 0;

    /// The largest sealed object that is read; the frames of a body of 256 GiB take less.
    public static final int MAX_BYTES = 64 << 20;

    private static final String SEAL = ",\"seal\":\"";
    private static final String END = "\"}\n";
    private static final int SEAL_BYTES = SEAL.length() + 64 + END.length();
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private SealedJson() {}

    /// Writes an object; `members` writes what belongs to its type.
    public static byte[] write(String type, String name, Consumer<JsonGenerator> members) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("type", type);
            json.writeNumberProperty("version", VERSION);
            json.writeStringProperty("object", name);
            members.accept(json);
            json.writeEndObject();
        }
        byte[] open = Arrays.copyOf(out.toByteArray(), out.size() - 1);
        byte[] sealed = Arrays.copyOf(open, open.length + SEAL_BYTES);
        System.arraycopy(sealOf(open), 0, sealed, open.length, SEAL_BYTES);
        return sealed;
    }

    /// Reads an object of `type` under `name`. Raises `vault-object-damaged` for a broken seal and
    /// for anything that `members` refuses by `IllegalArgumentException`, and
    /// `vault-version-unknown` for a whole object of another version.
    public static <T> T read(
            String type, String name, byte[] bytes, Function<JsonParts, T> members) {
        if (!isSealed(bytes)) {
            throw VaultProblems.damaged(name, "its seal does not fit its bytes");
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            JsonParts parts = begin(json);
            requireVersion(name, parts.whole("version"));
            requireSame(type, parts.text("type"));
            requireSame(name, parts.text("object"));
            parts.text("seal");
            T value = members.apply(parts);
            parts.requireNoMore();
            return value;
        } catch (JacksonException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeException e) {
            throw VaultProblems.malformed(name, e);
        }
    }

    /// Reads only the version, of an object whose seal may follow rules of a later format. Raises
    /// `vault-object-damaged` when there is none.
    public static long peekVersion(String name, byte[] bytes) {
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

    private static JsonParts begin(JsonParser json) {
        requireSame(JsonToken.START_OBJECT, json.nextToken());
        return JsonParts.read(json);
    }

    private static boolean isSealed(byte[] bytes) {
        int at = bytes.length - SEAL_BYTES;
        return at > 0
                && Arrays.equals(
                        Arrays.copyOfRange(bytes, at, bytes.length),
                        sealOf(Arrays.copyOf(bytes, at)));
    }

    private static byte[] sealOf(byte[] open) {
        return (SEAL + Sha256.of(open) + END).getBytes(StandardCharsets.US_ASCII);
    }

    private static void requireVersion(String name, long version) {
        if (version != VERSION) {
            throw VaultProblems.versionUnknown(name, version);
        }
    }

    private static void requireSame(Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IllegalArgumentException("it is " + found + ", not " + expected);
        }
    }
}
