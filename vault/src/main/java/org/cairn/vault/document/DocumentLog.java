package org.cairn.vault.document;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cairn.kernel.DocumentId;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// The names of the documents, in the order in which they were stored. Safe for any thread.
final class DocumentLog {
    private final ObjectStore store;
    private final Map<String, Long> lastPositions = new HashMap<>();

    DocumentLog(ObjectStore store) {
        this.store = store;
    }

    /// Makes a name that stands after all names that this process gave or found for the source,
    /// also when the clock stood still or was set back.
    synchronized DocumentName next(String source, Instant at, DocumentId id) {
        long last = lastPositions.computeIfAbsent(source, this::lastPosition);
        long position = Math.max(at.toEpochMilli(), last + 1);
        lastPositions.put(source, position);
        return new DocumentName(source, position, id);
    }

    List<DocumentName> of(String source) {
        return names(DocumentName.folderOf(source));
    }

    List<DocumentName> all() {
        return names(DocumentName.FOLDER);
    }

    Optional<DocumentName> find(DocumentId id) {
        return all().stream().filter(name -> name.id().equals(id)).findFirst();
    }

    private long lastPosition(String source) {
        List<DocumentName> names = of(source);
        return names.isEmpty() ? -1 : names.getLast().position();
    }

    private List<DocumentName> names(String folder) {
        List<ObjectName> objects = store.list(folder);
        return objects.stream().map(DocumentName::parse).flatMap(Optional::stream).toList();
    }
}
