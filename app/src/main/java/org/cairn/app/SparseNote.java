package org.cairn.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cairn.vault.frame.PackId;

/// The packs of which the last sweep found that snapshots name little: the next backup shares
/// nothing with them. It is beside the vault and not in it; when it is lost, they are shared as any
/// other, and the next sweep finds them again.
final class SparseNote {
    private static final String FIRST_LINE = "what the next backup stores anew of ";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final PlaceNote note;

    SparseNote(Path folder, String location) {
        this.note = new PlaceNote(folder, FIRST_LINE, location);
    }

    Set<PackId> read() {
        return note.read()
                .map(lines ->
                        Arrays.stream(lines.getFirst().split(" "))
                                .filter(ID.asMatchPredicate())
                                .map(PackId::new)
                                .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    void write(Collection<PackId> packs) {
        Optional<String> ids = packs.stream().map(PackId::hex).reduce((a, b) -> a + " " + b);
        note.write(ids.orElse("none"), "", "");
    }
}
