package org.cairn.vault.copy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which WAL there is, by the names of the objects alone.
final class WalSpans {
    private static final Pattern FORM =
            Pattern.compile(
                    "wal/(\\d{1,20})/([0-9a-f]{8})/(?:frag/)?([0-9a-f]{16})-([0-9a-f]{16})");

    private record Span(String start, String end) {}

    private final Map<String, List<Span>> spans = new HashMap<>();
    private final Map<String, String> ends = new HashMap<>();

    WalSpans(Collection<String> names) {
        for (String name : names) {
            Matcher wal = FORM.matcher(name);
            if (wal.matches()) {
                spans.computeIfAbsent(wal.group(1) + "/" + wal.group(2), _ -> new ArrayList<>())
                        .add(new Span(wal.group(3), wal.group(4)));
                ends.merge(
                        wal.group(1),
                        wal.group(2) + "/" + wal.group(4),
                        (one, other) -> one.compareTo(other) >= 0 ? one : other);
            }
        }
        // Digits of one width order as the positions do.
        spans.values().forEach(all -> all.sort(Comparator.comparing(Span::start)));
    }

    /// The last timeline and position of each server, as names say them; they order as they are.
    Map<String, String> ends() {
        return ends;
    }

    boolean covers(Needs.ServerRange needed) {
        String timeline = needed.range().timeline().hex().toLowerCase(Locale.ROOT);
        String reached = position(needed.range().start().bytes());
        String end = position(needed.range().end().bytes());
        for (Span span : spans.getOrDefault(needed.server() + "/" + timeline, List.of())) {
            if (span.start().compareTo(reached) > 0) {
                break;
            }
            if (span.end().compareTo(reached) > 0) {
                reached = span.end();
            }
        }
        return reached.compareTo(end) >= 0;
    }

    private static String position(long bytes) {
        return "%016x".formatted(bytes);
    }
}
