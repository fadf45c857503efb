package org.cairn.postgres.backup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The content of `tablespace_map`: a line `oid path` for each tablespace at the start of a backup;
/// a backslash makes the line ends and backslashes of a path harmless (`xlog.c`).
///
/// Texts are ISO-8859-1 on both ways, so that a path comes out with the bytes it went in with.
public record TablespaceMap(List<Entry> entries) {
    /// One tablespace.
    ///
    /// @param oid decimal digits
    /// @param location the bytes of its path as ISO-8859-1
    public record Entry(String oid, String location) {}

    public TablespaceMap {
        entries = List.copyOf(entries);
    }

    public static TablespaceMap parse(byte[] bytes) {
        var entries = new ArrayList<Entry>();
        var line = new StringBuilder();
        boolean escaped = false;
        for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (!escaped && c == '\n') {
                entries.add(entry(line.toString()));
                line.setLength(0);
            } else if (!escaped && c == '\\') {
                escaped = true;
            } else {
                line.append(c);
                escaped = false;
            }
        }
        if (!line.isEmpty()) {
            throw new IllegalArgumentException("the last line of a tablespace map is not whole");
        }
        return new TablespaceMap(entries);
    }

    public byte[] bytes() {
        var text = new StringBuilder();
        for (Entry entry : entries) {
            text.append(entry.oid())
                    .append(' ')
                    .append(entry.location().replaceAll("[\\\\\n\r]", "\\\\$0"))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Entry entry(String line) {
        int space = line.indexOf(' ');
        if (space < 1 || !line.substring(0, space).matches("\\d{1,10}")) {
            throw new IllegalArgumentException("not a line of a tablespace map: " + line);
        }
        return new Entry(line.substring(0, space), line.substring(space + 1));
    }
}
