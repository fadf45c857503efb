/// Named, immutable objects: created once, durable when created, never changed.
///
/// Rules: nothing here knows what is in an object. A name is checked before it becomes a path.
/// `IOException` ends here. Open [ObjectStore] first: it is the contract, and `ObjectStoreContract`
/// in the test jar is the same contract as a suite that every store has to pass.
@NullMarked
package org.cairn.vault.store;

import org.jspecify.annotations.NullMarked;
