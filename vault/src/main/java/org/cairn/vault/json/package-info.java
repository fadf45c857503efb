/// Small objects of the vault as JSON that can tell whether it was damaged.
///
/// Rules: strict. Every key must be there and none that is not known; no number is trusted before
/// it is bounded by the record that takes it. Of Jackson the other packages see only its generator.
/// Open [SealedJson] first.
@NullMarked
package org.cairn.vault.json;

import org.jspecify.annotations.NullMarked;
