package org.cairn.vault.body;

import org.cairn.kernel.Sha256;
import org.cairn.vault.body.BodyMap.Piece;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.json.SealedJson;
import org.cairn.vault.store.ObjectName;
import tools.jackson.core.JsonGenerator;

/// The JSON of a body object; members in `docs/format/vault-1.md`.
final class BodyObject {
    private static final String TYPE = "body";

    private BodyObject() {}

    static byte[] write(ObjectName name, BodyMap body) {
        return SealedJson.write(
                TYPE,
                name.value(),
                json -> {
                    json.writeStringProperty("sha256", body.sha256().hex());
                    json.writeNumberProperty("length", body.lengthBytes());
                    json.writeName("pieces");
                    json.writeStartArray();
                    body.pieces().forEach(piece -> write(json, piece));
                    json.writeEndArray();
                });
    }

    private static void write(JsonGenerator json, Piece piece) {
        json.writeStartObject();
        json.writeStringProperty("pack", piece.pack().hex());
        json.writeNumberProperty("frame", piece.frame());
        json.writeNumberProperty("count", piece.count());
        json.writeEndObject();
    }

    static BodyMap read(ObjectName name, byte[] bytes) {
        return SealedJson.read(TYPE, name.value(), bytes, BodyObject::body);
    }

    private static BodyMap body(JsonParts json) {
        return new BodyMap(
                new Sha256(json.text("sha256")),
                json.whole("length"),
                json.objects("pieces").stream().map(BodyObject::piece).toList());
    }

    private static Piece piece(JsonParts json) {
        var piece =
                new Piece(new PackId(json.text("pack")), json.small("frame"), json.small("count"));
        json.requireNoMore();
        return piece;
    }
}
