package org.cairn.vault.snapshot;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.store.ObjectName;

/// Which snapshots were read back whole, and when: objects
/// `proof/<server>/<start>-<label>/<milliseconds since 1970, 15 digits>`.
///
/// Safe for any thread and any number of processes; raises the problems of [ObjectStore] and
/// `vault-object-damaged`.
public final class SnapshotProofs {
    private static final String FOLDER = "proof/";
    private static final String TYPE = "snapshot-proof";
    private static final Pattern FORM = Pattern.compile("proof/(.+)/(\\d{15})");

    private final JsonObjects objects;

    public SnapshotProofs(JsonObjects objects) {
        this.objects = objects;
    }

    /// Records that a snapshot is whole; durable when it returns.
    public void put(SnapshotProof proof) {
        objects.put(
                TYPE,
                nameOf(proof),
                json -> {
                    json.writeStringProperty("snapshot", proof.snapshot());
                    json.writeStringProperty("level", proof.level());
                    json.writeNumberProperty("objects", proof.objects());
                    json.writeNumberProperty("bytes", proof.bytes());
                    json.writeStringProperty("at", proof.at().toString());
                });
    }

    /// When each snapshot was last found whole, by the name of its object; out of the names of the
    /// proofs alone, which nobody vouches for: [#find] reads one.
    public Map<String, Instant> newest() {
        Map<String, Instant> newest = new HashMap<>();
        for (ObjectName name : names()) {
            newest.merge(
                    snapshotOf(name), atOf(name), (one, other) -> one.isAfter(other) ? one : other);
        }
        return newest;
    }

    /// The newest proof of a snapshot. Raises `vault-object-damaged`.
    public Optional<SnapshotProof> find(Snapshot snapshot) {
        return of(snapshot.objectName()).stream()
                .max(Comparator.naturalOrder())
                .map(name -> objects.load(TYPE, name, json -> proof(name, json)));
    }

    /// Removes the proofs of a snapshot that is gone, by the name of its object.
    public void remove(String snapshot) {
        of(snapshot).forEach(objects.store()::remove);
    }

    /// Reads an object to see whether it is whole. Returns false if its name is not that of a
    /// proof.
    public boolean check(ObjectName name) {
        boolean ours = isProof(name);
        if (ours) {
            objects.load(TYPE, name, json -> proof(name, json));
        }
        return ours;
    }

    private List<ObjectName> of(String snapshot) {
        String folder = FOLDER + snapshot.substring(SnapshotName.FOLDER.length()) + "/";
        return objects.store().list(folder).stream().filter(SnapshotProofs::isProof).toList();
    }

    private List<ObjectName> names() {
        return objects.store().list(FOLDER).stream().filter(SnapshotProofs::isProof).toList();
    }

    private static boolean isProof(ObjectName name) {
        return FORM.matcher(name.value()).matches()
                && SnapshotName.parse(new ObjectName(snapshotOf(name))).isPresent();
    }

    private static String snapshotOf(ObjectName proof) {
        return SnapshotName.FOLDER + matched(proof).group(1);
    }

    private static Instant atOf(ObjectName proof) {
        return Instant.ofEpochMilli(Long.parseLong(matched(proof).group(2)));
    }

    private static Matcher matched(ObjectName proof) {
        Matcher matcher = FORM.matcher(proof.value());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the name of a proof: " + proof);
        }
        return matcher;
    }

    private static ObjectName nameOf(SnapshotProof proof) {
        return new ObjectName(
                "%s%s/%015d"
                        .formatted(
                                FOLDER,
                                proof.snapshot().substring(SnapshotName.FOLDER.length()),
                                proof.at().toEpochMilli()));
    }

    private static SnapshotProof proof(ObjectName name, JsonParts json) {
        var proof =
                new SnapshotProof(
                        json.text("snapshot"),
                        json.text("level"),
                        json.whole("objects"),
                        json.whole("bytes"),
                        Instant.parse(json.text("at")));
        if (!proof.snapshot().equals(snapshotOf(name)) || !nameOf(proof).equals(name)) {
            throw new IllegalArgumentException("its name is that of another proof");
        }
        return proof;
    }
}
