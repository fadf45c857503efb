package org.cairn.vault.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import org.cairn.kernel.Sha256;
import org.cairn.vault.problem.VaultProblems;
import tools.jackson.core.JsonGenerator;

/// JSON objects that are read without a key: they name themselves and end with a hash of all that
/// stands before it.
///
/// One line of ASCII: `{"type":T,"version":1,"object":NAME, … ,"seal":SHA256}` and a line feed. The
/// seal is the SHA-256 of every byte before `,"seal"`, so that each changed byte is noticed without
/// knowing what the object means; the name inside notices an object under the wrong name. See
/// `docs/format/vault-1.md`.
public final class SealedJson {
    public static final long VERSION = JsonText.VERSION;

    /// The largest sealed object that is read.
    public static final int MAX_BYTES = 64 << 10;

    private static final String SEAL = ",\"seal\":\"";
    private static final String END = "\"}\n";
    private static final int SEAL_BYTES = SEAL.length() + 64 + END.length();

    private SealedJson() {}

    /// Writes an object; `members` writes what belongs to its type.
    public static byte[] write(String type, String name, Consumer<JsonGenerator> members) {
        byte[] whole = JsonText.write(type, name, members);
        byte[] open = Arrays.copyOf(whole, whole.length - 1);
        byte[] sealed = Arrays.copyOf(open, open.length + SEAL_BYTES);
        System.arraycopy(sealOf(open), 0, sealed, open.length, SEAL_BYTES);
        return sealed;
    }

    /// Reads an object of `type` under `name`. Raises `vault-object-damaged` for a broken seal and
    /// for anything that `members` refuses by `IllegalArgumentException`, and
    /// `vault-version-unknown` for a whole object of another version.
    public static <T> T read(
            String type, String name, byte[] bytes, Function<JsonParts, T> members) {
        requireSealed(name, bytes);
        return JsonText.read(
                type,
                name,
                bytes,
                parts -> {
                    parts.text("seal");
                    return members.apply(parts);
                });
    }

    /// Reads only the version, of an object whose seal may follow rules of another format. Raises
    /// `vault-object-damaged` when there is none.
    public static long peekVersion(String name, byte[] bytes) {
        return JsonText.peekVersion(name, bytes);
    }

    /// Checks the seal and nothing else. Raises `vault-object-damaged`.
    public static void requireSealed(String name, byte[] bytes) {
        if (!isSealed(bytes)) {
            throw VaultProblems.damaged(name, "its seal does not fit its bytes");
        }
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
}
