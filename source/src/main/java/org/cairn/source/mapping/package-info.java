/// The text of a mapping: all that decides how the records of one resource become rows.
///
/// Rules: deterministic, self-contained and readable for years, because lineage stores it and
/// derives values again from it; what is written is only added to. Open [MappingText] first.
@NullMarked
package org.cairn.source.mapping;

import org.jspecify.annotations.NullMarked;
