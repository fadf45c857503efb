/// The words everybody uses: identities, positions, sizes, problems, events, tasks.
///
/// Rules: no I/O, no clock of its own, no library; nothing here knows a module above it. Open
/// [Problem] first: it is how every failure of Cairn is said.
@NullMarked
package org.cairn.kernel;

import org.jspecify.annotations.NullMarked;
