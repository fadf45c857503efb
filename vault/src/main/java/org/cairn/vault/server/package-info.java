/// Which PostgreSQL servers the vault holds WAL and snapshots of.
///
/// Rules: a server is known by its system identifier and registered once; what was registered never
/// changes. Open [ServerRegistry].
@NullMarked
package org.cairn.vault.server;

import org.jspecify.annotations.NullMarked;
