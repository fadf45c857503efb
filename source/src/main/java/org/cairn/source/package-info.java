/// Declarations: what a project's YAML files say, read and checked.
///
/// Rules: this package holds only the catalogue of what can go wrong; the stages are the packages
/// below it, in the order `yaml` (text to a tree with places), `shape` (what a key may hold),
/// `declare` (the keys of each file), `read` (a project folder), and beside them `spec` (the
/// records that result), `mapping` (their text in lineage), `reference` (schemas and the reference
/// page). Open [org.cairn.source.read.ProjectReader] first.
@NullMarked
package org.cairn.source;

import org.jspecify.annotations.NullMarked;
