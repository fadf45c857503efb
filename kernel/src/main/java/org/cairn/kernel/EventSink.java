package org.cairn.kernel;

/// Takes events as they happen. Must be safe for any thread and must not block for long.
@FunctionalInterface
public interface EventSink {
    EventSink NONE = _ -> {};

    void accept(RunEvent event);
}
