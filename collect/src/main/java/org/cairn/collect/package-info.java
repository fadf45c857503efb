/// The record half: fetch, decode, map, validate, load. Open [Pipeline] first: it is one record's
/// way in a page.
@NullMarked
package org.cairn.collect;

import org.jspecify.annotations.NullMarked;
