/// Checks records against JSON Schema 2020-12; owns the library that does.
///
/// Open [RecordSchema] first.
@NullMarked
package org.cairn.source.jsonschema;

import org.jspecify.annotations.NullMarked;
