package org.cairn.ledger.lineage;

import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;

/// Where one row came from.
///
/// @param mappingText the mapping version, for `MappingText.read`
/// @param strategy index of the record strategy that found the record
/// @param run the run that wrote this version of the row
public record Origin(
        DocumentRecord document, String mappingText, ByteSpan span, int strategy, RunNumber run) {}
