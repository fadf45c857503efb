package org.cairn.cli;

import java.time.Duration;
import java.util.Locale;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.RunEvent;
import org.jspecify.annotations.Nullable;

/// Shows events on standard error: a line that is overwritten five times a second on a terminal, a
/// line of its own every ten seconds elsewhere. Safe for any thread.
final class ProgressLine implements EventSink {
    private static final Duration TERMINAL = Duration.ofMillis(200);
    private static final Duration PLAIN = Duration.ofSeconds(10);

    private final Output output;
    private final Style style;
    private final boolean json;
    private long lastNanos;
    private long stageBeganNanos;
    private boolean lineOpen;
    private final ProgressLines several;

    /// How progress is shown.
    enum Style {
        AUTO,
        PLAIN,
        NONE
    }

    ProgressLine(Output output, Style style) {
        this(output, style, false);
    }

    /// @param json whether the answer is JSON, of which a recovery key is then a line
    ProgressLine(Output output, Style style, boolean json) {
        this.output = output;
        this.json = json;
        this.style = style == Style.AUTO && !output.isTerminal() ? Style.PLAIN : style;
        this.several = new ProgressLines(output, this.style == Style.AUTO);
    }

    @Override
    public synchronized void accept(RunEvent event) {
        // Also where nothing else is to be said: nobody sees this key a second time.
        RunEvent said = event instanceof RunEvent.Within(_, var inside) ? inside : event;
        if (said instanceof RunEvent.RecoveryKeyMade made) {
            clear();
            RecoveryKeyNote.show(output, made, json);
            return;
        }
        if (style == Style.NONE) {
            return;
        }
        if (event instanceof RunEvent.Within(String name, RunEvent inner)) {
            several.accept(name, inner);
            return;
        }
        switch (event) {
            case RunEvent.StageBegun(String stage) -> {
                stageBeganNanos = System.nanoTime();
                lastNanos = stageBeganNanos;
                if (style == Style.AUTO) {
                    show(stage + " …");
                }
            }
            case RunEvent.Progressed(String stage, long done, Long total, String unit) ->
                    progressed(stage, done, total, unit);
            case RunEvent.StageEnded(String stage, String summary) -> line(stage + ": " + summary);
            case RunEvent.Noted(String message) -> line(message);
            case RunEvent.RecoveryKeyMade _, RunEvent.Within _ -> {}
        }
    }

    private void progressed(String stage, long done, @Nullable Long total, String unit) {
        long now = System.nanoTime();
        Duration pause = style == Style.AUTO ? TERMINAL : PLAIN;
        if (now - lastNanos < pause.toNanos()) {
            return;
        }
        lastNanos = now;
        double seconds = Math.max(0.001, (now - stageBeganNanos) / 1e9);
        double rate = done / seconds;
        var text = new StringBuilder(stage).append("  ").append(amount(done, unit));
        if (total != null && total > 0) {
            text.append(" of ").append(amount(total, unit));
            text.append(String.format(Locale.ROOT, "  %d %%", 100 * done / total));
        }
        text.append("  ").append(amount((long) rate, unit)).append("/s");
        if (total != null && rate > 0) {
            text.append(String.format(Locale.ROOT, "  %.0f s left", (total - done) / rate));
        }
        if (style == Style.AUTO) {
            show(text.toString());
        } else {
            output.note(text.toString());
        }
    }

    static String amount(long number, String unit) {
        return unit.equals("bytes") ? new ByteSize(number).toString() : number + " " + unit;
    }

    private void show(String text) {
        output.progress(text);
        lineOpen = true;
    }

    private void line(String text) {
        if (lineOpen) {
            output.progress("");
            lineOpen = false;
        }
        output.note(text);
    }

    /// Nothing goes on under this name any more.
    synchronized void ended(String name) {
        several.ended(name);
    }

    /// Takes the overwritten line away, so that what follows starts a line of its own.
    synchronized void clear() {
        several.clear();
        if (lineOpen) {
            output.progress("");
            lineOpen = false;
        }
    }
}
