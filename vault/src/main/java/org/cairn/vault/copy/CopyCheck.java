package org.cairn.vault.copy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.copy.Replicated.Checked;
import org.cairn.vault.copy.Replicated.Lack;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Looks at a copy by names and lengths alone; of its snapshots it reads the objects.
final class CopyCheck {
    private final Needs inCopy;
    private final Map<String, Long> there = new HashMap<>();
    private final List<Lack> lacking = new ArrayList<>();

    /// Lists the copy.
    CopyCheck(ObjectStore copy, Needs inCopy) {
        this.inCopy = inCopy;
        copy.survey("").forEach(info -> there.put(info.name().value(), info.sizeBytes()));
    }

    /// @param expected with the lengths that they have in the original
    Checked look(Collection<ObjectInfo> expected) {
        for (ObjectInfo info : expected) {
            String name = info.name().value();
            Long size = there.get(name);
            if (size == null) {
                lacking.add(new Lack(name, "it is not there"));
            } else if (size != info.sizeBytes() && !ObjectCopier.mayDiffer(info.name())) {
                lacking.add(
                        new Lack(
                                name,
                                "it has %d bytes and should have %d"
                                        .formatted(size, info.sizeBytes())));
            }
        }
        List<String> snapshots =
                there.keySet().stream().filter(name -> name.startsWith("snap/")).sorted().toList();
        var spans = new WalSpans(there.keySet());
        snapshots.forEach(name -> look(name, spans));
        return new Checked(expected.size(), snapshots.size(), lacking);
    }

    private void look(String snapshot, WalSpans spans) {
        try {
            Needs.All needs = inCopy.of(new ObjectName(snapshot));
            firstMissing(needs, spans)
                    .ifPresent(what ->
                            lacking.add(
                                    new Lack(
                                            snapshot, "it needs %s, which lacks".formatted(what))));
        } catch (ProblemException e) {
            if (!Replication.OF_ONE_OBJECT.contains(e.problem().code())) {
                throw e;
            }
            lacking.add(new Lack(snapshot, e.problem().headline()));
        }
    }

    private Optional<String> firstMissing(Needs.All needs, WalSpans spans) {
        return needs.objects().stream()
                .filter(need -> !need.isIn(there))
                .map(Need::object)
                .findFirst()
                .or(() ->
                        needs.wal()
                                .filter(range -> !spans.covers(range))
                                .map(range -> "the WAL " + range.range()));
    }
}
