/// The archive of documents: what was fetched, as it was fetched, before anybody reads it.
///
/// A **document** is one fetch of a body: where from, when, by which identity. Rules: the order is
/// law (the body with its packs, then the document object, which is the only commit point). Open
/// [DocumentArchive] first.
@NullMarked
package org.cairn.vault.document;

import org.jspecify.annotations.NullMarked;
