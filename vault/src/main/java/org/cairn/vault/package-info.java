/// The vault: a repository of immutable objects that holds the evidence and the backups.
///
/// Stages, lowest first: `problem` (what can go wrong), `store` (named immutable objects), `frame`
/// (bytes of frames and containers, pure), `json` (small objects), `key` (what opens an encrypted
/// vault), `body` (bytes under their hash), `document` (the archive), `run` (intents and outcomes),
/// `server` (which servers there are), `wal` (their write-ahead log), `snapshot` (whole servers).
/// Format version 1, `docs/format/vault-1.md`. Open [Vault] first.
@NullMarked
package org.cairn.vault;

import org.jspecify.annotations.NullMarked;
