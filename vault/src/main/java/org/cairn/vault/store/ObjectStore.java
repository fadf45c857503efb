package org.cairn.vault.store;

import java.util.List;
import java.util.Optional;

/// Holds immutable objects by name. Each is created whole or not at all, exactly once.
///
/// A store promises four things, on which the order of writing in every layer above rests:
/// 1. When a creation returns, the object survives a power cut.
/// 2. An object is seen with all its bytes or not at all.
/// 3. Of several creators of one name exactly one hears `CREATED`.
/// 4. Nothing changes an object afterwards; there is no way to overwrite one.
///
/// Few kinds of objects are removed, each when nothing that is kept can need it any more; nothing
/// else ever is (see [#remove]).
///
/// Safe for any thread and any number of processes. Raises `vault-full`, `vault-unwritable`,
/// `vault-unreadable`, `vault-io-failed` and `vault-path-unsafe`, and of a bucket the problems of
/// its server; after any of them nothing half-written is visible.
public interface ObjectStore {
    /// How a creation ended.
    enum Creation {
        CREATED,
        /// Somebody else was first; the bytes there are theirs.
        EXISTED
    }

    /// Begins an object whose bytes come in parts; nothing is visible before it is published.
    ObjectDraft draft(ObjectName name);

    /// Creates an object of these bytes unless the name is taken.
    default Creation putIfAbsent(ObjectName name, byte[] content) {
        try (ObjectDraft draft = draft(name)) {
            draft.append(content, 0, content.length);
            return draft.publish();
        }
    }

    /// Opens an object for reading. Raises `vault-object-missing`.
    ObjectReader open(ObjectName name);

    /// Says whether the object is there, and when it says yes, that it will still be there after a
    /// power cut: another process may have created it a moment ago.
    boolean exists(ObjectName name);

    /// Finds size and age of an object.
    Optional<ObjectInfo> find(ObjectName name);

    /// Removes an object; when this returns, a power cut does not bring it back. Removing what is
    /// not there does nothing. Who has the object open may read it to its end, or hears that it is
    /// missing where the store cannot keep it for him.
    ///
    /// These are removed, and every other object stays for good, because a later one may name it:
    /// - a fragment of WAL, when a segment that holds its bytes is durable;
    /// - a key slot that shall not open the vault any more;
    /// - a snapshot that the retention does not keep and nobody holds, and only after it is gone
    ///   the WAL that no snapshot and no moment that is kept needs: a crash between leaves WAL
    ///   without a snapshot, never a snapshot without its WAL;
    /// - what is only said of such a snapshot or such WAL: holds, proofs, gaps, ranges that
    ///   expired; a hold also when somebody lets the snapshot go;
    /// - a pack that nothing names, by the rules of `vault.sweep` alone, since a writer that sleeps
    ///   may be about to name one; and what sweeps and writers make for each other.
    void remove(ObjectName name);

    /// Lists the names below a folder (`packs/`), or all of them (empty text), in order.
    List<ObjectName> list(String folder);

    /// As [#list], with size and age of each; what is removed meanwhile may be left out.
    default List<ObjectInfo> survey(String folder) {
        return list(folder).stream().flatMap(name -> find(name).stream()).toList();
    }
}
