package org.cairn.vault.document;

import java.time.Instant;
import java.util.Optional;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.Sha256;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.store.ObjectStore.Creation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The JSON of a document object; members in `docs/format/vault-1.md`.
final class DocumentObject {
    private static final String TYPE = "document";

    private DocumentObject() {}

    static Creation put(JsonObjects objects, DocumentName name, ArchivedDocument document) {
        return objects.put(
                TYPE,
                name.object(),
                json -> {
                    json.writeStringProperty("id", document.id().hex());
                    json.writeStringProperty("source", document.origin().source());
                    json.writeStringProperty("url", document.origin().url());
                    if (document.origin().member() != null) {
                        json.writeStringProperty("member", document.origin().member());
                    }
                    json.writeStringProperty("media_type", document.origin().mediaType());
                    writeAnswer(json, document.origin().answer());
                    json.writeStringProperty("fetched_at", document.fetchedAt().toString());
                    json.writeStringProperty("sha256", document.sha256().hex());
                    json.writeNumberProperty("length", document.lengthBytes());
                });
    }

    private static void writeAnswer(JsonGenerator json, DocumentOrigin.@Nullable WebFacts answer) {
        if (answer == null) {
            return;
        }
        json.writeStringProperty("final_url", answer.finalUrl());
        if (answer.etag() != null) {
            json.writeStringProperty("etag", answer.etag());
        }
        if (answer.lastModified() != null) {
            json.writeStringProperty("last_modified", answer.lastModified());
        }
    }

    private static DocumentOrigin.@Nullable WebFacts answer(JsonParts json) {
        Optional<String> finalUrl = json.findText("final_url");
        return finalUrl.isEmpty()
                ? null
                : new DocumentOrigin.WebFacts(
                        finalUrl.get(),
                        json.findText("etag").orElse(null),
                        json.findText("last_modified").orElse(null));
    }

    static ArchivedDocument load(JsonObjects objects, DocumentName name) {
        return objects.load(TYPE, name.object(), DocumentObject::document);
    }

    private static ArchivedDocument document(JsonParts json) {
        return new ArchivedDocument(
                new DocumentId(json.text("id")),
                new DocumentOrigin(
                        json.text("source"),
                        json.text("url"),
                        json.findText("member").orElse(null),
                        json.text("media_type"),
                        answer(json)),
                Instant.parse(json.text("fetched_at")),
                new Sha256(json.text("sha256")),
                json.whole("length"));
    }
}
