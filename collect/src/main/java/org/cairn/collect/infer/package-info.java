/// Writes the declaration of a source from all of a document. Open [Inference] first.
///
/// A type is declared only where every value fits; what does not is said in a comment, with its
/// place.
@NullMarked
package org.cairn.collect.infer;

import org.jspecify.annotations.NullMarked;
