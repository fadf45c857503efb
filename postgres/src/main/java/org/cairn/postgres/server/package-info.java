/// Servers that Cairn runs itself: the embedded one (PostgreSQL 18 unpacked, made and run under a
/// project's own directory) and those on restored directories.
///
/// Rules: nothing is signalled, deleted or started twice on the word of a file alone; what is made
/// in several steps is made beside its place and renamed when whole; start and stop are done by one
/// process at a time. Open [EmbeddedServer] first: its `start` reads like the story; then
/// [RestoredServer]. [Unprivileged] is the only class that knows what it takes to run as root.
@NullMarked
package org.cairn.postgres.server;

import org.jspecify.annotations.NullMarked;
