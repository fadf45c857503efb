package org.cairn.vault.session;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.session.Condemned.CondemnedPack;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;
import tools.jackson.core.JsonGenerator;

/// The generations of condemned packs: `gc/<generation>`, and `gc/<generation>.done` when its packs
/// are gone. Safe for any thread and any number of processes.
public final class Generations {
    private static final String FOLDER = "gc/";
    private static final String CONDEMNED = "condemned";
    private static final String SWEPT = "swept";
    private static final Pattern FORM = Pattern.compile("gc/(\\d{8})(\\.done)?");

    private final JsonObjects objects;
    private final ObjectStore store;

    public Generations(JsonObjects objects) {
        this.objects = objects;
        this.store = objects.store();
    }

    /// The numbers that one look at the store found.
    ///
    /// @param listed those whose list of packs is there
    /// @param done those that are swept; the number of one is never used again
    public record Found(SortedSet<Integer> listed, SortedSet<Integer> done) {
        /// The highest number, 0 before the first.
        public int newest() {
            return Math.max(listed.isEmpty() ? 0 : listed.last(), done.isEmpty() ? 0 : done.last());
        }

        public boolean isWaiting(int generation) {
            return listed.contains(generation) && !done.contains(generation);
        }
    }

    /// What a sweep of a generation did, for people.
    ///
    /// @param kept packs that something needs again
    public record Swept(long removed, long removedBytes, long kept) {}

    public Found find() {
        SortedSet<Integer> listed = new TreeSet<>();
        SortedSet<Integer> done = new TreeSet<>();
        for (ObjectName name : store.list(FOLDER)) {
            Matcher matcher = FORM.matcher(name.value());
            if (matcher.matches()) {
                int number = Integer.parseInt(matcher.group(1));
                (matcher.group(2) == null ? listed : done).add(number);
            }
        }
        return new Found(listed, done);
    }

    /// Makes a generation, unless somebody else made one of its number.
    public ObjectStore.Creation create(Condemned condemned) {
        return objects.put(
                CONDEMNED,
                name(condemned.generation()),
                json -> {
                    json.writeNumberProperty("generation", condemned.generation());
                    json.writeName("snapshots");
                    json.writeStartArray();
                    condemned.snapshots().forEach(each -> writeObject(json, each));
                    json.writeEndArray();
                    json.writeName("packs");
                    json.writeStartArray();
                    condemned.packs().forEach(each -> write(json, each));
                    json.writeEndArray();
                });
    }

    private static void writeObject(JsonGenerator json, String object) {
        json.writeStartObject();
        json.writeStringProperty("name", object);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, CondemnedPack pack) {
        json.writeStartObject();
        json.writeStringProperty("name", pack.id().objectName());
        json.writeNumberProperty("size", pack.sizeBytes());
        json.writeEndObject();
    }

    /// Reads a generation; empty when it was put away because all of its packs are gone.
    public Optional<Condemned> load(int generation) {
        try {
            return Optional.of(objects.load(CONDEMNED, name(generation), Generations::condemned));
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.OBJECT_MISSING)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Condemned condemned(JsonParts json) {
        int generation = json.small("generation");
        List<String> snapshots =
                json.objects("snapshots").stream().map(Generations::named).toList();
        List<CondemnedPack> packs = json.objects("packs").stream().map(Generations::pack).toList();
        return new Condemned(generation, snapshots, packs);
    }

    private static String named(JsonParts json) {
        String name = json.text("name");
        json.requireNoMore();
        return name;
    }

    private static CondemnedPack pack(JsonParts json) {
        var pack = new CondemnedPack(packNamed(json.text("name")), json.whole("size"));
        json.requireNoMore();
        return pack;
    }

    /// Says that nothing more will be removed for a generation.
    public void finish(int generation, Swept swept) {
        objects.put(
                SWEPT,
                doneName(generation),
                json -> {
                    json.writeNumberProperty("removed", swept.removed());
                    json.writeNumberProperty("removed_bytes", swept.removedBytes());
                    json.writeNumberProperty("kept", swept.kept());
                });
    }

    /// Puts the list of a generation away that is done and whose packs are all gone. That it is
    /// done stays: its number must not be used again.
    public void putAway(int generation) {
        store.remove(name(generation));
    }

    /// Reads an object to see whether it is whole. Returns false if its name is not one of ours.
    public boolean check(ObjectName object) {
        Matcher matcher = FORM.matcher(object.value());
        if (!matcher.matches()) {
            return false;
        }
        if (matcher.group(2) == null) {
            objects.load(CONDEMNED, object, Generations::condemned);
        } else {
            objects.load(SWEPT, object, Generations::swept);
        }
        return true;
    }

    private static Swept swept(JsonParts json) {
        return new Swept(json.whole("removed"), json.whole("removed_bytes"), json.whole("kept"));
    }

    /// The name of the object of a generation.
    public static ObjectName name(int generation) {
        return new ObjectName(String.format(Locale.ROOT, "%s%08d", FOLDER, generation));
    }

    private static ObjectName doneName(int generation) {
        return new ObjectName(name(generation).value() + ".done");
    }

    static PackId packNamed(String name) {
        return PackId.parse(name)
                .orElseThrow(() -> new IllegalArgumentException("not a pack: " + name));
    }
}
