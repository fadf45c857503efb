/// Bytes of any length, stored once under what identifies them and cut into frames of packs.
///
/// A **body** is what documents hold, and what the file table of a snapshot is. Rules: the order is
/// law (packs, then the body object that names their frames); what names a body comes after it.
/// Open [Bodies] first, then [BodyWriter].
@NullMarked
package org.cairn.vault.body;

import org.jspecify.annotations.NullMarked;
