/// Web APIs that behave like real ones, on the loopback address, and misbehave like them on demand.
///
/// Open [ApiServer] first. Shapes and rules are those of the services named; the data is made up.
@NullMarked
package org.cairn.testkit.api;

import org.jspecify.annotations.NullMarked;
