/// Recordings of what sources answered, and rows made of them without network and database.
///
/// Open [Recording] for the format, then [Replay].
@NullMarked
package org.cairn.collect.replay;

import org.jspecify.annotations.NullMarked;
