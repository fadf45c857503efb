package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.collect.decode.RecordReader.Bounds;
import org.cairn.collect.decode.RecordReader.Read;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
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

    private static @Nullable String text(RawRecord all, int i) {
        return switch (all.values()[i]) {
            case null -> null;
            case RawJson _ -> null;
            case RawNumber(String number) -> number;
            case Object value -> value.toString();
        };
    }
}
