/// Pages of relation files: what their bytes say about themselves. Pure.
///
/// A page is 8 KiB, little-endian on every machine that Cairn supports. Open [PageCheck] first.
@NullMarked
package org.cairn.postgres.page;

import org.jspecify.annotations.NullMarked;
