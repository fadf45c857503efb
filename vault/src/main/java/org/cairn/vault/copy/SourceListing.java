package org.cairn.vault.copy;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// The objects of a vault by stage, so listed that what is in the list has all that it names in the
/// list, unless somebody removed it.
///
/// A listing is no picture of one moment. So what names others is listed first, snapshots before
/// all: what came later is left for the next time, with its snapshot.
final class SourceListing {
    private static final List<String> FIRST = List.of("snap/", "doc/", "runs/", "body/");

    private final Map<CopyStage, Map<ObjectName, ObjectInfo>> stages =
            new EnumMap<>(CopyStage.class);

    private SourceListing() {}

    static SourceListing of(ObjectStore store) {
        Set<ObjectName> first = new HashSet<>();
        FIRST.forEach(folder -> first.addAll(store.list(folder)));
        var listing = new SourceListing();
        for (ObjectInfo info : store.survey("")) {
            if (!namesOthers(info.name()) || first.contains(info.name())) {
                listing.add(info);
            }
        }
        // The keys of the packs that were listed, and after an epoch its slots.
        store.survey("keys/").forEach(listing::add);
        store.survey("keys/").stream()
                .filter(info -> CopyStage.of(info.name()).equals(Optional.of(CopyStage.KEYS)))
                .forEach(listing::add);
        return listing;
    }

    private static boolean namesOthers(ObjectName name) {
        return !name.value().endsWith(".intent")
                && FIRST.stream().anyMatch(name.value()::startsWith);
    }

    /// Lists again, of one stage, where an object was gone before it was read: fragments of WAL are
    /// replaced by segments, and slots of keys by others.
    static Collection<ObjectInfo> again(ObjectStore store, CopyStage stage) {
        var listing = new SourceListing();
        List<String> folders =
                switch (stage) {
                    case WAL -> List.of("wal/");
                    case KEYS -> List.of("keys/");
                    default -> List.of();
                };
        for (String folder : folders) {
            // Twice, as a segment is there before its fragments go.
            store.survey(folder).forEach(listing::add);
            store.survey(folder).forEach(listing::add);
        }
        return listing.of(stage);
    }

    private void add(ObjectInfo info) {
        CopyStage.of(info.name())
                .ifPresent(stage ->
                        stages.computeIfAbsent(stage, _ -> new TreeMap<>()).put(info.name(), info));
    }

    Collection<ObjectInfo> of(CopyStage stage) {
        return stages.getOrDefault(stage, Map.of()).values();
    }

    List<String> names() {
        return stages.values().stream()
                .flatMap(all -> all.keySet().stream())
                .map(ObjectName::value)
                .toList();
    }
}
