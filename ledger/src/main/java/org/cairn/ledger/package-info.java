/// What happened to the data: runs, documents, lineage and quarantine, in schema `cairn` of the
/// target database, written in the same transaction as the rows they speak of.
///
/// Rules: every method takes the connection it works on and never commits; SQL in text blocks, one
/// statement each. Open [Ledger] first, then `0001-ledger.sql`.
@NullMarked
package org.cairn.ledger;

import org.jspecify.annotations.NullMarked;
