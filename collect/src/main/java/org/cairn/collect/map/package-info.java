/// Raw records to rows: a pure function of the record and the mapping version, so that a field's
/// origin is derived and not stored. Open [Mapper] first.
@NullMarked
package org.cairn.collect.map;

import org.jspecify.annotations.NullMarked;
