package org.cairn.vault.body;

import org.cairn.kernel.Sha256;
import org.cairn.vault.body.BodyMap.Piece;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.store.ObjectName;
import tools.jackson.core.JsonGenerator;

/// The JSON of a body object; members in `docs/format/vault-1.md`.
final class BodyObject {
    private static final String TYPE = "body";

    private BodyObject() {}

    static void put(JsonObjects objects, ObjectName name, BodyMap body) {
        objects.put(
                TYPE,
                name,
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

    static BodyMap load(JsonObjects objects, ObjectName name) {
        return objects.load(TYPE, name, BodyObject::body);
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
