package org.cairn.vault.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.DocumentId;
import org.cairn.kernel.RunNumber;
import org.cairn.kernel.Sha256;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.run.RunInputs.Document;
import org.cairn.vault.run.RunInputs.Extent;
import org.cairn.vault.run.RunInputs.Listing;
import org.cairn.vault.store.ObjectStore.Creation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// JSON of the objects that say what a run read; members in `docs/format/vault-1.md`. One object
/// holds a bounded number of documents; the first is written last, so that where it is, all are.
final class InputsObject {
    private static final int MOST_DOCUMENTS = 50_000;
    private static final String TYPE = "run-inputs";

    private InputsObject() {}

    /// One document with the listing it belongs to; a listing without documents has a row of its
    /// own.
    private record Row(Listing listing, @Nullable Document document) {}

    static Creation put(JsonObjects objects, RunInputs inputs) {
        return put(objects, inputs, MOST_DOCUMENTS);
    }

    static Creation put(JsonObjects objects, RunInputs inputs, int most) {
        List<Row> rows = rows(inputs);
        int parts = Math.max(1, Math.ceilDiv(rows.size(), most));
        for (int part = parts; part > 1; part--) {
            if (put(objects, inputs, part, parts, slice(rows, part, most)) == Creation.EXISTED) {
                return Creation.EXISTED;
            }
        }
        return put(objects, inputs, 1, parts, slice(rows, 1, most));
    }

    private static List<Row> slice(List<Row> rows, int part, int most) {
        return rows.subList((part - 1) * most, Math.min(rows.size(), part * most));
    }

    private static List<Row> rows(RunInputs inputs) {
        List<Row> rows = new ArrayList<>();
        for (Listing listing : inputs.listings()) {
            if (listing.documents().isEmpty()) {
                rows.add(new Row(listing, null));
            }
            listing.documents().forEach(document -> rows.add(new Row(listing, document)));
        }
        return rows;
    }

    private static Creation put(
            JsonObjects objects, RunInputs inputs, int part, int parts, List<Row> rows) {
        return objects.put(
                TYPE,
                name(inputs.run(), part).object(),
                json -> {
                    json.writeNumberProperty("run", inputs.run().value());
                    json.writeStringProperty("at", inputs.at().toString());
                    json.writeNumberProperty("parts", parts);
                    json.writeArrayPropertyStart("documents");
                    rows.forEach(row -> write(json, row));
                    json.writeEndArray();
                });
    }

    private static void write(JsonGenerator json, Row row) {
        json.writeStartObject();
        json.writeStringProperty("source", row.listing().source());
        if (row.listing().resource() != null) {
            json.writeStringProperty("resource", row.listing().resource());
        }
        json.writeStringProperty("extent", row.listing().extent().name());
        Document document = row.document();
        if (document != null) {
            json.writeStringProperty("id", document.id().hex());
            json.writeStringProperty("file", document.fileName());
            json.writeStringProperty("url", document.url());
            json.writeStringProperty("sha256", document.sha256().hex());
            json.writeNumberProperty("length", document.lengthBytes());
            json.writeStringProperty("fetched", document.fetchedAt().toString());
        }
        json.writeEndObject();
    }

    private static RunObject.Name name(RunNumber run, int part) {
        return new RunObject.Name(run, RunObject.INPUTS + (part == 1 ? "" : "-" + part));
    }

    /// One object taken apart.
    private record Part(Instant at, int parts, List<Row> rows) {}

    static RunInputs load(JsonObjects objects, RunNumber run) {
        Part first = part(objects, name(run, 1));
        List<Row> rows = new ArrayList<>(first.rows());
        for (int part = 2; part <= first.parts(); part++) {
            rows.addAll(part(objects, name(run, part)).rows());
        }
        return new RunInputs(run, first.at(), listings(rows));
    }

    /// Reads one object to see whether it is whole, and of the first one whether all others are
    /// there.
    static void check(JsonObjects objects, RunObject.Name name) {
        if (name.kind().equals(RunObject.INPUTS)) {
            load(objects, name.run());
        } else {
            part(objects, name);
        }
    }

    private static Part part(JsonObjects objects, RunObject.Name name) {
        return objects.load(TYPE, name.object(), json -> part(json, name.run()));
    }

    private static Part part(JsonParts json, RunNumber run) {
        if (json.whole("run") != run.value()) {
            throw new IllegalArgumentException("it is of another run");
        }
        return new Part(
                Instant.parse(json.text("at")),
                json.small("parts"),
                json.objects("documents").stream().map(InputsObject::row).toList());
    }

    private static Row row(JsonParts json) {
        var listing =
                new Listing(
                        json.text("source"),
                        json.findText("resource").orElse(null),
                        Extent.valueOf(json.text("extent")),
                        List.of());
        Document document =
                json.findText("id")
                        .map(id ->
                                new Document(
                                        new DocumentId(id),
                                        json.text("file"),
                                        json.text("url"),
                                        new Sha256(json.text("sha256")),
                                        json.whole("length"),
                                        Instant.parse(json.text("fetched"))))
                        .orElse(null);
        json.requireNoMore();
        return new Row(listing, document);
    }

    private static List<Listing> listings(List<Row> rows) {
        Map<Listing, List<Document>> byListing = new LinkedHashMap<>();
        for (Row row : rows) {
            List<Document> documents =
                    byListing.computeIfAbsent(row.listing(), _ -> new ArrayList<>());
            if (row.document() != null) {
                documents.add(row.document());
            }
        }
        List<Listing> listings = new ArrayList<>();
        byListing.forEach((listing, documents) ->
                listings.add(
                        new Listing(
                                listing.source(),
                                listing.resource(),
                                listing.extent(),
                                documents)));
        return listings;
    }
}
