package org.cairn.collect.decode;

import java.util.List;
import org.cairn.source.spec.FileInput.Format;

/// The decoders, one for each format.
public final class Decoders {
    private static final List<String> TRIED =
            List.of("utf-8", "utf-16", "windows-31j", "euc-jp", "windows-1252");

    private Decoders() {}

    /// The bytes that spans of a stored document count, whatever format it was read in.
    public static Body unpacked(Body body) {
        return Workbook.isZip(body) ? new XlsxDecoder().unpacked(body) : body;
    }

    /// Whether a document is a zip file, as workbooks are.
    public static boolean isPacked(Body body) {
        return Workbook.isZip(body);
    }

    /// The names of the sheets of a workbook that are not hidden.
    ///
    /// Problems raised: `workbook-unreadable`, `workbook-too-large`, and those of reading XML.
    public static List<String> visibleSheets(Body body) {
        return Workbook.open(body, RecordPlan.Limits.DEFAULT).sheets().stream()
                .filter(sheet -> !sheet.hidden())
                .map(Workbook.Sheet::name)
                .toList();
    }

    /// The name of the charset that all bytes of a text fit best; as `encoding: {detect: true}`.
    public static String encodingOf(Body body) {
        var head = TextForm.marked(body.read(0, (int) Math.min(4, body.lengthBytes())));
        TextForm found = head == null ? EncodingDetector.find(body, TRIED) : head;
        return found.charset().name();
    }

    public static Decoder forFormat(Format format) {
        return switch (format) {
            case JSON -> new JsonDecoder();
            case JSONL -> new JsonLinesDecoder();
            case CSV -> new CsvDecoder();
            case HTML -> new HtmlDecoder();
            case XML -> new XmlDecoder();
            case YAML -> new YamlDecoder();
            case XLSX -> new XlsxDecoder();
        };
    }
}
