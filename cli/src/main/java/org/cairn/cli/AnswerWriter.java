package org.cairn.cli;

import java.io.Writer;

/// Lets picocli print help where answers go.
final class AnswerWriter extends Writer {
    private final Output output;
    private final StringBuilder line = new StringBuilder();

    AnswerWriter(Output output) {
        this.output = output;
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
        line.append(buffer, offset, length);
        int end;
        while ((end = line.indexOf("\n")) >= 0) {
            output.help(line.substring(0, end));
            line.delete(0, end + 1);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        if (!line.isEmpty()) {
            output.help(line.toString());
        }
    }
}
