package org.cairn.collect.decode;

import java.io.InputStream;
import org.cairn.collect.decode.CsvTokenizer.Next;
import org.cairn.collect.decode.Decoder.Located;
import org.cairn.kernel.ByteSpan;
import org.jspecify.annotations.Nullable;

/// Finds the bytes of one value of a CSV document again. Confined to one call.
final class CsvPlace {
    private final RecordPlan plan;
    private final CsvHeader header;

    CsvPlace(RecordPlan plan, CsvHeader header) {
        this.plan = plan;
        this.header = header;
    }

    /// In a record that is a whole line: from its bytes alone.
    @Nullable Located inLine(Body body, TextForm form, ByteSpan record, String name) {
        byte[] bytes = body.read(record.offset(), record.length());
        CsvTokenizer tokens = tokens(form.window(bytes, record.offset()));
        int column = header.names().indexOf(name);
        return column < 0 || tokens.next() != Next.RECORD ? null : cell(tokens, column, name);
    }

    /// In a record that is one cell of a wide table: its bytes go from the start of the line to the
    /// end of the cell, and other columns may stand behind that.
    @Nullable Located inCell(
            Body body, TextForm form, ByteSpan record, LongForm wide, String name) {
        var rest = new BodyFrom(body, record.offset());
        CsvTokenizer tokens =
                tokens(form.window(rest, plan.limits().recordBytes(), record.offset()));
        if (tokens.next() != Next.RECORD) {
            return null;
        }
        int column = -1;
        for (int i = 0; i < Math.min(tokens.cells(), header.names().size()); i++) {
            column = tokens.cellSpan(i).end() == record.end() ? i : column;
        }
        int level = wide.level(name);
        if (column < 0) {
            return null;
        }
        if (level >= 0) {
            String key = wide.key(column, level);
            return isNull(key) ? null : new Located(wide.keySpan(column, level), name, key);
        }
        return name.equals(wide.unpivot().valuesTo())
                ? cell(tokens, column, header.names().get(column))
                : cell(tokens, header.names().indexOf(name), name);
    }

    private CsvTokenizer tokens(ByteWindow window) {
        window.more(0);
        return new CsvTokenizer(window, 0, header.syntax(), header.names().size());
    }

    private @Nullable Located cell(CsvTokenizer tokens, int column, String pointer) {
        if (column < 0 || column >= tokens.cells()) {
            return null;
        }
        String text = new CellText(header.syntax()).of(tokens, column);
        return text == null || isNull(text)
                ? null
                : new Located(tokens.cellSpan(column), pointer, text);
    }

    private boolean isNull(String text) {
        return plan.input().dialect().nullValues().contains(text);
    }

    /// The bytes of a body from an offset on, without reading those before.
    private static final class BodyFrom extends InputStream {
        private static final int MOST = 1 << 16;

        private final Body body;
        private long at;

        BodyFrom(Body body, long at) {
            this.body = body;
            this.at = at;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            int n = (int) Math.min(Math.min(length, MOST), body.lengthBytes() - at);
            if (n <= 0) {
                return length == 0 ? 0 : -1;
            }
            byte[] bytes = body.read(at, n);
            System.arraycopy(bytes, 0, to, offset, bytes.length);
            at += bytes.length;
            return bytes.length;
        }
    }
}
