package org.cairn.vault.json;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.ContainerKind;
import org.cairn.vault.frame.ContainerLabel;
import org.cairn.vault.frame.ContainerReader;
import org.cairn.vault.frame.ContainerWriter;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.FrameType;
import org.cairn.vault.frame.FrameWriter;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import tools.jackson.core.JsonGenerator;

/// The objects of a vault that are JSON in containers. Safe for any thread.
///
/// @param ids gives 32 random hexadecimal digits each time
public record JsonObjects(ObjectStore store, ContainerKeys keys, Supplier<String> ids) {
    /// The most JSON of one object that is read.
    public static final int MAX_BYTES = 64 << 20;

    private static final int LEVEL = 3;

    /// Creates an object unless the name is taken; `members` writes what belongs to its type.
    /// Durable when it returns.
    public ObjectStore.Creation put(String type, ObjectName name, Consumer<JsonGenerator> members) {
        return store.putIfAbsent(name, write(type, name, members));
    }

    /// Reads an object of `type`. Raises `vault-object-missing`, and `vault-object-damaged` for
    /// bytes that are not as they were written and for anything that `members` refuses by
    /// `IllegalArgumentException`.
    public <T> T load(String type, ObjectName name, Function<JsonParts, T> members) {
        return JsonText.read(type, name.value(), plain(name), members);
    }

    private byte[] write(String type, ObjectName name, Consumer<JsonGenerator> members) {
        byte[] json = JsonText.write(type, name.value(), members);
        var bytes = new ByteArrayOutputStream();
        var container = new ContainerWriter(keys, ContainerKind.OBJECT, ids.get(), bytes::write);
        int most = Math.min(json.length, FrameWriter.MAX_PLAIN);
        try (var frames = new FrameWriter(keys, LEVEL, most)) {
            for (int from = 0; from < json.length; from += most) {
                int length = Math.min(most, json.length - from);
                System.arraycopy(json, from, frames.plain(), 0, length);
                container.append(frames.encode(FrameType.JSON, length));
            }
        }
        container.finish();
        return bytes.toByteArray();
    }

    private byte[] plain(ObjectName name) {
        var json = new ByteArrayOutputStream();
        try (var object = store.open(name)) {
            var label = ContainerLabel.of(ContainerKind.OBJECT, name.value());
            var reader = new ContainerReader(keys, label, object.sizeBytes(), object::read);
            long length = 0;
            for (FrameRef frame : reader.frames()) {
                length += frame.plainBytes();
                if (frame.type() != FrameType.JSON || length > MAX_BYTES) {
                    throw VaultProblems.damaged(
                            name.value(), "its frames are not those of an object of JSON");
                }
            }
            reader.frames().forEach(frame -> json.writeBytes(reader.read(frame)));
        }
        return json.toByteArray();
    }
}
