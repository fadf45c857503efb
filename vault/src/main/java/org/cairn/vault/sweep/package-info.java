/// Gives back the room of packs that nothing names any more, in two phases and without a lock.
///
/// *Mark* condemns packs that nothing names; *sweep* removes them a grace period later, when every
/// writer that did not know of it has ended, and only those that nothing needs by then. What is
/// safe does not depend on any clock (docs/decisions/0016); the grace period only keeps sweeps from
/// ending writers that are at work. Open [Sweeper] first.
@NullMarked
package org.cairn.vault.sweep;

import org.jspecify.annotations.NullMarked;
