package org.cairn.protect.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Problem;
import org.cairn.kernel.Steps;
import org.cairn.postgres.wal.SegmentSize;

/// The journals of all servers of a project, open for writing, each with its shipper. Opening and
/// closing belong to one thread, shipping to any.
final class ServerWal implements AutoCloseable {
    private final StreamSettings settings;
    private final InstantSource clock;
    private final Steps steps;
    private final StreamState state;
    private final Map<String, WalShipper> shippers = new LinkedHashMap<>();

    /// Opens what earlier processes left: it is shipped even when its server never comes back.
    ServerWal(StreamSettings settings, InstantSource clock, Steps steps, StreamState state) {
        this.settings = settings;
        this.clock = clock;
        this.steps = steps;
        this.state = state;
        try {
            for (String server : JournalFolder.servers(settings.journal())) {
                WalJournal.segmentSize(settings.journal(), server)
                        .ifPresent(size -> of(server, size));
            }
        } catch (IOException e) {
            throw JournalFailures.reading(settings.journal(), e);
        }
    }

    /// The shipper of a server, with its journal.
    WalShipper of(String server, SegmentSize size) {
        synchronized (shippers) {
            return shippers.computeIfAbsent(server, _ -> open(server, size));
        }
    }

    private WalShipper open(String server, SegmentSize size) {
        Path journals = settings.journal();
        var journal = WalJournal.open(journals, server, size, clock, steps);
        for (JournalDamage damage : journal.damages()) {
            Problem problem = damage.problem();
            state.note("%s: %s".formatted(problem.headline(), problem.what()));
        }
        return new WalShipper(
                new WalShipper.Route(settings.vault(), server, size), journal, steps, state, clock);
    }

    /// Ships what is durable in all journals. Raises the first problem after all were tried.
    void ship() {
        List<RuntimeException> failures = new ArrayList<>();
        for (WalShipper shipper : all()) {
            try {
                shipper.ship();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private List<WalShipper> all() {
        synchronized (shippers) {
            return List.copyOf(shippers.values());
        }
    }

    @Override
    public void close() {
        all().forEach(shipper -> shipper.journal().close());
    }
}
