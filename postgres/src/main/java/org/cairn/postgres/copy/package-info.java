/// Rows into and out of PostgreSQL by COPY in its binary format, the fastest way there is.
///
/// Rules: what cannot be stored is refused here, before it is sent, because the server would end
/// the whole COPY for one bad value. The format is that of the PostgreSQL manual, "COPY, Binary
/// Format", and of each type's `_recv` and `_send` function; all numbers are big-endian. Open
/// [TupleBuffer] first, then [CopyIn]; [CopyOut] is the way back.
@NullMarked
package org.cairn.postgres.copy;

import org.jspecify.annotations.NullMarked;
