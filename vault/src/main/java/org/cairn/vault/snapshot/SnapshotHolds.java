package org.cairn.vault.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Which snapshots must not be removed: objects `hold/<server>/<start>-<label>`, one for each.
///
/// A hold counts by its name alone, so that a damaged one holds all the same. Safe for any thread
/// and any number of processes; raises the problems of [ObjectStore] and `vault-object-damaged`.
public final class SnapshotHolds {
    private static final String FOLDER = "hold/";
    private static final String TYPE = "hold";

    private final JsonObjects objects;

    public SnapshotHolds(JsonObjects objects) {
        this.objects = objects;
    }

    /// Holds a snapshot; durable when it returns. Says `EXISTED` when it is held already: then the
    /// first hold stands.
    public ObjectStore.Creation put(SnapshotHold hold) {
        return objects.put(
                TYPE,
                nameOf(hold.snapshot()),
                json -> {
                    json.writeStringProperty("snapshot", hold.snapshot());
                    json.writeStringProperty("who", hold.who());
                    json.writeStringProperty("why", hold.why());
                    json.writeStringProperty("at", hold.at().toString());
                });
    }

    /// Whether a snapshot is held.
    public boolean isHeld(Snapshot snapshot) {
        return objects.store().exists(nameOf(snapshot.objectName()));
    }

    /// Who holds a snapshot, and why. Raises `vault-object-damaged`.
    public Optional<SnapshotHold> find(Snapshot snapshot) {
        return isHeld(snapshot)
                ? Optional.of(load(nameOf(snapshot.objectName())))
                : Optional.empty();
    }

    /// The names of the objects of all snapshots that are held.
    public Set<String> held() {
        return names().stream().map(SnapshotHolds::snapshotOf).collect(Collectors.toSet());
    }

    /// Lets a snapshot go, by the name of its object; without effect if nobody held it.
    public void remove(String snapshot) {
        objects.store().remove(nameOf(snapshot));
    }

    /// Reads an object to see whether it is whole. Returns false if its name is not that of a hold.
    public boolean check(ObjectName name) {
        boolean ours = isHold(name);
        if (ours) {
            load(name);
        }
        return ours;
    }

    private List<ObjectName> names() {
        return objects.store().list(FOLDER).stream().filter(SnapshotHolds::isHold).toList();
    }

    private static boolean isHold(ObjectName name) {
        return name.value().startsWith(FOLDER)
                && SnapshotName.parse(new ObjectName(snapshotOf(name))).isPresent();
    }

    private static String snapshotOf(ObjectName hold) {
        return SnapshotName.FOLDER + hold.value().substring(FOLDER.length());
    }

    private static ObjectName nameOf(String snapshot) {
        return new ObjectName(FOLDER + snapshot.substring(SnapshotName.FOLDER.length()));
    }

    private SnapshotHold load(ObjectName name) {
        return objects.load(
                TYPE,
                name,
                json -> {
                    var hold =
                            new SnapshotHold(
                                    json.text("snapshot"),
                                    json.text("who"),
                                    json.text("why"),
                                    Instant.parse(json.text("at")));
                    if (!hold.snapshot().equals(snapshotOf(name))) {
                        throw new IllegalArgumentException("its name is that of another hold");
                    }
                    return hold;
                });
    }
}
