package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Documents.Collected;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Projection.ChildProjection;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.FieldOrigin.Links;
import org.cairn.source.spec.FieldSpec.FieldOrigin.Take;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.BadLines;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.cairn.source.spec.FileInput.CsvDialect;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.MarkupOptions;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.TableSpec;
import org.jspecify.annotations.Nullable;

/// Plans for pages and XML in few words. Confined to one test.
final class Pages {
    private final Format format;
    private final List<RecordStrategy> strategies = new ArrayList<>();
    private final List<FieldOrigin> origins = new ArrayList<>();
    private final List<ChildProjection> children = new ArrayList<>();
    private @Nullable String encoding;
    private @Nullable String baseUrl;
    private Map<String, String> namespaces = Map.of();
    private ColumnNames names = ColumnNames.AS_IS;
    private BadLines badLines = new BadLines(100, Long.MAX_VALUE);
    private Limits limits = Limits.DEFAULT;

    private Pages(Format format) {
        this.format = format;
    }

    static Pages html() {
        return new Pages(Format.HTML);
    }

    static Pages xml() {
        return new Pages(Format.XML);
    }

    Pages records(Selector select, int min, Map<String, String> carry) {
        Map<String, Selector> carried = new LinkedHashMap<>();
        carry.forEach((name, text) -> carried.put(name, selector(text)));
        strategies.add(
                new RecordStrategy(
                        "records[%d]".formatted(strategies.size()),
                        null,
                        new JsonPath(List.of()),
                        Map.of(),
                        Map.of(),
                        null,
                        new MarkupRecords(select, min, carried)));
        return this;
    }

    Pages css(String text) {
        return records(Selector.css(text), 1, Map.of());
    }

    Pages xpath(String text) {
        return records(Selector.xpath(text), 1, Map.of());
    }

    Pages table(String text) {
        return records(Selector.table(text), 1, Map.of());
    }

    private static Selector selector(String text) {
        return text.startsWith("xpath ")
                ? Selector.xpath(text.substring("xpath ".length()))
                : Selector.css(text);
    }

    /// Origins: CSS; XPath after `xpath `; `=name` for a name; `@name` for a carried value; with
    /// `[]` before all are taken, with `->` before it is an absolute link.
    Pages want(String... texts) {
        for (String text : texts) {
            origins.add(origin(text));
        }
        return this;
    }

    private static FieldOrigin origin(String text) {
        if (text.startsWith("=")) {
            return new FieldOrigin.From(text.substring(1));
        }
        if (text.startsWith("carry ")) {
            return new FieldOrigin.Carry(text.substring("carry ".length()));
        }
        if (text.startsWith("[]")) {
            return new FieldOrigin.Select(selector(text.substring(2)), Take.ALL, Links.AS_WRITTEN);
        }
        if (text.startsWith("->")) {
            return new FieldOrigin.Select(selector(text.substring(2)), Take.FIRST, Links.ABSOLUTE);
        }
        return new FieldOrigin.Select(
                text.startsWith("mail ")
                        ? new Selector(
                                Selector.Kind.CLOUDFLARE_EMAIL, text.substring("mail ".length()))
                        : selector(text));
    }

    Pages child(String each, String... texts) {
        List<FieldOrigin> wanted = new ArrayList<>();
        for (String text : texts) {
            wanted.add(origin(text));
        }
        children.add(
                new ChildProjection(
                        "list",
                        List.of(),
                        List.of(selector(each)),
                        new Projection(wanted, List.of())));
        return this;
    }

    Pages encoding(String name) {
        encoding = name;
        return this;
    }

    Pages baseUrl(String url) {
        baseUrl = url;
        return this;
    }

    Pages namespaces(Map<String, String> declared) {
        namespaces = declared;
        return this;
    }

    Pages snakeCase() {
        names = ColumnNames.SNAKE_CASE;
        return this;
    }

    Pages limits(int recordBytes, int depth) {
        limits = new Limits(recordBytes, depth, 1_000);
        return this;
    }

    Pages badLines(double percent, long count) {
        badLines = new BadLines(percent, count);
        return this;
    }

    Decoder decoder() {
        return Decoders.forFormat(format);
    }

    List<FieldOrigin> origins() {
        return origins;
    }

    RecordPlan plan() {
        var input =
                new FileInput(
                        format,
                        "file:x",
                        encoding,
                        CsvDialect.DEFAULT,
                        badLines,
                        names,
                        TableSpec.DEFAULT,
                        null,
                        new MarkupOptions(baseUrl, namespaces));
        return new RecordPlan(input, "page", strategies, new Projection(origins, children), limits);
    }

    Decoded decode(Body body) {
        var sink = new Collected();
        return new Decoded(decoder().decode(body, plan(), sink), sink);
    }

    List<String> show(String document) {
        return Documents.show(decode(Documents.body(document)).records());
    }
}
