/// What opens an encrypted vault: master keys by epoch, and the slots in which they are wrapped.
///
/// A **slot** wraps the master key of an epoch for one secret: a passphrase, a key file or a
/// recovery key. A **rotation** begins an epoch. Rules: no secret in a message, a log or a
/// `toString`; secrets are arrays and are overwritten when they are done with, as far as Java lets
/// us; the order of writing is law, so that at any moment some secret that is known opens the
/// vault. Open [KeySlots] first, then [KeyRing]. The form is in `docs/format/vault-1.md`.
@NullMarked
package org.cairn.vault.key;

import org.jspecify.annotations.NullMarked;
