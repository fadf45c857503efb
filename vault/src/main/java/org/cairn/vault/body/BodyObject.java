package org.cairn.vault.body;

import java.util.List;
import org.cairn.kernel.Sha256;
import org.cairn.vault.body.BodyMap.PackPart;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.FrameType;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.json.SealedJson;
import tools.jackson.core.JsonGenerator;

/// The JSON of a body object; members in `docs/format/vault-0.md`.
final class BodyObject {
    private static final String TYPE = "body";

    private BodyObject() {}

    static byte[] write(BodyMap body) {
        return SealedJson.write(
                TYPE,
                BodyMap.nameOf(body.sha256()).value(),
                json -> {
                    json.writeStringProperty("sha256", body.sha256().hex());
                    json.writeNumberProperty("length", body.lengthBytes());
                    json.writeName("packs");
                    json.writeStartArray();
                    body.packs().forEach(part -> write(json, part));
                    json.writeEndArray();
                });
    }

    private static void write(JsonGenerator json, PackPart part) {
        json.writeStartObject();
        json.writeStringProperty("pack", part.pack().hex());
        json.writeName("frames");
        json.writeStartArray();
        for (FrameRef frame : part.frames()) {
            json.writeStartObject();
            json.writeNumberProperty("offset", frame.offset());
            json.writeNumberProperty("stored", frame.storedBytes());
            json.writeNumberProperty("plain", frame.plainBytes());
            json.writeStringProperty("id", frame.id().hex());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static BodyMap read(Sha256 content, byte[] bytes) {
        return SealedJson.read(TYPE, BodyMap.nameOf(content).value(), bytes, BodyObject::body);
    }

    private static BodyMap body(JsonParts json) {
        return new BodyMap(
                new Sha256(json.text("sha256")),
                json.whole("length"),
                json.objects("packs").stream().map(BodyObject::part).toList());
    }

    private static PackPart part(JsonParts json) {
        var pack = new PackId(json.text("pack"));
        List<FrameRef> frames = json.objects("frames").stream().map(BodyObject::frame).toList();
        json.requireNoMore();
        return new PackPart(pack, frames);
    }

    private static FrameRef frame(JsonParts json) {
        var frame =
                new FrameRef(
                        FrameType.DATA,
                        json.whole("offset"),
                        json.small("stored"),
                        json.small("plain"),
                        new Sha256(json.text("id")));
        json.requireNoMore();
        return frame;
    }
}
