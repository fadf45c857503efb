package org.cairn.collect.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Body;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.decode.Decoders;
import org.cairn.collect.decode.Projection;
import org.cairn.collect.decode.RawRecord;
import org.cairn.collect.decode.RecordPlan;
import org.cairn.collect.decode.RecordSink;
import org.cairn.kernel.ByteSpan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.BadLines;
import org.cairn.source.spec.FileInput.ColumnNames;
import org.cairn.source.spec.FileInput.CsvDialect;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.MarkupOptions;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.SheetChoice;
import org.cairn.source.spec.TableSpec;
import org.cairn.source.spec.TableSpec.Columns;
import org.cairn.source.spec.TableSpec.Header;
import org.cairn.source.spec.TableSpec.LeftOut;
import org.cairn.source.spec.TableSpec.Ragged;
import org.jspecify.annotations.Nullable;

/// One way to read a document, to see what comes of it.
///
/// @param encoding null for UTF-8
/// @param headerRows empty for none
/// @param records where they are; ignored where each line is one
record Trial(
        Format format,
        String fileName,
        @Nullable String encoding,
        @Nullable Character delimiter,
        List<Integer> headerRows,
        Ragged ragged,
        @Nullable String sheet,
        JsonPath records) {
    /// Takes what a trial gives; false ends it.
    interface Taker {
        boolean record(RawRecord record);

        void bad(ByteSpan span, String code, String message);
    }

    private static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughException() {
            super("enough", null, false, false);
        }
    }

    Trial {
        headerRows = List.copyOf(headerRows);
    }

    static Trial of(Format format, String fileName) {
        return new Trial(
                format,
                fileName,
                null,
                null,
                List.of(1),
                Ragged.QUARANTINE,
                null,
                new JsonPath(List.of()));
    }

    Trial in(@Nullable String charset) {
        return new Trial(format, fileName, charset, delimiter, headerRows, ragged, sheet, records);
    }

    Trial cutBy(@Nullable Character character) {
        return new Trial(format, fileName, encoding, character, headerRows, ragged, sheet, records);
    }

    Trial withHeader(List<Integer> rows) {
        return new Trial(format, fileName, encoding, delimiter, rows, ragged, sheet, records);
    }

    Trial padding(Ragged policy) {
        return new Trial(format, fileName, encoding, delimiter, headerRows, policy, sheet, records);
    }

    Trial ofSheet(String name) {
        return new Trial(format, fileName, encoding, delimiter, headerRows, ragged, name, records);
    }

    Trial at(JsonPath path) {
        return new Trial(format, fileName, encoding, delimiter, headerRows, ragged, sheet, path);
    }

    /// The names of the columns, or of the members of objects.
    List<Decoder.OfferedField> offered(Body body) {
        return Decoders.forFormat(format).offeredFields(body, plan(List.of(), List.of()));
    }

    /// @param names of columns to give instead of those in the header; empty for those
    void read(Body body, List<String> names, List<FieldOrigin> origins, Taker taker) {
        var sink =
                new RecordSink() {
                    @Override
                    public void record(RawRecord record) {
                        if (!taker.record(record)) {
                            throw new EnoughException();
                        }
                    }

                    @Override
                    public void bad(ByteSpan span, String code, String message) {
                        taker.bad(span, code, message);
                    }
                };
        try {
            Decoders.forFormat(format).decode(body, plan(names, origins), sink);
        } catch (EnoughException _) {
            // The taker has seen what it wants.
        }
    }

    private RecordPlan plan(List<String> names, List<FieldOrigin> origins) {
        boolean header = !headerRows.isEmpty();
        var table =
                new TableSpec(
                        List.of(),
                        new Header(
                                header,
                                header ? headerRows.subList(1, headerRows.size()) : List.of()),
                        LeftOut.NOTHING,
                        ragged,
                        new Columns(names, Map.of(), Columns.Missing.REFUSE),
                        sheet == null ? null : SheetChoice.named(sheet));
        var input =
                new FileInput(
                        format,
                        "file:" + fileName,
                        encoding,
                        new CsvDialect(
                                delimiter, '"', header ? headerRows.getFirst() : 1, List.of("")),
                        new BadLines(100, Long.MAX_VALUE),
                        format.isTable() ? ColumnNames.SNAKE_CASE : ColumnNames.AS_IS,
                        table,
                        null,
                        MarkupOptions.NONE);
        return new RecordPlan(
                input,
                fileName,
                List.of(new RecordStrategy("records[0]", null, records, Map.of(), Map.of())),
                new Projection(new ArrayList<>(origins), List.of()),
                RecordPlan.Limits.DEFAULT);
    }
}
