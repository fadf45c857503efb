package org.cairn.vault.store.s3;

import org.cairn.vault.store.ObjectName;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.StorageClass;

/// In which storage class of Amazon's the packs are put: most of a vault's bytes, which only
/// restores, backups that build on them, verifications and traces read. Everything else is small,
/// is read often, and stays in the class of the bucket.
///
/// There is none that has to be thawed before it can be read: a pack of last year may serve today's
/// backup, and a restore could not wait for it.
public enum PackClass {
    /// That of the bucket.
    BUCKET(null),
    STANDARD_IA(StorageClass.STANDARD_IA),
    ONEZONE_IA(StorageClass.ONEZONE_IA),
    INTELLIGENT_TIERING(StorageClass.INTELLIGENT_TIERING),
    GLACIER_IR(StorageClass.GLACIER_IR);

    private static final String PACKS = "packs/";

    private final @Nullable StorageClass asked;

    PackClass(@Nullable StorageClass asked) {
        this.asked = asked;
    }

    /// What is asked for an object; null for nothing.
    @Nullable StorageClass of(ObjectName name) {
        return name.value().startsWith(PACKS) ? asked : null;
    }
}
