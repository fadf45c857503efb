package org.cairn.vault.copy;

import java.util.Optional;
import org.cairn.vault.store.ObjectName;

/// The order in which objects are copied: a stage is durable before the next begins, and what an
/// object names is in a stage before its own. `docs/format/vault-1.md` has the list.
public enum CopyStage {
    KEYS("copy.keys-durable"),
    /// Newer epochs count when they name the epoch before.
    EPOCHS("copy.epochs-durable"),
    /// `repo.json`, by which the copy is a vault.
    VAULT("copy.vault-made"),
    PACKS("copy.packs-durable"),
    BODIES("copy.bodies-durable"),
    WAL("copy.wal-durable"),
    /// All that is not named here, such as holds: before the snapshots that they may be about.
    OTHERS("copy.others-durable"),
    DOCUMENTS("copy.documents-durable"),
    SNAPSHOTS("copy.snapshots-durable");

    private final String step;

    CopyStage(String step) {
        this.step = step;
    }

    /// The step that is announced when all of the stage is durable.
    public String step() {
        return step;
    }

    /// The stage of an object; empty for what is true of one place only: who writes there
    /// (`sess/`), what is condemned or about to be removed there (`gc/`, `going/`), which in
    /// another place may still be needed, and what was read back there (`proof/`), which says
    /// nothing of the bytes elsewhere.
    public static Optional<CopyStage> of(ObjectName object) {
        String name = object.value();
        int slash = name.indexOf('/');
        return switch (slash < 0 ? name : name.substring(0, slash)) {
            case "sess", "gc", "proof", "going" -> Optional.empty();
            case "keys" -> Optional.of(name.endsWith("/previous") ? EPOCHS : KEYS);
            case "repo.json" -> Optional.of(VAULT);
            case "packs", "meta" -> Optional.of(PACKS);
            case "body" -> Optional.of(BODIES);
            case "wal", "gap", "server" -> Optional.of(WAL);
            case "doc" -> Optional.of(DOCUMENTS);
            case "runs" -> Optional.of(name.endsWith(".outcome") ? DOCUMENTS : OTHERS);
            case "snap" -> Optional.of(SNAPSHOTS);
            default -> Optional.of(OTHERS);
        };
    }
}
