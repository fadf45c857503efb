package org.cairn.vault.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Word that somebody is about to remove a snapshot: objects `going/<server>/<start>-<label>/<id>`,
/// one for each attempt.
///
/// Whoever removes a snapshot says so first, then looks at the holds, then removes it, then takes
/// the word back; whoever holds one puts the hold first and then looks here. So of the two at least
/// one sees the other. Word counts by its name alone. Safe for any thread and any number of
/// processes; raises the problems of [ObjectStore].
public final class SnapshotRemovals {
    private static final String FOLDER = "going/";
    private static final String TYPE = "removal";
    private static final Pattern FORM = Pattern.compile("going/(.+)/([0-9a-f]{32})");

    private final JsonObjects objects;

    public SnapshotRemovals(JsonObjects objects) {
        this.objects = objects;
    }

    /// One attempt.
    public record Removal(ObjectName word) {}

    /// Says that a snapshot is about to be removed; durable when it returns.
    ///
    /// @param at by the clock of who says so, for people
    public Removal announce(Snapshot snapshot, Instant at) {
        var word = new ObjectName(folderOf(snapshot.objectName()) + objects.ids().get());
        ObjectStore.Creation creation =
                objects.put(
                        TYPE,
                        word,
                        json -> {
                            json.writeStringProperty("snapshot", snapshot.objectName());
                            json.writeStringProperty("at", at.toString());
                        });
        if (creation == ObjectStore.Creation.EXISTED) {
            throw new IllegalStateException("a random id came twice");
        }
        return new Removal(word);
    }

    /// Takes the word back: the snapshot is gone for good, or stays as far as this attempt goes.
    /// Says whether the store has let it go.
    public boolean takeBack(Removal removal) {
        try {
            objects.store().remove(removal.word());
            return true;
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.REMOVAL_DENIED)) {
                return false;
            }
            throw e;
        }
    }

    /// Whether somebody may be about to remove a snapshot, by the name of its object.
    public boolean isAnnounced(String snapshot) {
        return !of(snapshot).isEmpty();
    }

    /// The names of the objects of all snapshots of which somebody has said so.
    public Set<String> announced() {
        return objects.store().list(FOLDER).stream()
                .filter(SnapshotRemovals::isRemoval)
                .map(SnapshotRemovals::snapshotOf)
                .collect(Collectors.toSet());
    }

    /// Removes all word of a snapshot, by the name of its object: it is gone, or those who said so
    /// never come back.
    public void forget(String snapshot) {
        of(snapshot).forEach(objects.store()::remove);
    }

    /// Reads an object to see whether it is whole. Returns false if its name is not that of such a
    /// word.
    public boolean check(ObjectName name) {
        boolean ours = isRemoval(name);
        if (ours) {
            objects.load(
                    TYPE,
                    name,
                    json -> {
                        if (!json.text("snapshot").equals(snapshotOf(name))) {
                            throw new IllegalArgumentException("its name is that of another");
                        }
                        return Instant.parse(json.text("at"));
                    });
        }
        return ours;
    }

    private List<ObjectName> of(String snapshot) {
        return objects.store().list(folderOf(snapshot)).stream()
                .filter(SnapshotRemovals::isRemoval)
                .toList();
    }

    private static String folderOf(String snapshot) {
        return FOLDER + snapshot.substring(SnapshotName.FOLDER.length()) + "/";
    }

    private static boolean isRemoval(ObjectName name) {
        return FORM.matcher(name.value()).matches()
                && SnapshotName.parse(new ObjectName(snapshotOf(name))).isPresent();
    }

    private static String snapshotOf(ObjectName word) {
        Matcher matcher = FORM.matcher(word.value());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the name of such a word: " + word);
        }
        return SnapshotName.FOLDER + matcher.group(1);
    }
}
