/// The archive of documents: what was fetched, as it was fetched, before anybody reads it.
///
/// A **body** is the bytes of one or more documents, stored once under their SHA-256 and cut into
/// frames. A **document** is one fetch of a body: where from, when, by which identity. Rules: the
/// order is law (packs, then the body object that names their frames, then the document object,
/// which is the only commit point). Open [DocumentArchive] first, then [BodyWriter].
@NullMarked
package org.cairn.vault.document;

import org.jspecify.annotations.NullMarked;
