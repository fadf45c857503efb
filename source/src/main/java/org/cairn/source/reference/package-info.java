/// What editors and readers are told about the keys: JSON Schemas and the reference page.
///
/// Rules: written from the shapes alone, so they cannot say anything else than what is read; the
/// committed copies are compared in a test. Open [SourceSchemas] first.
@NullMarked
package org.cairn.source.reference;

import org.jspecify.annotations.NullMarked;
