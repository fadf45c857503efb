/// Small objects of the vault as JSON that can tell whether it was damaged.
///
/// Rules: strict. Every key must be there and none that is not known; no number is trusted before
/// it is bounded by the record that takes it. Of Jackson the other packages see only its generator.
/// Open [JsonObjects] first; [SealedJson] is for the few objects that are read without a key.
@NullMarked
package org.cairn.vault.json;

import org.jspecify.annotations.NullMarked;
