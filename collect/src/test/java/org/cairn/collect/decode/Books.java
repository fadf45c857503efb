package org.cairn.collect.decode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Workbooks written part by part, for what writers of workbooks do not write.
final class Books {
    private final Map<String, byte[]> parts = new LinkedHashMap<>();

    /// A workbook of one sheet, called Data, with these rows.
    static Books ofRows(String rows) {
        return new Books()
                .with(
                        "_rels/.rels",
                        """
                        <Relationships><Relationship Id="r1" Type="http://x/officeDocument" \
                        Target="xl/workbook.xml"/></Relationships>\
                        """)
                .with(
                        "xl/workbook.xml",
                        """
                        <workbook><sheets><sheet name="Data" sheetId="1" r:id="s1"/></sheets></workbook>\
                        """)
                .with(
                        "xl/_rels/workbook.xml.rels",
                        """
                        <Relationships>\
                        <Relationship Id="s1" Type="http://x/worksheet" Target="worksheets/one.xml"/>\
                        <Relationship Id="s2" Type="http://x/styles" Target="/xl/styles.xml"/>\
                        <Relationship Id="s3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>\
                        <Relationship Id="s4" Type="http://x/externalLink" TargetMode="External" \
                        Target="file:///etc/passwd"/>\
                        </Relationships>\
                        """)
                .with(
                        "xl/worksheets/one.xml",
                        "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
    }

    Books with(String name, String text) {
        return with(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Books with(String name, byte[] bytes) {
        parts.put(name, bytes);
        return this;
    }

    Books strings(String items) {
        return with("xl/sharedStrings.xml", "<sst>" + items + "</sst>");
    }

    /// One style for each of the formats, by its number.
    Books styles(String... codes) {
        var formats = new StringBuilder();
        var used = new StringBuilder();
        for (int i = 0; i < codes.length; i++) {
            boolean builtIn = codes[i].matches("[0-9]+");
            if (!builtIn) {
                formats.append(
                        "<numFmt numFmtId=\"%d\" formatCode=\"%s\"/>"
                                .formatted(164 + i, codes[i].replace("\"", "&quot;")));
            }
            used.append(
                    "<xf numFmtId=\"%s\"/>"
                            .formatted(builtIn ? codes[i] : String.valueOf(164 + i)));
        }
        return with(
                "xl/styles.xml",
                "<styleSheet><numFmts>%s</numFmts><cellXfs>%s</cellXfs></styleSheet>"
                        .formatted(formats, used));
    }

    byte[] bytes() {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
