package org.cairn.vault.key;

import java.time.Instant;
import java.util.Base64;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.json.SealedJson;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import org.cairn.vault.store.ObjectStore.Creation;

/// The JSON of the objects below `keys/`; members in `docs/format/vault-1.md`.
final class KeyObjects {
    private static final String SLOT = "key-slot";
    private static final String PREVIOUS = "key-previous";
    private static final String PBKDF2 = "pbkdf2-hmac-sha512";
    private static final String HKDF = "hkdf-sha256";

    private KeyObjects() {}

    static Creation put(ObjectStore store, KeySlot slot) {
        ObjectName name = slot.name();
        boolean slow = slot.kind() == SecretKind.PASSPHRASE;
        return store.putIfAbsent(
                name,
                SealedJson.write(
                        SLOT,
                        name.value(),
                        json -> {
                            json.writeNumberProperty("epoch", slot.epoch());
                            json.writeStringProperty("slot", slot.id());
                            json.writeStringProperty("kind", slot.kind().word());
                            json.writeStringProperty("kdf", slow ? PBKDF2 : HKDF);
                            if (slow) {
                                json.writeNumberProperty("iterations", slot.iterations());
                            }
                            json.writeStringProperty("salt", base64(slot.wrapped().salt()));
                            json.writeStringProperty("wrapped", base64(slot.wrapped().bytes()));
                            json.writeStringProperty("created", slot.created().toString());
                        }));
    }

    static KeySlot loadSlot(ObjectStore store, ObjectName name) {
        return SealedJson.read(
                SLOT, name.value(), bytes(store, name), json -> named(name, slot(json)));
    }

    private static KeySlot slot(JsonParts json) {
        int epoch = json.small("epoch");
        String id = json.text("slot");
        SecretKind kind = SecretKind.of(json.text("kind"));
        boolean slow = kind == SecretKind.PASSPHRASE;
        if (!json.text("kdf").equals(slow ? PBKDF2 : HKDF)) {
            throw new IllegalArgumentException("its kdf is not that of its kind");
        }
        int iterations = slow ? json.small("iterations") : 0;
        var wrapped =
                new KeySlot.Wrapped(decoded(json.text("salt")), decoded(json.text("wrapped")));
        return new KeySlot(
                epoch, id, kind, iterations, wrapped, Instant.parse(json.text("created")));
    }

    private static KeySlot named(ObjectName name, KeySlot slot) {
        if (!slot.name().equals(name)) {
            throw new IllegalArgumentException("its name is that of another slot");
        }
        return slot;
    }

    static Creation putPrevious(ObjectStore store, int epoch, byte[] wrapped, Instant created) {
        ObjectName name = KeyNames.previous(epoch);
        return store.putIfAbsent(
                name,
                SealedJson.write(
                        PREVIOUS,
                        name.value(),
                        json -> {
                            json.writeNumberProperty("epoch", epoch);
                            json.writeStringProperty("wrapped", base64(wrapped));
                            json.writeStringProperty("created", created.toString());
                        }));
    }

    static byte[] loadPrevious(ObjectStore store, int epoch) {
        ObjectName name = KeyNames.previous(epoch);
        return SealedJson.read(
                PREVIOUS, name.value(), bytes(store, name), json -> previous(epoch, json));
    }

    private static byte[] previous(int epoch, JsonParts json) {
        byte[] wrapped = decoded(json.text("wrapped"));
        Instant.parse(json.text("created"));
        if (json.small("epoch") != epoch || wrapped.length != KeyWrap.WRAPPED_BYTES) {
            throw new IllegalArgumentException("it belongs to another epoch");
        }
        return wrapped;
    }

    private static byte[] bytes(ObjectStore store, ObjectName name) {
        try (var object = store.open(name)) {
            return object.readAll(SealedJson.MAX_BYTES);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder().decode(text);
    }
}
