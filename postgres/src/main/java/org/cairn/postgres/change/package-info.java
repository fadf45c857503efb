/// What of a data directory has changed since an earlier backup, the base, so that the rest need
/// not be read or stored again. Pure.
///
/// Two ways lead there. **WAL summaries** (PostgreSQL 17 and newer): the server has noted which
/// blocks its WAL touched; a [ChangeMap] of them says what must be read. **Positions of pages**
/// (any version): everything is read, and a [PositionScan] says which pages may be told from the
/// base's by the position in their header. Whether a way may be gone at all is decided first, by
/// [Soundness]; where neither may, the third way is always right: read everything and compare
/// contents.
///
/// Rule: a page that has changed is never taken from the base; to call an unchanged page changed is
/// allowed and costs time. Open [ChangeMap] first.
@NullMarked
package org.cairn.postgres.change;

import org.jspecify.annotations.NullMarked;
