package org.cairn.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.RunEvent;

/// Shows events of several acts at the same time on standard error: on a terminal a line for each
/// that is under way, elsewhere one line for each event, after the name of the act. Belongs to a
/// [ProgressLine], which locks.
final class ProgressLines {
    private static final Duration TERMINAL = Duration.ofMillis(200);
    private static final Duration PLAIN = Duration.ofSeconds(10);
    private static final int WIDTH = 100;

    private final Output output;
    private final boolean terminal;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private int shown;
    private long shownNanos;

    /// What one act is at.
    private static final class Line {
        private String text = "";
        private long beganNanos;
        private long saidNanos;
    }

    ProgressLines(Output output, boolean terminal) {
        this.output = output;
        this.terminal = terminal;
    }

    void accept(String name, RunEvent event) {
        Line line = lines.computeIfAbsent(name, _ -> new Line());
        long now = System.nanoTime();
        switch (event) {
            case RunEvent.StageBegun(String stage) -> {
                line.beganNanos = now;
                line.saidNanos = now;
                line.text = stage + " …";
                redraw(now, false);
            }
            case RunEvent.Progressed(String stage, long done, Long total, String unit) -> {
                double seconds = Math.max(0.001, (now - line.beganNanos) / 1e9);
                line.text =
                        "%s  %s%s  %s/s"
                                .formatted(
                                        stage,
                                        ProgressLine.amount(done, unit),
                                        total == null
                                                ? ""
                                                : " of " + ProgressLine.amount(total, unit),
                                        ProgressLine.amount((long) (done / seconds), unit));
                if (terminal) {
                    redraw(now, false);
                } else if (now - line.saidNanos >= PLAIN.toNanos()) {
                    line.saidNanos = now;
                    output.note(name + ": " + line.text);
                }
            }
            case RunEvent.StageEnded(String stage, String summary) ->
                    say(name + ": " + stage + ": " + summary, now);
            case RunEvent.Noted(String message) -> say(name + ": " + message, now);
            case RunEvent.Within(String inner, RunEvent of) -> accept(name + "/" + inner, of);
            case RunEvent.RecoveryKeyMade _ -> {}
        }
    }

    /// Nothing goes on under this name any more.
    void ended(String name) {
        lines.remove(name);
        redraw(System.nanoTime(), true);
    }

    private void say(String text, long now) {
        if (terminal) {
            output.progress(List.of(), shown);
            shown = 0;
        }
        output.note(text);
        redraw(now, true);
    }

    private void redraw(long now, boolean always) {
        if (!terminal || (!always && now - shownNanos < TERMINAL.toNanos())) {
            return;
        }
        List<String> texts = new ArrayList<>();
        lines.forEach((name, line) -> {
            String text = name + "  " + line.text;
            texts.add(text.length() > WIDTH ? text.substring(0, WIDTH - 1) + "…" : text);
        });
        output.progress(texts, shown);
        shown = texts.size();
        shownNanos = now;
    }

    /// Takes the lines away.
    void clear() {
        lines.clear();
        if (terminal && shown > 0) {
            output.progress(List.of(), shown);
            shown = 0;
        }
    }
}
