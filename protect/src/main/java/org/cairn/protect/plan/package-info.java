/// What a restore would do, before anything is done.
///
/// Rules: pure. Functions of lists and positions; WAL bytes come through an interface. Open
/// [RestorePlanner].
@NullMarked
package org.cairn.protect.plan;

import org.jspecify.annotations.NullMarked;
