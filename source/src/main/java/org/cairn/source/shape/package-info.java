/// What a key may hold: shapes that read a value, describe it to an editor and to a reader, and say
/// what is wrong with it.
///
/// Rules: a shape is immutable and is the only description of what it reads; reading never throws
/// for content, it reports a [Finding] and goes on, so that one look finds every mistake. Open
/// [RecordShape] first.
@NullMarked
package org.cairn.source.shape;

import org.jspecify.annotations.NullMarked;
