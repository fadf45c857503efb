package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.collect.decode.RecordReader.Bounds;
import org.cairn.collect.decode.RecordReader.Read;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.Selector;
import org.jspecify.annotations.Nullable;

/// Single values of a JSON document, such as what a page says of its listing.
public final class DocumentValues {
    private static final int LONGEST = 64 << 10;

    private DocumentValues() {}

    /// The value at each path as text; null where there is none, JSON null, or an object or array.
    /// Reads the document once, to its end; holds only the values. Values of more than 64 KiB
    /// together count as none.
    ///
    /// Problems raised: those of reading JSON, such as `document-malformed` for half a document.
    public static List<@Nullable String> read(Body body, List<JsonPath> paths) {
        List<FieldOrigin> origins = new ArrayList<>();
        paths.forEach(path -> origins.add(new FieldOrigin.Json(path)));
        var limits = RecordPlan.Limits.DEFAULT;
        var bounds = new Bounds(Long.MAX_VALUE, LONGEST, 0, Bounds.Shapes.ANY);
        var reader = new RecordReader(new Projection(origins, List.of()), bounds);
        return JsonCursor.read(
                body,
                limits,
                cursor -> {
                    cursor.first(body);
                    Read read = reader.read(cursor, 0, Carried.NONE);
                    cursor.requireEnd(body);
                    List<@Nullable String> texts = new ArrayList<>();
                    for (int i = 0; i < paths.size(); i++) {
                        texts.add(read instanceof Read.Whole(RawRecord all) ? text(all, i) : null);
                    }
                    return texts;
                });
    }

    /// The value at each XPath from the root element of an XML document; null where there is none.
    ///
    /// Problems raised: those of reading XML, and `page-too-large` for a document that is too large
    /// to look around in.
    public static List<@Nullable String> readXml(
            Body body, FileInput input, List<FieldOrigin> origins) {
        var root = new MarkupRecords(Selector.xpath("/*"), 0, Map.of());
        var plan =
                new RecordPlan(
                        input,
                        "page",
                        List.of(
                                new RecordStrategy(
                                        "root",
                                        null,
                                        new JsonPath(List.of()),
                                        Map.of(),
                                        Map.of(),
                                        null,
                                        root)),
                        new Projection(origins, List.of()),
                        RecordPlan.Limits.DEFAULT);
        var around = new Around(origins.size());
        new XmlDecoder().decode(body, plan, around);
        return around.texts;
    }

    /// Takes the values of the root element, which is the only record. Confined to one thread.
    private static final class Around implements RecordSink {
        private final List<@Nullable String> texts = new ArrayList<>();

        Around(int places) {
            for (int i = 0; i < places; i++) {
                texts.add(null);
            }
        }

        @Override
        public void record(RawRecord all) {
            for (int i = 0; i < texts.size(); i++) {
                texts.set(i, text(all, i));
            }
        }

        @Override
        public void bad(ByteSpan span, String code, String message) {
            throw DecodeProblems.PAGE_TOO_LARGE
                    .says("a page is too large to look for what it says of its listing")
                    .what("%s", message)
                    .kept("the page is stored; nothing was loaded")
                    .remedy("Ask for smaller pages.")
                    .asException();
        }
    }

    private static @Nullable String text(RawRecord all, int i) {
        return switch (all.values()[i]) {
            case null -> null;
            case RawJson _ -> null;
            case RawNumber(String number) -> number;
            case Object value -> value.toString();
        };
    }
}
