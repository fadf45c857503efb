package org.cairn.collect.replay;

import java.nio.charset.StandardCharsets;
import org.cairn.collect.decode.Decoder;
import org.cairn.collect.fetch.FetchedDocument;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.ProblemException;
import org.jspecify.annotations.Nullable;

/// Says for people where a value of a replayed row stands: file, bytes, and what they say.
final class Places {
    private static final int SHOWN = 80;

    private final Recording recording;
    private final ResourceReplay replay;
    private final ReplayTape tape;

    Places(Recording recording, ResourceReplay replay, ReplayTape tape) {
        this.recording = recording;
        this.replay = replay;
        this.tape = tape;
    }

    /// @param column of the line's row; empty for the whole line
    String of(Line line, String column) {
        Line.Origin origin = line.origin();
        if (origin == null) {
            return "";
        }
        Decoder.Located located = column.isEmpty() ? null : located(origin, column);
        ByteSpan span = located == null ? origin.span() : located.span();
        String text =
                located == null
                        ? new String(replay.begin(origin, SHOWN * 3), StandardCharsets.UTF_8)
                        : located.text();
        return "%s, bytes %d-%d: %s"
                .formatted(
                        file(origin.document()),
                        span.offset(),
                        span.offset() + span.length(),
                        shown(text));
    }

    /// A place is worth saying, and not worth failing for.
    private Decoder.@Nullable Located located(Line.Origin origin, String column) {
        try {
            return replay.locate(origin, column);
        } catch (ProblemException _) {
            return null;
        }
    }

    private String file(FetchedDocument document) {
        String url = document.archived().origin().url();
        String folder = recording.folder().getFileName() + "/";
        if (url.startsWith("file:")) {
            return folder + "files/" + url.substring("file:".length());
        }
        Recording.Answer answer = tape.answer(url.split("#given:|!/", 2)[0]);
        if (answer == null) {
            return document.fileName();
        }
        boolean changed =
                !url.contains("!/") && ReplayTape.isChanged(answer, document.archived().sha256());
        return folder + answer.file() + (changed ? " (not as it was recorded)" : "");
    }

    static String shown(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}
