/// Declarations as sealed records: what a user's YAML says, checked and with defaults filled in.
///
/// Rules: pure values; every record checks itself; nothing here reads a file. Open [SourceSpec]
/// first.
@NullMarked
package org.cairn.source.spec;

import org.jspecify.annotations.NullMarked;
