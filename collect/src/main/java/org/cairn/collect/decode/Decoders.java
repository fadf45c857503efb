package org.cairn.collect.decode;

import org.cairn.source.spec.FileInput.Format;

/// The decoders, one for each format.
public final class Decoders {
    private Decoders() {}

    /// The bytes that spans of a stored document count, whatever format it was read in.
    public static Body unpacked(Body body) {
        return Workbook.isZip(body) ? new XlsxDecoder().unpacked(body) : body;
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
