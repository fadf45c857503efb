/// Rows into PostgreSQL: compare first, stage only differences, one set-based merge, everything in
/// one transaction. Open [DatasetLoad] first.
@NullMarked
package org.cairn.collect.load;

import org.jspecify.annotations.NullMarked;
