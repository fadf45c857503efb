/// From a value back to its bytes. Open [ValueTracer] first.
@NullMarked
package org.cairn.collect.trace;

import org.jspecify.annotations.NullMarked;
