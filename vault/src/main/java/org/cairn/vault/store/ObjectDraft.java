package org.cairn.vault.store;

/// An object that is being written and is not visible yet. Confined to one thread at a time.
///
/// Closing a draft that was not published drops it.
public interface ObjectDraft extends AutoCloseable {
    void append(byte[] bytes, int offset, int length);

    /// Makes the bytes durable, still invisible, and lets go of the open file. Nothing can be
    /// appended afterwards. A body of many packs finishes each before it begins the next.
    void finish();

    /// Makes the object visible and durable under its name, unless the name is taken.
    ObjectStore.Creation publish();

    @Override
    void close();
}
