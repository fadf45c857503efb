package org.cairn.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Timeline;
import org.cairn.kernel.WalRange;
import org.cairn.vault.body.Packs;
import org.cairn.vault.document.ArchivedDocument;
import org.cairn.vault.frame.FrameRef;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.snapshot.BrokenFrames;
import org.cairn.vault.snapshot.Loss;
import org.cairn.vault.snapshot.Snapshot;
import org.cairn.vault.store.ObjectName;

/// Finds out which snapshots and documents damaged objects take along. What cannot be read itself
/// is passed over: it is a finding of its own. For one use.
final class BlastRadius {
    private static final Pattern WAL =
            Pattern.compile(
                    "wal/(\\d{1,20})/([0-9a-f]{8})/(?:frag/)?([0-9a-f]{16})-([0-9a-f]{16})");

    private final Vault vault;
    private final Packs packs;
    private final List<Snapshot> snapshots;

    BlastRadius(Vault vault, Packs packs) {
        this.vault = vault;
        this.packs = packs;
        this.snapshots = vault.snapshots().survey().snapshots();
    }

    Concern of(String object) {
        Optional<PackId> pack = PackId.parse(object);
        Optional<WalRange> range = range(object);
        List<Snapshot> concerned =
                snapshots.stream()
                        .filter(snapshot ->
                                snapshot.objectName().equals(object)
                                        || pack.filter(snapshot.content()::needs).isPresent()
                                        || range.filter(wal -> needs(snapshot, object, wal))
                                                .isPresent())
                        .toList();
        return new Concern(
                object,
                concerned.stream().map(Snapshot::label).toList(),
                pack.filter(id -> id.kind() == PackId.Kind.DATA)
                        .map(id -> parts(id, concerned))
                        .orElse(List.of()),
                documents(object));
    }

    private static boolean needs(Snapshot snapshot, String object, WalRange wal) {
        WalRange own = snapshot.facts().span().wal();
        return object.startsWith("wal/" + snapshot.server() + "/")
                && own.timeline().equals(wal.timeline())
                && own.start().compareTo(wal.end()) < 0
                && wal.start().compareTo(own.end()) < 0;
    }

    private static Optional<WalRange> range(String object) {
        Matcher wal = WAL.matcher(object);
        if (!wal.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new WalRange(
                            Timeline.parseHex(wal.group(2)),
                            new Lsn(Long.parseLong(wal.group(3), 16)),
                            new Lsn(Long.parseLong(wal.group(4), 16))));
        } catch (IllegalArgumentException _) {
            // Digits that are no range: nothing needs it.
            return Optional.empty();
        }
    }

    private List<String> parts(PackId id, List<Snapshot> concerned) {
        var broken = new BrokenFrames();
        var findings = new Findings();
        if (!findings.reading(id.objectName(), () -> readPack(id, broken))) {
            broken.add(id);
        }
        List<String> parts = new ArrayList<>();
        for (Snapshot snapshot : concerned) {
            var _ =
                    findings.reading(
                            snapshot.objectName(),
                            () ->
                                    vault.snapshots().losses(snapshot, broken).stream()
                                            .map(Loss::text)
                                            .forEach(parts::add));
        }
        return parts.stream().distinct().sorted().toList();
    }

    private void readPack(PackId id, BrokenFrames broken) {
        var findings = new Findings();
        try (var pack = packs.open(id)) {
            for (FrameRef frame : pack.reader().readFrames()) {
                if (!findings.reading(id.objectName(), () -> pack.reader().read(frame))) {
                    broken.add(id, frame.number());
                }
            }
        }
    }

    private List<String> documents(String object) {
        if (object.startsWith("doc/")) {
            return List.of(object);
        }
        if (!object.startsWith("packs/") && !object.startsWith("body/")) {
            return List.of();
        }
        List<String> concerned = new ArrayList<>();
        for (ObjectName name : packs.store().list("doc/")) {
            try {
                vault.documents()
                        .findNamed(name)
                        .filter(document -> isConcerned(document, object))
                        .ifPresent(_ -> concerned.add(name.value()));
            } catch (ProblemException _) {
                // It, or its body, is damaged too, and a finding of its own.
            }
        }
        return concerned;
    }

    private boolean isConcerned(ArchivedDocument document, String object) {
        ObjectName body = vault.documents().bodyOf(document.sha256());
        return body.value().equals(object)
                || (object.startsWith("packs/")
                        && vault.documents().packsOf(body).orElseThrow().stream()
                                .anyMatch(pack -> pack.objectName().equals(object)));
    }
}
