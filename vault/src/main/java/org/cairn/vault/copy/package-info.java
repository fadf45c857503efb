/// A second vault with the same objects, and looking at objects without a key.
///
/// A copy is a vault: it opens with the keys of its original. Rules: an object is copied after what
/// it names ([CopyStage]), each is created once, and what is damaged is not copied and neither is
/// what needs it. Open [Replication] first, then [ObjectCheck].
@NullMarked
package org.cairn.vault.copy;

import org.jspecify.annotations.NullMarked;
