package org.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Asks at a terminal before something is done that cannot be taken back.
final class Confirmation {
    private Confirmation() {}

    /// Goes on only after a yes.
    static void require(Output output, String question) {
        output.flush();
        output.note(question);
        if (!"yes".equals(answer())) {
            throw new CancellationException("not confirmed");
        }
    }

    private static @Nullable String answer() {
        try {
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line = in.readLine();
            return line == null ? null : line.strip();
        } catch (IOException _) {
            // Who cannot answer has not said yes.
            return null;
        }
    }
}
